"""The phone keeps up: it reconnects by itself, catches up, and notices that the platform was cleared."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import expect

from sandbox.driver import Platform
from tests.browser import PHONE_WIDTH, OpenPage
from tests.sandbox.phone.thumb import Phone

GONE = ["net::ERR_CONNECTION_REFUSED", "net::ERR_INCOMPLETE_CHUNKED_ENCODING", "net::ERR_CONNECTION_RESET"]


def test_after_a_restart_of_the_platform_it_shows_what_it_missed(tmp_path: Path, chromium_page: OpenPage) -> None:
    with Platform(state=tmp_path / "state.sqlite") as before:
        before.user(0).follow(wait=False)
        phone = Phone.open(chromium_page(PHONE_WIDTH, allowed=GONE), before.url)
        account, port = before.account, urlsplit(before.url).port
    expect(phone.page.get_by_text("连接断开了，正在重新连接…")).to_be_visible()

    with Platform(state=tmp_path / "state.sqlite", account=account, port=port or 0) as after:
        after.user(0).say("断线时说的话", wait=False)

        expect(phone.page.get_by_text("连接断开了，正在重新连接…")).to_be_hidden(timeout=15_000)
        phone.sees("断线时说的话")


def test_a_platform_cleared_elsewhere_is_noticed(platform: Platform, phone: Phone) -> None:
    phone.say("还在")
    phone.sees("echo 还在")

    platform.reset()

    expect(phone.page.get_by_role("button", name="关注公众号", exact=True)).to_be_visible()
    expect(phone.page.locator("#log")).to_be_empty()


def test_two_phones_of_one_resident_show_the_same(platform: Platform, phone: Phone, chromium_page: OpenPage) -> None:
    other = Phone.open(chromium_page(), platform.url)

    phone.say("两台手机")

    other.sees("echo 两台手机")
    expect(other.log.locator("[data-side=resident]")).to_have_count(1)


def test_a_tab_nobody_looks_at_lets_go_of_its_stream_and_catches_up_later(platform: Platform, phone: Phone) -> None:
    look(phone, away=True)
    platform.user(0).say("没人看的时候")
    expect(phone.page.locator("#offline")).to_be_hidden()
    expect(phone.log).not_to_contain_text("没人看的时候")

    look(phone, away=False)

    phone.sees("echo 没人看的时候")


def look(phone: Phone, *, away: bool) -> None:
    """Turn to another tab or back, as the page is told of it."""
    script = """(away) => {
        Object.defineProperty(document, "hidden", { value: away, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    phone.page.evaluate(script, away)
