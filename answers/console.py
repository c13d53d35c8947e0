"""Workers' pages about answers: questions without one, wordings, changes and their release, trying out, guides."""

from datetime import date, datetime

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from answers.bundled import digest
from answers.commands import reply_text
from answers.engine import Engine
from answers.loop import changes, groups, releasing
from answers.loop.changes import owner_called
from answers.loop.explaining import ELEMENTS, explained
from answers.loop.models import ChangeState, QuestionGroup, Release, StoredWording, WordingChange
from answers.loop.releases import newest
from answers.loop.showing import (
    GROUP_STATES,
    STATES,
    found_items,
    guide_state,
    item_names,
    people,
    places_of,
    stale_wordings,
)
from answers.loop.topics import TOPICS, topic_label
from answers.sources import ReleasedKnowledge, live_engine
from bot.app import Kit, kit
from bot.console.guard import needs, require
from bot.console.listing import page_of
from bot.console.shell import error_page
from bot.console.visit import say
from bot.places import Place, place_by_code
from bot.time import local
from bot.workers.accounts import all_workers
from bot.workers.roles import Role
from bot.workers.worker import Worker
from community_catalog.guides import upkeep
from community_catalog.guides.models import Guide
from community_catalog.guides.text import LABELS, Part
from community_catalog.items import item_by_code
from community_catalog.models import Item

DRAFT = (Role.COMMUNITY_WORKER, Role.CATALOG_ADMIN, Role.DISCLOSURE_OFFICE)
RELEASE = (Role.DISCLOSURE_OFFICE, Role.FINAL_REVIEWER)
REVIEW = (Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER, Role.DISCLOSURE_OFFICE)
WRITE_GUIDES = (Role.CATALOG_ADMIN, Role.DISCLOSURE_OFFICE)
READ = (*DRAFT, *REVIEW[:3], Role.AUDITOR)

REFRESH_S = 5  # while a check runs, its page comes again by itself
FOUND = 12  # items a search shows
LARGEST = 2**31 - 1  # the largest id the database holds
MOST_BYTES = 1024 * 1024  # of one form


console = Blueprint("answers_console", __name__, url_prefix="/console/answers", template_folder="templates")


@console.before_request
def refuse_what_no_page_sends() -> None:
    """Answer ids there cannot be with 404, and characters no database holds with 400."""
    arguments = (request.view_args or {}).values()
    if any(isinstance(value, int) and value > LARGEST for value in arguments):
        abort(error_page(404, "没有这一页", "地址里的编号不对。请从列表里点进来。"))
    request.max_content_length = MOST_BYTES
    texts = [*arguments, *request.args.values(), *request.form.values()]
    if any(isinstance(value, str) and "\0" in value for value in texts):
        abort(error_page(400, "没有提交成功", "内容里有不能用的字符。请去掉后再试一次。"))


def join_console(kit: Kit) -> None:
    """Add the pages to the navigation, and what waits to the to-do page."""
    for order, (label, view) in enumerate(ENTRIES, 30):
        kit.console.add_entry(label, f"answers_console.{view}", order=order)
    kit.console.add_counter("组没答上来的问题过了期限", "answers_console.questions", count_overdue, order=10)
    kit.console.add_counter("组问题没有答上来", "answers_console.questions", count_open, order=40)
    kit.console.add_counter("个问法改动等您发布", "answers_console.list_changes", count_releasable, order=20)


ENTRIES = (
    ("没答上来的", "questions"),
    ("问法", "wordings"),
    ("改动", "list_changes"),
    ("试问", "try_out"),
    ("办事指南", "guides"),
)


def count_overdue(session: Session, worker: Worker, now: datetime) -> int:
    """Groups of questions somebody should have seen to."""
    return groups.count_waiting(session, due_before=local(now).date()) if in_district(session, worker, *READ) else 0


def count_open(session: Session, worker: Worker, _now: datetime) -> int:
    """Groups of questions nobody has seen to."""
    return groups.count_waiting(session) if in_district(session, worker, *READ) else 0


