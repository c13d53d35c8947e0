"""`juwutong worker`: who may sign in to the console, as what, and where."""

import secrets
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy.orm import Session

from bot import trial
from bot.app import kit
from bot.errors import BotError
from bot.refusals import Commands
from bot.settings import Settings
from bot.workers import accounts
from bot.workers.accounts import Grant, place_called, worker_by_login
from bot.workers.examples import prepare_examples, random_password
from bot.workers.links import PATH, VALID
from bot.workers.models import WorkerRow
from bot.workers.passwords import Passwords
from bot.workers.roles import Role, role_named

commands = Commands("worker", help="工作人员：登录名、角色与密码。")

by_option = click.option("--by", default="system", show_default=True, help="谁办的，记入审计记录。")
role_option = click.option(
    "--role", "roles", multiple=True, metavar="角色", help=f"角色：{'、'.join(Role)}；可以多次。"
)
place_option = click.option(
    "--place",
    "places",
    multiple=True,
    metavar="地方",
    help="地方的编号或名称，与 --role 一一对应；只写一次则各角色共用。",
)
stdin_option = click.option("--password-stdin", "from_stdin", is_flag=True, help="从标准输入读一行作为密码。")
no_code_option = click.option("--no-code", "no_code", metavar="原因", help="登录时不用手机上的动态码，写明原因。")


@commands.command("add")
@click.argument("login")
@role_option
@place_option
@click.option("--name", default="", help="姓名；不写则与登录名相同。")
@stdin_option
@no_code_option
@by_option
def add_command(
    login: str,
    roles: Sequence[str],
    places: Sequence[str],
    name: str,
    from_stdin: bool,  # noqa: FBT001
    no_code: str | None,
    by: str,
) -> None:
    """增加一位工作人员，并给出首次登录的链接（加 --password-stdin 则直接定下密码，没有链接）。"""
    if not roles:
        raise click.UsageError("请至少写一对 --role 和 --place。")
    _check_pairs(roles, places)
    login, now = accounts.login_of(login), kit().clock.now()
    password_hash = _new_hash(login) if from_stdin else None
    with kit().sessions.begin() as session:
        grants = _grants(session, roles, places)
        row = accounts.add_worker(session, login=login, name=name, password_hash=password_hash, by=by, at=now)
        accounts.grant(session, row, grants, by=by, at=now)
        if no_code is not None:
            accounts.excuse_from_code(session, row, no_code, by=by, at=now)
        link = None if from_stdin else _give_link(session, row, by)
        click.echo(f"已增加：{_line(row)}")
    if link:
        click.echo(_about_link(link))


@commands.command("list")
def list_command() -> None:
    """列出全部工作人员和他们的角色。"""
    with kit().sessions.read() as session:
        lines = [_line(row) for row in accounts.all_workers(session)]
    click.echo("\n".join(lines) or "还没有工作人员。用 juwutong worker add 增加。")


@commands.command("role")
@click.argument("login")
@role_option
@place_option
@click.option("--remove", is_flag=True, help="收回角色，而不是给予。")
@by_option
def role_command(login: str, roles: Sequence[str], places: Sequence[str], remove: bool, by: str) -> None:  # noqa: FBT001
    """给予角色；加 --remove 收回。立即生效。"""
    if not roles:
        raise click.UsageError("请至少写一对 --role 和 --place。")
    _check_pairs(roles, places)
    with kit().sessions.begin() as session:
        row = worker_by_login(session, login)
        change = accounts.withdraw if remove else accounts.grant
        change(session, row, _grants(session, roles, places), by=by, at=kit().clock.now())
        click.echo(f"现在：{_line(row)}")


@commands.command("password")
@click.argument("login")
@click.option("--password-stdin", "from_stdin", is_flag=True, required=True, help="从标准输入读一行作为密码。")
@by_option
def password_command(login: str, from_stdin: bool, by: str) -> None:  # noqa: ARG001, FBT001
    """换一个密码（供程序使用；人忘了密码请用 link），并在所有设备上退出登录。"""
    with kit().sessions.read() as session:
        stored = worker_by_login(session, login).login
    password_hash = _new_hash(stored)
    with kit().sessions.begin() as session:
        row = worker_by_login(session, login)
        accounts.set_password(session, row, password_hash, by=by, at=kit().clock.now())
    click.echo(f"{stored} 的密码已更换，所有设备上都已退出登录。")


@commands.command("link")
@click.argument("login")
@by_option
def link_command(login: str, by: str) -> None:
    """给出一个一次性链接：忘了密码的人用它自己定新密码。"""
    with kit().sessions.begin() as session:
        link = _give_link(session, worker_by_login(session, login), by)
    click.echo(_about_link(link))


