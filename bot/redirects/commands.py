"""`juwutong redirect …`: noting where pages have moved, and looking it up."""

from datetime import datetime

import click

from bot.app import kit
from bot.redirects.rules import add_redirect, all_redirects
from bot.refusals import Commands
from bot.time import local

redirect = Commands("redirect", help="改了地址的页面：旧地址转到新地址，记下日期和理由。")


@redirect.command("add")
@click.argument("old")
@click.argument("new")
@click.option("--reason", required=True, help="为什么改，居民和其他网站都看得到。")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="从哪一天起，如 2026-11-23；不写就是今天。")
@click.option("--by", default="system", show_default=True, help="谁设的，记入审计记录。")
def add_command(old: str, new: str, *, reason: str, since: datetime | None, by: str) -> None:
    """访问 OLD 的人转到 NEW，如 juwutong redirect add /items/SJ-006 /items/SJ-106 --reason 编码调整。"""
    now = kit().clock.now()
    day = since.date() if since else local(now).date()
    with kit().sessions.begin() as session:
        add_redirect(session, old, new, since=day, reason=reason, by=by, now=now)
    click.echo(f"{old} 现在转到 {new}。旧地址上还有内容时，先显示内容。")


@redirect.command("list")
def list_command() -> None:
    """列出全部改了的地址。"""
    with kit().sessions.read() as session:
        lines = [f"{one.old} → {one.new}  {one.since:%Y-%m-%d} 起  {one.reason}" for one in all_redirects(session)]
    click.echo("\n".join(lines) or "还没有改过地址的页面。")
