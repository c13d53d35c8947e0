"""`juwutong audit`: verifying the chain, and looking at the latest events."""

import json

import click
from flask.cli import AppGroup

from bot.app import kit
from bot.audit.trail import Broken, latest, verify
from bot.time import local

commands = AppGroup("audit", help="审计记录：核验与查看。")


@commands.command("verify")
@click.option("--head", help="以前记下的链尾哈希；给出时一并核对链尾没有被截去。")
def verify_command(head: str | None) -> None:
    """核验审计链，发现第一处破损即以退出码 1 结束。"""
    with kit().sessions.read() as session:
        outcome = verify(session, head=head)
    if isinstance(outcome, Broken):
        raise click.ClickException(f"审计链在第 {outcome.id} 条处破损：{outcome.reason}。")
    click.echo(f"审计链完好：共 {outcome.count} 条，链尾哈希 {outcome.head}")


@commands.command("list")
@click.option("--subject", help="只看这一对象的记录。")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(min=1), help="最多显示的条数。")
def list_command(subject: str | None, limit: int) -> None:
    """查看最近的审计记录，新的在前。"""
    with kit().sessions.read() as session:
        for event_ in latest(session, subject=subject, limit=limit):
            moment = local(event_.at).strftime("%Y-%m-%d %H:%M:%S")
            details = json.dumps(event_.details, ensure_ascii=False)
            click.echo(f"{event_.id}  {moment}  {event_.actor}  {event_.action}  {event_.subject}  {details}")