def count_releasable(session: Session, worker: Worker, _now: datetime) -> int:
    """Changes this worker could release."""
    return changes.count_releasable(session, by=worker.login) if in_district(session, worker, *RELEASE) else 0


@console.app_template_filter("moment")
def moment(at: datetime | None) -> str:
    """A moment as workers read it."""
    return f"{local(at):%Y-%m-%d %H:%M}" if at else ""


# --- questions without a good answer


@console.get("/questions")
@needs(*READ)
def questions(worker: Worker) -> str:
    """The groups that wait, or those that were closed last."""
    closed = request.args.get("show") == "closed"
    with kit().sessions.read() as session:
        require_district(session, worker, *READ)
        shown = groups.closed(session) if closed else groups.waiting(session)
        rows = [(group, groups.questions_of(group), groups.askers_of(group)) for group in shown]
        today = local(kit().clock.now()).date()
        return render_template(
            "answers/questions.html", rows=rows, closed=closed, today=today, states=GROUP_STATES, people=people(session)
        )


@console.post("/questions/gather")
@needs(*DRAFT)
def gather(worker: Worker) -> ResponseReturnValue:
    """Sort new questions now instead of in some minutes."""
    with kit().sessions.read() as session:
        require_district(session, worker, *DRAFT)
        places = groups.sort_new(session, lambda: ReleasedKnowledge().read(session))
    with kit().sessions.begin() as session:
        count = groups.put(session, places, now=kit().clock.now())
        say(session, f"归好了 {count} 个新问题。" if count else "没有新问题。")
    return redirect(url_for(".questions"), 303)


@console.get("/questions/<int:group_id>")
@needs(*READ)
def question(worker: Worker, group_id: int) -> str:
    """One group: what was asked, what fits best, and what to do."""
    engine = current_engine()
    with kit().sessions.read() as session:
        require_district(session, worker, *READ)
        group = groups.find(session, group_id)
        asked = groups.questions_of(group)
        wanted = request.args.get("q", "").strip()
        return render_template(
            "answers/question.html",
            group=group,
            asked=asked,
            askers=groups.askers_of(group),
            found=found_items(engine, wanted or asked[0].text, FOUND if wanted else 3),
            wanted=wanted,
            may_draft=worker.has(*DRAFT),
            topics=TOPICS.items(),
            states=GROUP_STATES,
            offices=[(role.value, role.label) for role in DRAFT],
            places=places_of(session),
            workers=[(row.login, row.name) for row in all_workers(session) if row.disabled_at is None],
            people=people(session),
            answered=answered_by(session, group),
        )


@console.post("/questions/<int:group_id>/draft")
@needs(*DRAFT)
def draft(worker: Worker, group_id: int) -> ResponseReturnValue:
    """Make the chosen questions wordings of an item, or of a topic; the check starts at once."""
    chosen = [number for one in request.form.getlist("asked") if (number := number_of(one)) is not None]
    wanted = request.form.get("code" if request.form.get("act") == "item" else "topic", "")
    if not wanted:
        raise groups.NothingPicked
    advice, now = request.form.get("advice"), kit().clock.now()
    with kit().sessions.begin() as session:
        require_district(session, worker, *DRAFT)
        owner = owner_called(session, wanted)
        change = groups.draft(session, group_id, chosen, owner, by=worker.login, at=now, advice=advice or None)
        changes.start_check(session, kit().queue, change.id, at=now)
        left_out = len(set(chosen)) - len(change.lines)
        more = f"有 {left_out} 种说法和别的一样、已经是问法或者太长，没有放进去。" if left_out > 0 else ""
        say(session, f"改动起草好了，正在检查会不会影响别的问题。{more}")
    return redirect(url_for(".change", change_id=change.id), 303)


