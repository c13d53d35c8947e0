"""The operator's commands: what they print, and the exit code a script can rely on."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

import bot.wechat
from bot.app import create_app
from bot.db import Base
from bot.settings import Settings
from bot.wechat.commands import describe
from bot.wechat.tokens import TokenState
from sandbox.driver import Platform
from tests.conftest import NOON


@pytest.fixture
def cli(platform: Platform, settings_for: Callable[..., Settings], tmp_path: object) -> FlaskCliRunner:
    settings = settings_for(platform, database_url=f"sqlite:///{tmp_path}/test.db")
    app: Flask = create_app(settings, [bot.wechat])
    Base.metadata.create_all(app.extensions["kit"].sessions.engine)
    return app.test_cli_runner()


def test_a_dry_run_shows_the_menu_and_publishes_nothing(platform: Platform, cli: FlaskCliRunner) -> None:
    result = cli.invoke(args=["wechat", "menu", "--dry-run"])

    assert len(json.loads(result.output)["button"]) == 3
    assert not platform.journal("api")


def test_the_menu_is_published(platform: Platform, cli: FlaskCliRunner) -> None:
    result = cli.invoke(args=["wechat", "menu"])

    assert "菜单已发布" in result.output
    assert result.exit_code == 0
    assert len(platform.calls("/cgi-bin/menu/create")) == 1


def test_a_menu_that_cannot_be_published_is_one_line_and_exit_code_one(cli: FlaskCliRunner) -> None:
    result = cli.invoke(args=["wechat", "menu", "--file", "nowhere.json"])

    assert result.exit_code == 1
    assert "nowhere.json" in result.output
    assert "Traceback" not in result.output


def test_the_check_ends_with_exit_code_one_when_something_is_wrong(platform: Platform, cli: FlaskCliRunner) -> None:
    platform.config(ip_whitelist=["203.0.113.7"])

    result = cli.invoke(args=["wechat", "check"])

    assert result.exit_code == 1
    assert "[问题] access_token" in result.output


def test_the_token_command_tells_its_age_and_never_the_token(platform: Platform, cli: FlaskCliRunner) -> None:
    cli.invoke(args=["wechat", "menu"])

    result = cli.invoke(args=["wechat", "token"])

    assert "第 1 个 access_token" in result.output
    token = json.loads(platform.calls("/cgi-bin/stable_token")[0]["response"])["access_token"]
    assert token not in result.output


def test_a_token_is_described_in_the_time_of_the_district() -> None:
    state = TokenState(3, NOON, NOON + timedelta(hours=2), None, None)

    assert describe(state, NOON) == "第 3 个 access_token，11月23日 12:00:00 获取，14:00:00 到期（还有 7200 秒）。"


def test_a_paused_token_says_until_when_and_why() -> None:
    state = TokenState(3, NOON, None, NOON + timedelta(minutes=2), "access_token 不合法")

    text = describe(state, NOON)

    assert "已被微信拒绝" in text
    assert "到 12:02:00 为止暂停获取" in text
    assert "最近一次失败：access_token 不合法" in text


def test_no_token_yet_is_said_plainly() -> None:
    assert describe(None, NOON) == "还没有获取过 access_token。"
