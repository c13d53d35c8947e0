"""The operator's commands about WeChat: check, menu, token."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from flask.cli import AppGroup

from bot.app import kit
from bot.errors import BotError
from bot.time import local
from bot.wechat.check import Verdict, findings
from bot.wechat.client import LiveWeChat, live_wechat
from bot.wechat.menus import MENU_FILE, read_menu
from bot.wechat.tokens import TokenState

wechat = AppGroup("wechat", help="微信公众号：检查、菜单、令牌")


@wechat.command(help="检查与微信之间哪里不对，并说明怎么办；有问题时退出码为 1")
def check() -> None:
    """Print one finding after the other; exit code 1 when something is wrong."""
    wrong = 0
    for finding in findings(kit().settings, _live(), kit().clock):
        wrong += finding.verdict is Verdict.WRONG
        click.echo(str(finding))
    click.echo(f"有 {wrong} 处问题需要处理。" if wrong else "没有发现问题。")
    sys.exit(1 if wrong else 0)


@wechat.command(help="发布自定义菜单")
@click.option("--dry-run", is_flag=True, help="只检查并显示，不发布")
@click.option("--file", type=click.Path(path_type=Path), default=MENU_FILE, help="菜单定义（JSON）")
def menu(*, dry_run: bool, file: Path) -> None:
    """Check the menu's definition and publish it."""
    with plain_refusals():
        wanted = read_menu(kit().settings.public_url, file)
        if dry_run:
            click.echo(json.dumps(wanted, ensure_ascii=False, indent=2))
            return
        kit().wechat.create_menu(wanted)
    click.echo("菜单已发布。手机上最迟五分钟后看到；取消关注再关注可立即看到。")


@wechat.command(help="说明 access_token 的获取与到期时间（不显示令牌）")
def token() -> None:
    """Tell everything about the token but the token."""
    with plain_refusals():
        state = _live().line.tokens.state()
    click.echo(describe(state, kit().clock.now()))


def _live() -> LiveWeChat:
    return live_wechat(kit().settings, kit().sessions, kit().clock)


def describe(state: TokenState | None, now: datetime) -> str:
    """Tell how old the token is, when it ends, and what is wrong with it, if anything."""
    lines = [_life(state, now)]
    if state and state.paused_until and state.paused_until > now:
        lines.append(f"到 {local(state.paused_until):%H:%M:%S} 为止暂停获取。")
    if state and state.trouble:
        lines.append(f"最近一次失败：{state.trouble}")
    return "\n".join(lines)


def _life(state: TokenState | None, now: datetime) -> str:
    if state is None or state.fetched_at is None:
        return "还没有获取过 access_token。"
    age = f"第 {state.generation} 个 access_token，{local(state.fetched_at):%m月%d日 %H:%M:%S} 获取"
    if state.expires_at is None:
        return f"{age}，已被微信拒绝。"
    left = int((state.expires_at - now).total_seconds())
    return f"{age}，{local(state.expires_at):%H:%M:%S} 到期" + (f"（还有 {left} 秒）。" if left > 0 else "，已过期。")


@contextmanager
def plain_refusals() -> Iterator[None]:
    """Turn an expected refusal into one line and exit code 1."""
    try:
        yield
    except BotError as error:
        raise click.ClickException(str(error)) from None