@console.post("/questions/<int:group_id>/guide")
@needs(*DRAFT)
def answer_with_guide(worker: Worker, group_id: int) -> ResponseReturnValue:
    """Close the group: a guide now says it."""
    code, now = request.form.get("code", ""), kit().clock.now()
    with kit().sessions.begin() as session:
        require_district(session, worker, *DRAFT)
        groups.answer_with_guide(session, kit().queue, group_id, code, by=worker.login, at=now)
        say(session, "办结了，两天内问过的人会收到回答。")
    return redirect(url_for(".questions"), 303)


@console.post("/questions/<int:group_id>/assign")
@needs(*DRAFT)
def assign(worker: Worker, group_id: int) -> ResponseReturnValue:
    """Say who sees to the group, until when."""
    form = request.form
    with kit().sessions.begin() as session:
        require_district(session, worker, *DRAFT)
        place = place_by_code(session, form.get("place", ""))
        keeper = groups.Keeper(role_of(form.get("role", "")), place, form.get("login"))
        due_on, now = day_of(form.get("due_on", "")), kit().clock.now()
        groups.assign(session, group_id, keeper, due_on=due_on, by=worker.login, at=now)
        say(session, "已转交。")
    return redirect(url_for(".question", group_id=group_id), 303)


# --- wordings


@console.get("/wordings")
@needs(*READ)
def wordings(_worker: Worker) -> str:
    """All wordings in force, filtered by text."""
    wanted = request.args.get("q", "").strip()
    query = select(StoredWording).where(StoredWording.until_id.is_(None))
    if wanted:
        query = query.where(StoredWording.text.contains(wanted, autoescape=True))
    found = found_items(current_engine(), wanted, FOUND) if wanted else []
    with kit().sessions.read() as session:
        page = page_of(session, query.order_by(StoredWording.owner, StoredWording.id), request.args.get("page"))
        return render_template(
            "answers/wordings.html", page=page, wanted=wanted, found=found, topics=TOPICS, people=people(session)
        )


@console.get("/wordings/of/<code>")
@needs(*READ)
def wordings_of(worker: Worker, code: str) -> str:
    """The wordings of one item or topic, with those that were retired, and a form for another one."""
    with kit().sessions.read() as session:
        item = item_by_code(session, code)
        owner = item.code if item else code
        query = select(StoredWording).where(StoredWording.owner == owner)
        page = page_of(
            session,
            query.order_by(StoredWording.until_id.is_not(None), StoredWording.id.desc()),
            request.args.get("page"),
        )
        return render_template(
            "answers/wordings_of.html",
            page=page,
            item=item,
            owner=owner,
            title=f"{item.code} {item.name}" if item else topic_label(owner),
            stale=stale_wordings(session, item),
            elements=ELEMENTS.items(),
            drafts=drafts_for(session, worker),
            may_draft=worker.has(*DRAFT),
            people=people(session),
        )


@console.post("/wordings/of/<code>/add")
@needs(*DRAFT)
def add_wording(worker: Worker, code: str) -> ResponseReturnValue:
    """Put a new wording into a change."""
    form = request.form
    element = form.get("element") if form.get("element") in ELEMENTS else None
    with kit().sessions.begin() as session:
        change = change_for(session, worker)
        owner = owner_called(session, code)
        changes.add(
            session,
            change.id,
            form.get("text", ""),
            owner,
            by=worker.login,
            element=element,
            advice=form.get("advice"),
        )
        say(session, "加进改动了。还要加可以继续，加完请检查。")
    return redirect(url_for(".change", change_id=change.id), 303)


@console.post("/wordings/of/<code>/follow")
@needs(*DRAFT)
def follow_item(worker: Worker, code: str) -> ResponseReturnValue:
    """Give the wordings written for an item's earlier name to the item as it is called now."""
    with kit().sessions.begin() as session:
        item = item_by_code(session, code)
        owner = owner_called(session, code)
        change = change_for(session, worker)
        for wording in stale_wordings(session, item):
            changes.move(session, change.id, wording.id, owner, by=worker.login)
    return redirect(url_for(".change", change_id=change.id), 303)


