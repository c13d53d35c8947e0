"""The catalog as files to download, in the official layout: made once for each version, however many ask."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import Any

from pydantic import Field
from sqlalchemy import func, select

from bot.api.kept import Kept
from bot.api.operations import ROOT, Answer, Asked, File, Operation, Parameters, Reply
from bot.api.values import Moment, Url
from community_catalog.api.items import GROUP
from community_catalog.elements import CatalogRow
from community_catalog.items import current_items, last_import
from community_catalog.models import Item
from community_catalog.official_table import catalog_csv, catalog_xlsx

Write = Callable[[Iterable[CatalogRow]], bytes]
CSV, XLSX = "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CatalogAnswer(Answer):
    """Which catalog this is."""

    version: int = Field(description="第几版，每次导入加一；0 是还没有目录")
    as_of: date | None = Field(description="内容截至哪一天")
    updated_at: Moment | None = Field(description="这一版是什么时候导入的")
    items: int = Field(description="现行事项有多少")
    csv: Url = Field(description="全部现行事项，官方表格版式，CSV")
    xlsx: Url = Field(description="全部现行事项，官方表格版式，一个领域一张工作表，Excel")


def catalog(asked: Asked, _nothing: Parameters) -> Reply:
    """Which catalog this is, and its files."""
    last = last_import(asked.session)
    answer = CatalogAnswer(
        version=last.id if last else 0,
        as_of=last.as_of if last else None,
        updated_at=last.at if last else None,
        items=asked.session.scalar(select(func.count()).where(Item.withdrawn_at.is_(None))) or 0,
        csv=asked.url(f"{ROOT}/catalog.csv"),
        xlsx=asked.url(f"{ROOT}/catalog.xlsx"),
    )
    return Reply(answer, changed_at=last.at if last else None)


def file_operation(suffix: str, media_type: str, write: Write) -> Operation[Parameters]:
    """Make the operation that gives the whole catalog as one file."""
    kept: Kept[bytes] = Kept()

    def whole_catalog(asked: Asked, _nothing: Parameters) -> Reply:
        last = last_import(asked.session)
        version, as_of = (last.id, f"{last.as_of:%Y%m%d}") if last else (0, "")
        content = kept.get(version, lambda: write(item.row() for item in current_items(asked.session)))
        return Reply(File(content, f"政务公开事项标准目录{as_of}.{suffix}"), changed_at=last.at if last else None)

    whole_catalog.__name__ = f"catalog_{suffix}"
    return Operation(
        path=f"/catalog.{suffix}",
        summary=f"全部现行事项，{suffix.upper()} 文件",
        description="官方标准目录的版式（两行表头，√ 表示适用），后面加了领域、五公开和事项编码三列。",
        parameters=Parameters,
        gives=media_type,
        answer=whole_catalog,
        group=GROUP,
    )


def operations() -> Sequence[Operation[Any]]:
    """Make the operations about the catalog as a whole; what they keep is theirs."""
    about = Operation(
        path="/catalog",
        summary="目录是第几版",
        description="版本、内容截至的日期和可以下载的文件。",
        parameters=Parameters,
        gives=CatalogAnswer,
        answer=catalog,
        group=GROUP,
    )
    return about, file_operation("csv", CSV, catalog_csv), file_operation("xlsx", XLSX, catalog_xlsx)
