"""`juwutong guides …`: which guides there are, what one says, whether a file of guides may stand."""

from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy import select

from bot.app import kit
from bot.refusals import Commands
from bot.time import local
from community_catalog.guides.files import read_guides
from community_catalog.guides.models import Guide
from community_catalog.guides.text import QUESTIONS, Part
from community_catalog.guides.upkeep import NoGuide, guide_by_code
from community_catalog.items import current_items

guides = Commands("guides", help="办事指南：有哪些、写了什么、文件写得对不对。")


@guides.command("list")
def list_command() -> None:
    """列出全部办事指南和各自的状态。"""
    with kit().sessions.read() as session:
        for guide in sorted(session.scalars(select(Guide)), key=lambda guide: guide.item.code):
            click.echo(f"{guide.item.code}  {guide.item.name}  {len(guide.facts)} 条  {state(guide)}")


@guides.command("show")
@click.argument("code")
def show_command(code: str) -> None:
    """看一份办事指南的全部内容和出处。"""
    with kit().sessions.read() as session:
        guide = guide_by_code(session, code.strip().upper())
        if guide is None:
            raise NoGuide
        click.echo("\n".join(_shown(guide)))


@guides.command("check")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def check_command(file: Path) -> None:
    """检查办事指南文件（.csv 或 .xlsx）：逐行说出哪里不对。"""
    with kit().sessions.read() as session:
        names = {item.code: item.name for item in current_items(session)}
    found = read_guides(file, names)
    click.echo(f"《{file.name}》没有问题：{len(found)} 份指南，{sum(len(guide.facts) for guide in found)} 条。")


def state(guide: Guide) -> str:
    """How far a guide may be relied on, in a worker's words."""
    if guide.item.is_withdrawn:
        return "事项已撤销"
    if guide.is_outdated:
        return "已过时：事项改过，等待核对"
    if guide.confirmed_at:
        return f"已由{guide.confirmed_by}确认（{local(guide.confirmed_at):%Y-%m-%d}）"
    return "示例，还没有人确认"


def _shown(guide: Guide) -> Iterator[str]:
    text = guide.text()
    yield f"{text.code}  {text.name}（{state(guide)}）"
    for part in Part:
        facts = text.of(part)
        if facts:
            yield f"{QUESTIONS[part]}："
            yield from (f"  · {fact.text}（{fact.source}）" for fact in facts)