@console.get("/wordings/<int:wording_id>")
@needs(*READ)
def wording(worker: Worker, wording_id: int) -> str:
    """One wording: since when, who added it, and forms to retire or move it."""
    with kit().sessions.read() as session:
        found = session.get(StoredWording, wording_id)
        if found is None:
            raise changes.NoWording
        return render_template(
            "answers/wording.html",
            wording=found,
            drafts=drafts_for(session, worker),
            may_draft=worker.has(*DRAFT),
            topics=TOPICS.items(),
            people=people(session),
        )


@console.post("/wordings/<int:wording_id>/retire")
@needs(*DRAFT)
def retire_wording(worker: Worker, wording_id: int) -> ResponseReturnValue:
    """Put into a change that a wording goes."""
    with kit().sessions.begin() as session:
        change = change_for(session, worker)
        changes.retire(session, change.id, wording_id, by=worker.login)
    return redirect(url_for(".change", change_id=change.id), 303)


@console.post("/wordings/<int:wording_id>/move")
@needs(*DRAFT)
def move_wording(worker: Worker, wording_id: int) -> ResponseReturnValue:
    """Put into a change that a wording belongs elsewhere."""
    with kit().sessions.begin() as session:
        owner = owner_called(session, request.form.get("topic") or request.form.get("code", ""))
        change = change_for(session, worker)
        changes.move(session, change.id, wording_id, owner, by=worker.login)
    return redirect(url_for(".change", change_id=change.id), 303)


# --- changes


@console.get("/changes")
@needs(*READ)
def list_changes(worker: Worker) -> str:
    """All changes, newest first."""
    with kit().sessions.read() as session:
        require_district(session, worker, *READ)
        page = page_of(session, select(WordingChange).order_by(WordingChange.id.desc()), request.args.get("page"))
        return render_template("answers/changes.html", page=page, states=STATES, people=people(session))


@console.get("/changes/<int:change_id>")
@needs(*READ)
def change(worker: Worker, change_id: int) -> Response:
    """One change: its lines, what the check found, and what can be done now."""
    with kit().sessions.read() as session:
        found = changes.find(session, change_id)
        mine, sees_questions = found.drafted_by == worker.login, in_district(session, worker, *READ)
        if not mine:
            require_district(session, worker, *READ)
        current = newest(session)
        page = render_template(
            "answers/change.html",
            change=found,
            states=STATES,
            names=item_names(session),
            topic_label=topic_label,
            people=people(session),
            mine=mine,
            sees_questions=sees_questions,
            may_draft=worker.has(*DRAFT),
            may_release=in_district(session, worker, *RELEASE) and not mine,
            moved_on=current is not None and found.base_id not in {None, current.id},
        )
    response = make_response(page)
    if found.state is ChangeState.CHECKING:
        response.headers["Refresh"] = str(REFRESH_S)
    return response


@console.post("/changes/<int:change_id>/check")
@needs(*DRAFT, *RELEASE)
def check(worker: Worker, change_id: int) -> ResponseReturnValue:
    """Start a check, also once more: of one's own change, or for the district."""
    with kit().sessions.begin() as session:
        if changes.find(session, change_id).drafted_by != worker.login:
            require_district(session, worker, *DRAFT, *RELEASE)
        changes.start_check(session, kit().queue, change_id, at=kit().clock.now())
    return redirect(url_for(".change", change_id=change_id), 303)


@console.post("/changes/<int:change_id>/lines/<int:line_id>/remove")
@needs(*DRAFT)
def remove_line(worker: Worker, change_id: int, line_id: int) -> ResponseReturnValue:
    """Take a line out of a change."""
    with kit().sessions.begin() as session:
        changes.remove_line(session, change_id, line_id, by=worker.login)
    return redirect(url_for(".change", change_id=change_id), 303)


@console.post("/changes/<int:change_id>/lines/<int:line_id>/rewrite")
@needs(*DRAFT)
def rewrite_line(worker: Worker, change_id: int, line_id: int) -> ResponseReturnValue:
    """Say a new wording in other words before it is checked."""
    with kit().sessions.begin() as session:
        changes.rewrite(session, change_id, line_id, request.form.get("text", ""), by=worker.login)
        say(session, "改好了，请重新检查。")
    return redirect(url_for(".change", change_id=change_id), 303)


