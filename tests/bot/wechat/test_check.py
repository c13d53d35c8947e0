"""The check names what is wrong in words an operator can act on, and what the operator has to do."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.db import Sessions
from bot.settings import Settings
from bot.time import Clock
from bot.wechat import live_wechat
from bot.wechat.check import Finding, Verdict, fault_of_public_url, findings, token_advice
from bot.wechat.errors import refusal
from sandbox.driver import Platform
from tests.bot.wechat.stand_in import HandClock, http, raw_server
from tests.conftest import NOON

A_MENU = {"button": [{"type": "click", "name": "问事项", "key": "ASK_GUIDE"}]}


def check(settings: Settings, sessions: Sessions, clock: Clock | None = None) -> dict[str, Finding]:
    clock = clock or Clock()
    return {finding.what: finding for finding in findings(settings, live_wechat(settings, sessions, clock), clock)}


def wrong(found: dict[str, Finding]) -> set[str]:
    return {what for what, finding in found.items() if finding.verdict is Verdict.WRONG}


def test_nothing_is_wrong_with_a_sound_account(
    platform: Platform, sqlite: Sessions, settings_for: Callable[..., Settings]
) -> None:
    live_wechat(settings_for(platform), sqlite, Clock()).create_menu(A_MENU)

    found = check(settings_for(platform), sqlite)

    assert wrong(found) == {"接收消息的地址"}  # nothing listens there in this test
    assert found["自定义菜单"].found == "已发布：问事项"


def test_all_missing_settings_are_named_at_once(sqlite: Sessions) -> None:
    settings = Settings(_env_file=None, wechat_api_base_url="http://127.0.0.1:1")  # type: ignore[call-arg]

    found = check(settings, sqlite)

    for name in ("SECRET_KEY", "WECHAT_APP_ID", "WECHAT_APP_SECRET", "WECHAT_TOKEN", "WECHAT_AES_KEY"):
        assert name in found["配置"].found


def test_a_wrong_secret_is_told_with_where_to_find_the_right_one(
    platform: Platform, sqlite: Sessions, settings_for: Callable[..., Settings]
) -> None:
    found = check(settings_for(platform, wechat_app_secret="x" * 32), sqlite)

    assert "access_token" in wrong(found)
    assert "WECHAT_APP_SECRET" in found["access_token"].advice
    assert "自定义菜单" not in found


def test_a_repaired_secret_is_seen_at_once_in_spite_of_the_pause(
    platform: Platform, sqlite: Sessions, settings_for: Callable[..., Settings]
) -> None:
    platform.config(ip_whitelist=["203.0.113.7"])
    assert "access_token" in wrong(check(settings_for(platform), sqlite))

    platform.config(ip_whitelist=[])

    assert "access_token" not in wrong(check(settings_for(platform), sqlite))


def test_an_address_not_on_the_list_is_named(
    platform: Platform, sqlite: Sessions, settings_for: Callable[..., Settings]
) -> None:
    platform.config(ip_whitelist=["203.0.113.7"])

    found = check(settings_for(platform), sqlite)

    assert "加入 127.0.0.1" in found["access_token"].advice


def test_the_address_is_read_out_of_wechats_own_words() -> None:
    error = refusal(40164, "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist rid: 6507c8c9-2e")

    assert "加入 203.0.113.7，" in token_advice(error)


def test_an_account_without_permissions_is_told_which(sqlite: Sessions, settings_for: Callable[..., Settings]) -> None:
    with Platform(preset="personal_subscription") as platform:
        found = check(settings_for(platform, wechat_account_kind="subscription"), sqlite)

    assert any("权限" in found[what].found for what in wrong(found))


def test_a_platform_that_cannot_be_reached_is_told_and_nothing_else_is_guessed(
    platform: Platform, sqlite: Sessions, settings_for: Callable[..., Settings]
) -> None:
    found = check(settings_for(platform, wechat_api_base_url="http://127.0.0.1:1"), sqlite)

    assert "微信接口服务器" in wrong(found)
    assert "access_token" not in found


@pytest.mark.parametrize(("seconds", "verdict"), [(0, Verdict.GOOD), (58, Verdict.GOOD), (-90, Verdict.WRONG)])
def test_a_clock_off_by_more_than_a_minute_is_told(sqlite: Sessions, seconds: int, verdict: Verdict) -> None:
    dated = http(b'{"errcode": 40013}', "200 OK", "Date: Mon, 23 Nov 2026 04:00:00 GMT")
    account = {"wechat_app_id": "wx1", "wechat_app_secret": "s", "secret_key": "k"}
    with raw_server(lambda connection: connection.sendall(dated)) as url:
        settings = Settings(_env_file=None, wechat_api_base_url=url, **account)  # type: ignore[arg-type, call-arg]
        found = check(settings, sqlite, HandClock(NOON + timedelta(seconds=seconds)))

    assert found["本机时钟"].verdict is verdict


def test_a_template_that_the_account_does_not_have_is_told(
    platform: Platform, sqlite: Sessions, settings_for: Callable[..., Settings]
) -> None:
    found = check(settings_for(platform, wechat_template_id="of another account"), sqlite)

    assert "WECHAT_TEMPLATE_ID" in found["模板消息"].found


def test_a_keyword_the_template_does_not_have_is_named(
    platform: Platform, sqlite: Sessions, settings_for: Callable[..., Settings]
) -> None:
    template_id = next(one["template_id"] for one in platform.account.templates if one["kind"] == "template")
    fields = {"title": "thing1", "time": "date9"}

    found = check(settings_for(platform, wechat_template_id=template_id, wechat_template_fields=fields), sqlite)

    assert "date9" in found["模板消息"].found
    assert "thing1" not in found["模板消息"].found


def test_the_webhook_is_asked_as_wechat_asks_it(
    platform: Platform, sqlite: Sessions, settings_for: Callable[..., Settings]
) -> None:
    requests: list[bytes] = []

    def echo(connection: object) -> None:
        query = requests[-1].split(b"echostr=")[1].split(b" ")[0].split(b"&")[0]
        connection.sendall(http(query))  # type: ignore[attr-defined]

    with raw_server(echo, requests) as url:
        found = check(settings_for(platform, public_url=url), sqlite)

    assert found["接收消息的地址"].verdict is Verdict.GOOD
    assert b"GET /wechat?signature=" in requests[-1]


def test_a_page_that_does_not_repeat_the_text_is_not_the_webhook(
    platform: Platform, sqlite: Sessions, settings_for: Callable[..., Settings]
) -> None:
    with raw_server(lambda connection: connection.sendall(http(b"<html>welcome"))) as url:
        found = check(settings_for(platform, public_url=url), sqlite)

    assert "WECHAT_TOKEN" in found["接收消息的地址"].advice


def test_a_host_wechat_cannot_reach_is_told(
    platform: Platform, sqlite: Sessions, settings_for: Callable[..., Settings]
) -> None:
    found = check(settings_for(platform), sqlite)

    assert found["微信到本站的网络"].verdict is Verdict.MIND


@pytest.mark.parametrize("url", ["https://juwu.example.cn", "http://juwu.example.cn", "https://juwu.example.cn:443/x"])
def test_an_address_wechat_can_reach_is_accepted(url: str) -> None:
    assert fault_of_public_url(url) is None


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("http://127.0.0.1:8000", "端口"),
        ("https://juwu.example.cn:8443", "端口"),
        ("https://192.168.1.9", "互联网"),
        ("http://localhost", "互联网"),
        ("https://server", "互联网"),
        ("https://juwu.local", "互联网"),
        ("https://juwu.example.cn:x", "端口"),
    ],
)
def test_an_address_wechat_cannot_reach_is_refused_with_the_reason(url: str, fault: str) -> None:
    assert fault in (fault_of_public_url(url) or "")