@commands.command("reset-totp")
@click.argument("login")
@by_option
def reset_totp_command(login: str, by: str) -> None:
    """手机丢了：解除绑定，备用码作废，下次登录时重新绑定。"""
    with kit().sessions.begin() as session:
        row = worker_by_login(session, login)
        accounts.reset_factor(session, row, by=by, at=kit().clock.now())
    click.echo(f"{row.login} 的动态码已解除，所有设备上都已退出登录；下次登录时重新绑定手机。")


@commands.command("no-code")
@click.argument("login")
@click.option("--reason", help="为什么不用动态码，例如：没有智能手机。")
@click.option("--undo", is_flag=True, help="恢复：登录时又要动态码。")
@by_option
def no_code_command(login: str, reason: str | None, undo: bool, by: str) -> None:  # noqa: FBT001
    """让一个人登录时只用密码，必须写明原因；加 --undo 恢复。"""
    if undo == (reason is not None):
        raise click.UsageError("请写 --reason 原因，或者 --undo。")
    with kit().sessions.begin() as session:
        row = worker_by_login(session, login)
        accounts.excuse_from_code(session, row, reason, by=by, at=kit().clock.now())
    click.echo(f"{row.login} 登录时{'又要动态码' if undo else '只用密码'}。")


@commands.command("disable")
@click.argument("login")
@by_option
def disable_command(login: str, by: str) -> None:
    """停用：不能再登录，已登录的立即退出。"""
    _change(login, by, accounts.disable)


@commands.command("enable")
@click.argument("login")
@by_option
def enable_command(login: str, by: str) -> None:
    """重新启用停用的人员。"""
    _change(login, by, accounts.enable)


@commands.command("sign-out")
@click.argument("login")
@by_option
def sign_out_command(login: str, by: str) -> None:
    """在所有设备上退出登录。"""
    with kit().sessions.begin() as session:
        row = worker_by_login(session, login)
        ended = accounts.sign_out_everywhere(session, row, by=by, at=kit().clock.now())
    click.echo(f"{row.login} 已在 {ended} 处退出登录。" if ended else f"{row.login} 没有在任何地方登录。")


class NoTrial(BotError):
    """示例人员只用于演练：这里已经配置了公众号。"""


@click.command("add-trial-workers", hidden=True)
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
def add_trial_workers(file: Path) -> None:
    """Let a newcomer sign in to a trial installation; FILE keeps the passwords."""
    if Settings.has_account() or not kit().settings.is_sandbox:
        raise NoTrial
    noted = trial.noted_workers(file)
    with kit().sessions.begin() as session:
        usable = prepare_examples(session, Passwords(), noted, make_password=random_password, now=kit().clock.now())
        trial.note_workers(file, usable)  # before the commit: nobody is added whose password is lost


def _change(login: str, by: str, change: Callable[..., None]) -> None:
    with kit().sessions.begin() as session:
        row = worker_by_login(session, login)
        change(session, row, by=by, at=kit().clock.now())
        click.echo(f"现在：{_line(row)}")


def _check_pairs(roles: Sequence[str], places: Sequence[str]) -> None:
    if len(places) not in {1, len(roles)}:
        raise click.UsageError(f"--role 有 {len(roles)} 个，--place 有 {len(places)} 个，应一一对应。")


def _grants(session: Session, roles: Sequence[str], places: Sequence[str]) -> list[Grant]:
    found = [place_called(session, place) for place in places]
    return list(zip(map(role_named, roles), found if len(found) > 1 else found * len(roles), strict=True))


def _new_hash(login: str) -> str:
    return accounts.new_hash(Passwords(), sys.stdin.readline().rstrip("\r\n"), login=login)


def _give_link(session: Session, row: WorkerRow, by: str) -> str:
    token = secrets.token_urlsafe(32)
    accounts.give_link(session, row, token=token, by=by, at=kit().clock.now())
    return f"{kit().settings.public_url}{PATH}{token}"


def _about_link(link: str) -> str:
    hours = int(VALID.total_seconds()) // 3600
    return f"请把下面的链接交给本人，{hours} 小时内有效，只能用一次，不要发到群里：\n{link}"


def _line(row: WorkerRow) -> str:
    roles = "、".join(f"{given.role.label}（{given.place.full_name}）" for given in row.roles) or "没有角色"
    return f"{row.login}  {row.name}  {roles}{'  已停用' if row.disabled_at else ''}"