@console.post("/changes/<int:change_id>/moves/<int:move_id>/accept")
@needs(*DRAFT, *RELEASE)
def accept(worker: Worker, change_id: int, move_id: int) -> ResponseReturnValue:
    """Stand for one answer that moves."""
    reason, now = request.form.get("reason", ""), kit().clock.now()
    with kit().sessions.begin() as session:
        require_district(session, worker, *DRAFT, *RELEASE)
        changes.accept(session, change_id, move_id, reason=reason, by=worker.login, at=now)
    return redirect(url_for(".change", change_id=change_id, _anchor="moves"), 303)


@console.post("/changes/<int:change_id>/take-back")
@needs(*DRAFT, *RELEASE)
def take_back(worker: Worker, change_id: int) -> ResponseReturnValue:
    """Drop a change: one's own, or as somebody who could have released it."""
    now = kit().clock.now()
    with kit().sessions.begin() as session:
        may_refuse = in_district(session, worker, *RELEASE)
        changes.take_back(session, change_id, by=worker.login, at=now, may_refuse=may_refuse)
        say(session, "改动撤回了，它要回答的问题重新待处理。")
    return redirect(url_for(".list_changes"), 303)


@console.post("/changes/<int:change_id>/release")
@needs(*RELEASE)
def release(worker: Worker, change_id: int) -> ResponseReturnValue:
    """Release a change somebody else has drafted."""
    now, program = kit().clock.now(), digest()
    with kit().sessions.begin() as session:
        require_district(session, worker, *RELEASE)
        made = releasing.release(session, kit().queue, change_id, by=worker.login, at=now, source=program)
        say(session, f"第 {made.id} 次发布完成，两秒之内处处生效。")
    return redirect(url_for(".change", change_id=change_id), 303)


@console.get("/releases")
@needs(*READ)
def releases(worker: Worker) -> str:
    """All releases, newest first."""
    with kit().sessions.read() as session:
        page = page_of(session, select(Release).order_by(Release.id.desc()), request.args.get("page"))
        current = newest(session)
        return render_template(
            "answers/releases.html",
            page=page,
            current=current.id if current else None,
            may_draft=in_district(session, worker, *DRAFT, *RELEASE),
            people=people(session),
        )


@console.post("/releases/<int:release_id>/return")
@needs(*DRAFT, *RELEASE)
def bring_back(worker: Worker, release_id: int) -> ResponseReturnValue:
    """Draft that an earlier release be brought back; the check starts at once."""
    reason, now = request.form.get("reason", ""), kit().clock.now()
    with kit().sessions.begin() as session:
        require_district(session, worker, *DRAFT, *RELEASE)
        made = changes.draft_return(session, release_id, reason=reason, by=worker.login, at=now)
        changes.start_check(session, kit().queue, made.id, at=now)
    return redirect(url_for(".change", change_id=made.id), 303)


# --- trying out


@console.get("/try")
@needs(*READ)
def try_out(_worker: Worker) -> str:
    """A text as a resident would ask it, the answer, and why."""
    text = request.args.get("q", "").strip()[:400]
    engine = current_engine()
    if not text:
        return render_template("answers/try.html", text="", tried=None, reply="")
    reply = reply_text(engine.decide(text), engine, kit().settings.public_url)
    return render_template("answers/try.html", text=text, tried=explained(engine, text), reply=reply)


# --- guides


@console.get("/guides")
@needs(*READ)
def guides(_worker: Worker) -> str:
    """All guides with what is to be done about each."""
    query = select(Guide).join(Guide.item).where(Item.withdrawn_at.is_(None)).order_by(Item.code)
    with kit().sessions.read() as session:
        page = page_of(session, query, request.args.get("page"))
        return render_template("answers/guides.html", page=page, state=guide_state)


