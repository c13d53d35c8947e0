"""Everyone can use it: by keyboard, by screen reader, with a thumb; and it loads nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import sandbox
from sandbox.driver import Platform
from tests.browser import DESK_WIDTH, OpenPage, sideways
from tests.sandbox.phone.product import send
from tests.sandbox.phone.test_menu_bar import MENU
from tests.sandbox.phone.thumb import Phone
from tests.sandbox.webhook import Webhook

FILES = sorted((Path(sandbox.__file__).parent / "phone").iterdir())

# Visible controls that are too small for a thumb, or that a screen reader could not name; links inside text are exempt.
FAULTY = """() => Array.from(document.querySelectorAll("button, input, textarea, summary, a:not(.link)"))
    .filter((node) => node.checkVisibility() && !node.closest("[inert]"))
    .map((node) => {
        const target = node.closest("label") ?? node;
        const { width, height } = target.getBoundingClientRect();
        const label = node.closest("label")?.textContent.trim();
        const name = node.getAttribute("aria-label") || node.textContent.trim() || label;
        return { name: name ?? "", html: node.outerHTML.slice(0, 120), width, height };
    })
    .filter(({ name, width, height }) => !name || width < 43.5 || height < 43.5)"""

AT_REST = "() => Promise.all(document.getAnimations().map((one) => one.finished)).then(() => null)"


def faulty(page: Page) -> list[object]:
    page.evaluate(AT_REST)
    return list(page.evaluate(FAULTY))


@pytest.mark.parametrize("openers", [["更多功能"], ["公众号资料", "关闭", "换一位居民"], ["检查"]], ids="".join)
def test_every_control_has_a_name_and_room_for_a_thumb(phone: Phone, openers: list[str]) -> None:
    for opener in openers:
        phone.tap(opener)
        assert faulty(phone.page) == []


@pytest.mark.parametrize("sheet", ["语音输入", "位置", "扫一扫"])
def test_every_sheet_has_names_and_room_for_a_thumb(phone: Phone, sheet: str) -> None:
    phone.more(sheet)

    expect(phone.page.get_by_role("dialog")).to_be_visible()
    assert faulty(phone.page) == []


def test_the_menu_has_room_for_a_thumb(platform: Platform, phone: Phone) -> None:
    send(platform, "menu/create", MENU)
    phone.tap("办事问答")

    assert faulty(phone.page) == []


def test_the_account_page_and_the_inspector_have_room_too(
    platform: Platform, webhook: Webhook, chromium_page: OpenPage
) -> None:
    platform.user(1).follow()
    desk = Phone.open(chromium_page(DESK_WIDTH), platform.url)
    desk.page.get_by_text("演练工具").click()
    desk.inspector.get_by_role("button", name="推送 关注").click()

    assert faulty(desk.page) == []


def test_a_resident_follows_and_asks_by_keyboard_alone(
    platform: Platform, webhook: Webhook, chromium_page: OpenPage
) -> None:
    phone = Phone.open(chromium_page(DESK_WIDTH), platform.url)
    expect(phone.page.get_by_role("button", name="关注公众号", exact=True)).to_be_visible()
    press_tab_until(phone.page, "关注公众号")
    phone.page.keyboard.press("Enter")
    phone.sees("已关注公众号")

    press_tab_until(phone.page, "写消息")
    phone.page.keyboard.type("低保")
    phone.page.keyboard.press("Enter")

    phone.sees("echo 低保")


def press_tab_until(page: Page, name: str) -> None:
    """Move the focus forward until the control with this name has it."""
    focused = "() => document.activeElement.getAttribute('aria-label') || document.activeElement.textContent.trim()"
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate(focused) == name:
            return
    raise AssertionError(f"Tab never reached {name}")


def test_escape_closes_a_sheet_and_the_focus_goes_back(phone: Phone) -> None:
    phone.tap("公众号资料")
    expect(phone.page.get_by_role("dialog")).to_be_visible()

    phone.page.keyboard.press("Escape")

    expect(phone.page.get_by_role("dialog")).to_be_hidden()
    expect(phone.page.get_by_role("button", name="公众号资料")).to_be_focused()


def test_behind_an_open_sheet_nothing_can_be_reached(phone: Phone) -> None:
    phone.tap("公众号资料")

    assert phone.page.locator("#front").evaluate("node => node.inert")


def test_the_focus_is_visible(phone: Phone) -> None:
    phone.page.keyboard.press("Tab")

    assert phone.page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_new_messages_are_announced(phone: Phone) -> None:
    expect(phone.log).to_have_attribute("aria-live", "polite")
    expect(phone.log).to_have_attribute("aria-label", "聊天记录")


def test_nothing_moves_for_those_who_asked_for_rest(platform: Platform, phone: Phone) -> None:
    phone.page.emulate_media(reduced_motion="reduce")

    phone.tap("公众号资料")

    assert phone.page.evaluate("document.getAnimations().length") == 0


def test_the_page_forbids_itself_inline_code_and_other_hosts(phone: Phone) -> None:
    policy = phone.page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content") or ""

    assert policy.startswith("default-src 'self';")
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_file_names_another_host_or_builds_markup_from_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")

    assert not re.search(r"https?://\w", text)
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text)
    assert not re.search(r"<[^>]+\s(?:style|on\w+)=", text)


def test_it_fits_every_window_and_says_in_each_that_it_is_not_wechat(phone: Phone) -> None:
    phone.say("宽" * 200)
    phone.sees("echo 宽")

    for width, height in [(320, 568), (360, 640), (390, 844), (844, 390), (900, 700), (1280, 800), (1920, 1080)]:
        phone.page.set_viewport_size({"width": width, "height": height})
        assert sideways(phone.page) == 0
        assert phone.log.evaluate("node => node.scrollWidth - node.clientWidth") == 0
        expect(phone.page.get_by_text("演练环境 · 不是真的微信")).to_be_in_viewport(ratio=1)
        expect(phone.page.get_by_label("写消息")).to_be_in_viewport(ratio=1)
