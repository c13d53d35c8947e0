"""Pages to import a catalog file with: sending it, looking at what it would change, applying it or not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.app import kit
from bot.console.guard import needs
from bot.console.limits import number_of
from bot.console.listing import Page, page_number
from bot.console.visit import say
from bot.console.words import names
from bot.tables import MAX_BYTES, MAX_ROWS, TableError
from bot.workers.worker import Worker
from community_catalog import uploading
from community_catalog.console.blueprint import WRITE, console
from community_catalog.elements import ELEMENTS, CatalogRow, element_text
from community_catalog.revision import ElementChange, ItemChange, Plan
from community_catalog.uploading import Wish

ON_A_PAGE = 50
MOST_PROBLEMS = 200  # shown; who has more mends these first


@dataclass(frozen=True)
class ShownElement:
    """One element before and after."""

    label: str
    before: str
    after: str
    editorial: bool


@dataclass(frozen=True)
class Line:
    """One item a plan adds (+), changes (~) or withdraws (−)."""

    sign: str
    words: str
    row: CatalogRow
    elements: Sequence[ShownElement] = ()


@console.get("/uploads/new")
@needs(*WRITE, everywhere=True)
def new_upload(_worker: Worker) -> str:
    """A form for a file."""
    return _form()


@console.post("/uploads/new")
@needs(*WRITE, everywhere=True)
def upload(worker: Worker) -> ResponseReturnValue:
    """Read a file: what is wrong in it comes back row by row, what is right goes on to its plan."""
    sent, form = request.files.get("file"), request.form
    try:
        as_of = date.fromisoformat(form["as_of"]) if form.get("as_of") else None
    except ValueError:
        return _form(errors={"as_of": "日期请写成 2026-11-23 这样。"}), 422
    try:
        read = uploading.read_upload(sent.filename or "" if sent else "", sent.read(MAX_BYTES + 1) if sent else b"")
    except TableError as error:
        return _form(errors={"file": _summary(error)}, problems=[str(one) for one in error.problems]), 422
    wish = Wish(as_of, keep_missing="keep_missing" in form, reason=form.get("reason", ""))
    with kit().sessions.begin() as session:
        kept = uploading.keep(session, read, wish, by=worker.login, at=kit().clock.now())
        if read.ignored:
            say(session, f"这些列没有用到：{'、'.join(read.ignored)[:500]}。")
    return redirect(url_for(".plan", upload_id=kept.id), 303)


@console.get("/uploads/<int:upload_id>")
@needs(*WRITE, everywhere=True)
def plan(_worker: Worker, upload_id: int) -> str:
    """What a file would change, element by element."""
    with kit().sessions.read() as session:
        found = uploading.find(session, upload_id)
        planned = uploading.plan_of(session, found)
        lines = lines_of(planned)
        return render_template(
            "community_catalog/console/plan.html",
            upload=found,
            plan=planned,
            page=_page(lines, page_number(request.args.get("page"))),
            withdraws_most=uploading.withdraws_most(planned),
            people=names(session),
        )


@console.post("/uploads/<int:upload_id>/apply")
@needs(*WRITE, everywhere=True)
def apply(worker: Worker, upload_id: int) -> ResponseReturnValue:
    """Carry out the plan that was looked at."""
    form, now = request.form, kit().clock.now()
    follows, sure = number_of(form.get("follows", "")), "sure" in form
    with kit().sessions.begin() as session:
        made = uploading.apply(session, upload_id, follows=follows, sure=sure, by=worker.login, at=now)
        say(session, f"已导入，目录现在是第 {made.id} 版。" if made else "文件与现行目录一致，没有要改的。")
        address = url_for(".one_import", import_id=made.id) if made else url_for(".imports")
    return redirect(address, 303)


@console.post("/uploads/<int:upload_id>/cancel")
@needs(*WRITE, everywhere=True)
def cancel(worker: Worker, upload_id: int) -> ResponseReturnValue:
    """Forget the file; the catalog stays as it is."""
    with kit().sessions.begin() as session:
        uploading.cancel(session, upload_id, by=worker.login, at=kit().clock.now())
        say(session, "取消了，目录没有变。")
    return redirect(url_for(".imports"), 303)


def lines_of(plan: Plan) -> list[Line]:
    """Every item a plan touches: changed, added, brought back, withdrawn."""
    lines = [Line("~", "只改标点或格式" if one.editorial else "变更", one.after, _shown(one)) for one in plan.changed]
    lines += [Line("−", "撤销", row) for row in plan.withdrawn]
    lines += [Line("+", "曾经撤销，现在恢复", one.after, _shown(one)) for one in plan.restored]
    return lines + [Line("+", "新增", row, _all(row)) for row in plan.added]


def _shown(change: ItemChange) -> list[ShownElement]:
    return [_element(one) for one in change.elements]


def _element(one: ElementChange) -> ShownElement:
    return ShownElement(ELEMENTS[one.element], element_text(one.before), element_text(one.after), one.editorial)


def _all(row: CatalogRow) -> list[ShownElement]:
    return [
        ShownElement(label, "", element_text(row.element(name)), editorial=False) for name, label in ELEMENTS.items()
    ]


def _page(lines: Sequence[Line], number: int) -> Page[Line]:
    number = min(number, max(1, ceil(len(lines) / ON_A_PAGE)))
    return Page(lines[(number - 1) * ON_A_PAGE : number * ON_A_PAGE], number, len(lines), ON_A_PAGE)


def _summary(error: TableError) -> str:
    count = len(error.problems)
    return str(error.problems[0]) if count == 1 else f"文件里有 {count} 处问题，什么都没有导入。请改好再上传。"


def _form(*, errors: dict[str, str] | None = None, problems: Sequence[str] = ()) -> str:
    return render_template(
        "community_catalog/console/upload.html",
        errors=errors or {},
        problems=problems[:MOST_PROBLEMS] if len(problems) > 1 else (),
        more=max(0, len(problems) - MOST_PROBLEMS),
        values=request.form,
        megabytes=MAX_BYTES // 1_000_000,
        most_rows=MAX_ROWS,
    )