@console.get("/guides/<code>")
@needs(*READ)
def guide(worker: Worker, code: str) -> str:
    """The guide of one item, part by part, with forms to write and to confirm it."""
    with kit().sessions.read() as session:
        item = item_by_code(session, code)
        if item is None or item.is_withdrawn:
            raise upkeep.NoItem
        found = upkeep.guide_by_code(session, item.code)
        text = found.text() if found else None
        return render_template(
            "answers/guide.html",
            item=item,
            guide=found,
            state=guide_state(found) if found else "还没有",
            parts=[(part, LABELS[part], text.of(part) if text else ()) for part in Part],
            may_write=worker.has(*WRITE_GUIDES),
            may_confirm=found is not None and worker.has(*REVIEW) and found.written_by != worker.login,
            people=people(session),
        )


@console.post("/guides/<code>/edit")
@needs(*WRITE_GUIDES)
def edit_guide(worker: Worker, code: str) -> ResponseReturnValue:
    """Write one part of a guide anew."""
    form, now = request.form, kit().clock.now()
    part = next((part for part in Part if part.value == form.get("part")), None)
    if part is None:
        raise upkeep.BadFact
    with kit().sessions.begin() as session:
        upkeep.edit(session, code, part, form.get("text", ""), form.get("source", ""), by=worker.login, now=now)
        say(session, f"「{LABELS[part]}」改好了，请别人核对确认。")
    return redirect(url_for(".guide", code=code), 303)


@console.post("/guides/<code>/confirm")
@needs(*REVIEW)
def confirm_guide(worker: Worker, code: str) -> ResponseReturnValue:
    """Stand for a guide as it reads."""
    version = request.form.get("version", "")
    with kit().sessions.begin() as session:
        upkeep.confirm(
            session,
            code,
            by=worker.login,
            now=kit().clock.now(),
            version=number_of(version),
        )
        say(session, "指南已确认。")
    return redirect(url_for(".guide", code=code), 303)


# --- what several pages need


def current_engine() -> Engine:
    """The engine residents are answered by, with the newest release in it."""
    live = live_engine(kit().sessions)
    live.refresh()
    return live.current()


def in_district(session: Session, worker: Worker, *roles: Role) -> bool:
    """Whether the worker has one of the roles for all the district: residents' questions know no smaller place."""
    top = top_place(session)
    return top is not None and any(worker.may(role, top) for role in roles)


def require_district(session: Session, worker: Worker, *roles: Role) -> None:
    """Refuse (403) who has none of the roles for all the district."""
    top = top_place(session)
    if top is None:
        abort(403)
    require(worker, *roles, at=top)


def top_place(session: Session) -> Place | None:
    """The district; None before the places were read in."""
    return session.scalars(select(Place).where(Place.parent_id.is_(None)).order_by(Place.id).limit(1)).one_or_none()


def answered_by(session: Session, group: QuestionGroup) -> Item | None:
    """The item that answers a group now."""
    return item_by_code(session, group.code) if group.code else None


def drafts_for(session: Session, worker: Worker) -> list[tuple[str, str]]:
    """The worker's own open changes, to choose from."""
    return [
        (str(change.id), f"改动 {change.id}：{change.reason}") for change in changes.drafts_of(session, worker.login)
    ]


def change_for(session: Session, worker: Worker) -> WordingChange:
    """The change the form names, or a new one with the form's reason."""
    wanted = request.form.get("change", "")
    if wanted:
        return changes.find(session, number_of(wanted) or 0)
    reason, now = request.form.get("reason", ""), kit().clock.now()
    return changes.begin(session, reason=reason, by=worker.login, at=now)


def number_of(text: str) -> int | None:
    """The id a form names; None where it names none there could be."""
    return int(text) if text.isascii() and text.isdigit() and int(text[:20]) <= LARGEST else None


def role_of(value: str) -> Role:
    """The role a form names; the disclosure office where it names none of those that see to questions."""
    return next((role for role in DRAFT if role.value == value), Role.DISCLOSURE_OFFICE)


def day_of(text: str) -> date:
    """The day a form names. Raises NoDay."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise groups.NoDay from None
