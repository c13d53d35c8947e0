"""`juwutong practice`."""

import json
from pathlib import Path

from flask import Flask

from bot.app import Kit
from bot.practice import world
from bot.workers.accounts import worker_by_login
from bot.workers.passwords import Passwords


def test_setting_up_shows_every_login_with_a_password_that_lets_them_in(bare: Flask, tmp_path: Path) -> None:
    noted = tmp_path / "noted.json"

    shown = bare.test_cli_runner().invoke(args=["practice", "set-up", "--noted", str(noted)]).output

    passwords = json.loads(noted.read_text())
    with bare.extensions["kit"].sessions.read() as session:
        row = worker_by_login(session, "lianxi1")
        assert Passwords().matches(row.password_hash, passwords["lianxi1"])
    assert set(passwords) == set(world.WORKERS)
    assert all(f"{login}  {password}" in shown for login, password in passwords.items())


def test_setting_up_again_says_so_and_shows_no_password(app: Flask) -> None:
    shown = app.test_cli_runner().invoke(args=["practice", "set-up"]).output

    assert "已经有了" in shown
    assert "lianxi1" not in shown


def test_resetting_says_what_was_put_back(app: Flask) -> None:
    assert "换了 6 位" in app.test_cli_runner().invoke(args=["practice", "reset"]).output


def test_new_passwords_replace_the_old_ones(app: Flask, kit: Kit) -> None:
    shown = app.test_cli_runner().invoke(args=["practice", "passwords"]).output

    password = next(line.split()[1] for line in shown.splitlines() if "lianxi3" in line)
    with kit.sessions.read() as session:
        assert Passwords().matches(worker_by_login(session, "lianxi3").password_hash, password)


def test_what_was_never_set_up_is_refused_in_words(bare: Flask) -> None:
    result = bare.test_cli_runner().invoke(args=["practice", "reset"])

    assert result.exit_code == 1
    assert "juwutong practice set-up" in result.output
