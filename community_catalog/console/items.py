"""Pages about items: the whole catalog as a list, and one item with everything that was ever changed in it."""

import json
from collections.abc import Iterable, Mapping

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, String, cast, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from bot.app import kit
from bot.console.guard import needs
from bot.console.history import Change, Step
from bot.console.listing import Choice, Column, Listing
from bot.console.showing import show
from bot.console.words import names
from bot.errors import BotError
from bot.workers.worker import Worker
from community_catalog.console.blueprint import READ, console
from community_catalog.domains import DOMAINS
from community_catalog.elements import ELEMENTS, LEVELS, STAGES, CatalogRow, element_text
from community_catalog.items import item_by_code
from community_catalog.models import CatalogImport, Item, ItemRevision


class NoItem(BotError):
    """目录里没有这个事项。"""


def _holds(column: InstrumentedAttribute[list[str]], word: str) -> ColumnElement[bool]:
    """Condition: the JSON list holds this word. Both databases keep it as the text it was written as."""
    return cast(column, String).contains(json.dumps(word), autoescape=True)


ITEMS: Listing[Item] = Listing(
    "items",
    "事项目录",
    columns=(
        Column("code", "编码", sort=Item.code),
        Column("name", "事项", sort=Item.level2, href=lambda row: url_for(".item", code=row.code)),
        Column("domain", "领域", sort=Item.domain),
        Column("subjects", "公开主体", value=lambda row: element_text(tuple(row.subjects))),
        Column("levels", "公开层级", value=lambda row: element_text(tuple(row.levels))),
        Column("stage", "五公开", sort=Item.stage),
        Column("state", "状态", value=lambda row: "已撤销" if row.is_withdrawn else "在用"),
    ),
    search=(Item.code, Item.level2, Item.level1, Item.content),
    search_label="编码、名称或者公开内容里的字",
    filters=(
        Choice("domain", "领域", {one.name: one.name for one in DOMAINS}, Item.domain),
        Choice("level", "公开层级", {one: one for one in LEVELS}, lambda value: _holds(Item.levels, value)),
        Choice("stage", "五公开", {one: one for one in STAGES}, Item.stage),
        Choice(
            "state",
            "状态",
            {"current": "在用", "withdrawn": "已撤销"},
            lambda value: Item.withdrawn_at.is_(None) if value == "current" else Item.withdrawn_at.is_not(None),
        ),
    ),
    order=(Item.withdrawn_at.is_not(None), Item.code),
    empty="目录还是空的。请从“目录导入”里导入一份。",
    unit="项",
)


@console.get("/items")
@needs(*READ)
def items(worker: Worker) -> ResponseReturnValue:
    """All items, those in force first."""
    with kit().sessions.read() as session:
        return show(ITEMS, session, select(Item), worker=worker, template="community_catalog/console/items.html")


@console.get("/items/<code>")
@needs(*READ)
def item(_worker: Worker, code: str) -> str:
    """One item in its official words, and its history element by element."""
    with kit().sessions.read() as session:
        found = item_by_code(session, code)
        if found is None:
            raise NoItem
        row = found.row()
        return render_template(
            "community_catalog/console/item.html",
            item=found,
            elements=[(label, element_text(row.element(name))) for name, label in ELEMENTS.items()],
            steps=steps_of(found.code, found.revisions, _files(session, found), names(session)),
        )


def steps_of(
    code: str, revisions: Iterable[ItemRevision], files: Mapping[int, str], people: Mapping[str, str]
) -> list[Step]:
    """The history of the item with this code in official words, the newest first; `files` by the import's number."""
    steps: list[Step] = []
    before: CatalogRow | None = None
    for revision in revisions:
        after = CatalogRow.of(code, revision.elements)
        changes = [_change(name, before, after) for name in revision.changed] if before else []
        facts = [("第几版", str(revision.number)), ("导入的文件", files.get(revision.import_id, ""))]
        who = people.get(revision.by, revision.by)
        steps.append(Step(revision.at, who, revision.change.label, changes, facts))
        before = after
    return steps[::-1]


def _change(name: str, before: CatalogRow, after: CatalogRow) -> Change:
    return Change(ELEMENTS[name], *(element_text(row.element(name)) for row in (before, after)))


def _files(session: Session, item: Item) -> dict[int, str]:
    wanted = [revision.import_id for revision in item.revisions]
    return {made.id: made.title for made in session.scalars(select(CatalogImport).where(CatalogImport.id.in_(wanted)))}
