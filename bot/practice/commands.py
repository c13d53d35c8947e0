"""`juwutong practice`: setting up the practice community, putting it back, new passwords for it."""

from collections.abc import Mapping
from pathlib import Path

import click

from bot import trial
from bot.app import kit
from bot.practice import world
from bot.refusals import Commands
from bot.workers.accounts import new_hash
from bot.workers.examples import random_password
from bot.workers.passwords import Passwords

commands = Commands("practice", help="练习社区：编出来的居民和留言，给新同事放心练手。")
by_option = click.option("--by", default="system", show_default=True, help="谁办的，记入审计记录。")


@commands.command("set-up")
@by_option
@click.option("--noted", type=click.Path(path_type=Path, dir_okay=False), hidden=True)
def set_up_command(by: str, noted: Path | None) -> None:
    """建好练习社区，显示练习账号的密码（只显示这一次）。已经有了就不动。"""
    passwords, hashes = _passwords()
    with kit().sessions.begin() as session:
        made = world.set_up(session, hashes, kit().practice.examples, by=by, now=kit().clock.now())
        if made and noted:
            trial.note_workers(noted, passwords)  # before the commit: nobody is added whose password is lost
    if not made:
        click.echo("练习社区已经有了。恢复原样：juwutong practice reset；换密码：juwutong practice passwords。")
        return
    click.echo(f"已建好{world.NAME}。在 /console/ 用下面的账号登录，怎么练都不会影响真的居民：")
    _show(passwords)


@commands.command("reset")
@by_option
def reset_command(by: str) -> None:
    """把练习社区恢复成刚建好的样子；密码不变。"""
    with kit().sessions.begin() as session:
        gone = world.reset(session, kit().practice.examples, by=by, now=kit().clock.now())
    click.echo(f"已恢复原样：换了 {gone} 位编出来的居民和他们的留言。")


@commands.command("passwords")
@by_option
def passwords_command(by: str) -> None:
    """给练习账号换一批新密码，只显示这一次。"""
    passwords, hashes = _passwords()
    with kit().sessions.begin() as session:
        world.give_passwords(session, hashes, by=by, now=kit().clock.now())
    _show(passwords)


def _passwords() -> tuple[dict[str, str], dict[str, str]]:
    """New passwords of all practice workers, and their hashes."""
    keeper = Passwords()
    passwords = {login: random_password() for login in world.WORKERS}
    return passwords, {login: new_hash(keeper, password, login=login) for login, password in passwords.items()}


def _show(passwords: Mapping[str, str]) -> None:
    for login, password in passwords.items():
        name, roles = world.WORKERS[login]
        click.echo(f"  {login}  {password}  {name}（{'、'.join(role.label for role in roles)}）")
