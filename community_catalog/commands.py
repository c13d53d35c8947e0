"""`juwutong catalog …`: importing an official list, taking the catalog out as a file, looking at one item."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import click

from bot.app import kit
from bot.refusals import Commands
from bot.tables import Table, file_content, write_table
from bot.time import local
from community_catalog.elements import ELEMENTS, CatalogRow, element_text
from community_catalog.importing import catalog_rows, read_catalog
from community_catalog.items import current_items, item_by_code
from community_catalog.models import Item, ItemRevision, Origin
from community_catalog.plan_text import plan_text
from community_catalog.revision import Source, apply_plan, plan_for

catalog = Commands("catalog", help="政务公开事项标准目录：导入、导出、查看。")
_file = click.argument("file", type=click.Path(path_type=Path, dir_okay=False))


@catalog.command("import")
@_file
@click.option("--plan/--apply", "only_plan", default=None, help="只看会改什么，或者真的应用。")
@click.option("--by", default="system", show_default=True, help="谁导入的，记入修订和审计记录。")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="目录内容截至哪一天，如 2026-11-23；不写就是今天。")
@click.option("--reason", help="撤销事项的理由；不写就记「不在这份文件中」。")
@click.option("--keep-missing", is_flag=True, help="文件只含一部分事项：不在其中的保持不变，不撤销。")
def import_command(
    file: Path, *, only_plan: bool | None, by: str, as_of: datetime | None, reason: str | None, keep_missing: bool
) -> None:
    """导入目录（.csv 或 .xlsx）：先用 --plan 逐项逐要素看会改什么，再用 --apply 一次应用。"""
    if only_plan is None:
        raise click.UsageError("请写明 --plan（只看会改什么）或 --apply（应用）。")
    table = read_catalog(file.name, file_content(file))
    rows = catalog_rows(table)
    # Looked at first, printed with nothing held; applying refuses when the catalog has moved meanwhile.
    with kit().sessions.read() as session:
        plan = plan_for(session, rows, keep_missing=keep_missing)
    click.echo(_unused(table) + plan_text(plan, table.file))
    if only_plan:
        return
    with kit().sessions.begin() as session:
        source = Source(table.file, table.sha256, Origin.FILE, as_of.date() if as_of else None)
        made = apply_plan(session, plan, source=source, by=by, at=kit().clock.now(), reason=reason)
    if made:
        click.echo(f"已应用，目录现在是第 {made.id} 版，内容截至 {made.as_of:%Y-%m-%d}。")


@catalog.command("export")
@_file
def export_command(file: Path) -> None:
    """把现行目录存成文件（.csv 或 .xlsx），改好后可以再导入。"""
    with kit().sessions.read() as session:
        rows = [item.row() for item in current_items(session)]
    write_table(file, ["事项编码", *ELEMENTS.values()], map(_cells, rows))
    click.echo(f"已导出 {len(rows)} 项到 {file}。")


@catalog.command("show")
@click.argument("code")
def show_command(code: str) -> None:
    """看一个事项的全部要素和历次修订。"""
    with kit().sessions.read() as session:
        item = item_by_code(session, code)
        if item is None:
            raise click.ClickException(f"目录里没有编码为「{code}」的事项。")
        click.echo("\n".join(_shown(item)))


def _unused(table: Table) -> str:
    return f"这些列没有用到：{'、'.join(table.ignored)}。\n" if table.ignored else ""


def _cells(row: CatalogRow) -> list[str]:
    return [row.code, *(element_text(row.element(name)) for name in ELEMENTS)]


def _shown(item: Item) -> Iterator[str]:
    yield f"{item.code}  {item.name}"
    if item.withdrawn_at:
        yield f"已于 {_day(item.withdrawn_at)} 撤销：{item.withdrawn_reason}"
    row = item.row()
    yield from (f"{label}：{element_text(row.element(name))}" for name, label in ELEMENTS.items())
    yield f"第 {item.revision} 版，内容截至 {item.as_of:%Y-%m-%d}"
    yield from (_step(step) for step in item.revisions)


def _step(step: ItemRevision) -> str:
    names = "、".join(ELEMENTS[name] for name in step.changed)
    return f"  {_day(step.at)} {step.change.label}{f'（{names}）' if names else ''}，{step.by}"


def _day(moment: datetime) -> date:
    return local(moment).date()
