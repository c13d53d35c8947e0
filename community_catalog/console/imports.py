"""Pages about past imports: all there were, and what one of them changed."""

from collections.abc import Mapping
from datetime import datetime

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from bot.app import kit
from bot.console.guard import needs
from bot.console.listing import Choice, Column, Dates, Listing
from bot.console.showing import show
from bot.console.words import names
from bot.errors import BotError
from bot.workers.roles import Role
from bot.workers.worker import Worker
from community_catalog.console.blueprint import WRITE, console
from community_catalog.elements import ELEMENTS
from community_catalog.models import CatalogImport, CatalogUpload, Change, Item, ItemRevision

READ = (*WRITE, Role.AUDITOR)


class NoImport(BotError):
    """没有这次导入。"""


@console.get("/imports")
@needs(*READ, everywhere=True)
def imports(worker: Worker) -> ResponseReturnValue:
    """All imports, newest first; above them files that wait to be looked at."""
    with kit().sessions.read() as session:
        people = names(session)
        waiting = session.scalars(select(CatalogUpload).order_by(CatalogUpload.id.desc())).all()
        return show(
            _imports(people),
            session,
            select(CatalogImport),
            worker=worker,
            template="community_catalog/console/imports.html",
            waiting=waiting,
            people=people,
            may_write=worker.has_everywhere(*WRITE),
        )


@console.get("/imports/<int:import_id>")
@needs(*READ, everywhere=True)
def one_import(worker: Worker, import_id: int) -> ResponseReturnValue:
    """What one import changed, item by item."""
    steps = select(ItemRevision).join(ItemRevision.item).where(ItemRevision.import_id == import_id)
    with kit().sessions.read() as session:
        found = session.get(CatalogImport, import_id)
        if found is None:
            raise NoImport
        return show(
            CHANGES,
            session,
            steps.options(joinedload(ItemRevision.item)),
            worker=worker,
            template="community_catalog/console/import.html",
            made=found,
            people=names(session),
        )


def count_waiting(session: Session, worker: Worker, _now: datetime) -> int:
    """Files that wait to be looked at, for who may apply them."""
    if not worker.has_everywhere(*WRITE):
        return 0
    return session.scalar(select(func.count()).select_from(CatalogUpload)) or 0


def _imports(people: Mapping[str, str]) -> Listing[CatalogImport]:
    return Listing(
        "imports",
        "目录导入",
        columns=(
            Column(
                "id", "目录第几版", sort=CatalogImport.id, href=lambda row: url_for(".one_import", import_id=row.id)
            ),
            Column("title", "文件", sort=CatalogImport.file_name),
            Column("at", "什么时候", sort=CatalogImport.at),
            Column("by", "谁导入", value=lambda row: people.get(row.by, row.by)),
            Column("as_of", "内容截至", sort=CatalogImport.as_of),
            Column("added", "新增", sort=CatalogImport.added, numeric=True),
            Column("changed", "变更", sort=CatalogImport.changed, numeric=True),
            Column("withdrawn", "撤销", sort=CatalogImport.withdrawn, numeric=True),
            Column("unchanged", "不变", sort=CatalogImport.unchanged, numeric=True),
        ),
        search=(CatalogImport.file_name, CatalogImport.by),
        search_label="文件名",
        filters=(Dates("at", "导入日期", CatalogImport.at),),
        order=(CatalogImport.id.desc(),),
        empty="还没有导入过目录。",
        unit="次",
    )


def _address(made: CatalogImport) -> str:
    return url_for(".one_import", import_id=made.id)


CHANGES: Listing[ItemRevision] = Listing(
    "import_changes",
    "这次导入改了什么",
    columns=(
        Column("code", "编码", value=lambda row: row.item.code, sort=Item.code),
        Column(
            "name",
            "事项",
            value=lambda row: row.item.name,
            sort=Item.level2,
            href=lambda row: url_for(".item", code=row.item.code),
        ),
        Column("change", "怎么变", sort=ItemRevision.change),
        Column("elements", "变了的要素", value=lambda row: "、".join(ELEMENTS[name] for name in row.changed)),
    ),
    search=(Item.code, Item.level2),
    search_label="编码或者名称",
    filters=(Choice("change", "怎么变", {one: one.label for one in Change}, ItemRevision.change),),
    order=(Item.code,),
    empty="这次导入没有改事项，只更新了日期。",
    unit="项",
)
