"""The account's menu at the bottom of the chat."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from sandbox.driver import Platform
from tests.sandbox.phone.product import send
from tests.sandbox.phone.thumb import Phone
from tests.sandbox.webhook import Webhook

MENU = {
    "button": [
        {"name": "办事问答", "sub_button": [{"type": "click", "name": "低保", "key": "ask:dibao"}]},
        {"type": "click", "name": "人工", "key": "person"},
        {"type": "view", "name": "网页", "url": "http://127.0.0.1:1/items"},
    ]
}


@pytest.fixture
def with_menu(platform: Platform, phone: Phone) -> Phone:
    """The chat of an account that has published a menu."""
    send(platform, "menu/create", MENU)
    expect(phone.page.get_by_role("group", name="公众号菜单")).to_be_visible()
    return phone


def test_a_published_menu_appears_and_gives_way_to_the_keyboard(with_menu: Phone) -> None:
    with_menu.tap("切换到键盘")
    expect(with_menu.page.get_by_label("写消息")).to_be_focused()
    expect(with_menu.page.get_by_role("group", name="公众号菜单")).to_be_hidden()

    with_menu.tap("切换到菜单")
    expect(with_menu.page.get_by_role("group", name="公众号菜单")).to_be_visible()


def test_a_menu_button_is_pressed(with_menu: Phone, webhook: Webhook) -> None:
    with_menu.tap("人工")

    with_menu.sees("点了菜单“人工”")
    expect(with_menu.account_says).to_have_count(2)
    assert webhook.heard[-1].message["EventKey"] == "person"


def test_a_sub_menu_opens_is_pressed_and_closes(with_menu: Phone, webhook: Webhook) -> None:
    with_menu.tap("办事问答")
    with_menu.tap("低保")

    with_menu.sees("点了菜单“低保”")
    expect(with_menu.page.get_by_role("button", name="低保", exact=True)).to_be_hidden()
    expect(with_menu.account_says).to_have_count(2)
    assert webhook.heard[-1].message["EventKey"] == "ask:dibao"


@pytest.mark.parametrize("how", ["Escape", "elsewhere"])
def test_a_sub_menu_closes_without_a_choice(with_menu: Phone, how: str) -> None:
    with_menu.tap("办事问答")
    expect(with_menu.page.get_by_role("button", name="低保", exact=True)).to_be_visible()

    if how == "Escape":
        with_menu.page.keyboard.press("Escape")
    else:
        with_menu.log.click()

    expect(with_menu.page.get_by_role("button", name="低保", exact=True)).to_be_hidden()


def test_a_page_of_the_menu_opens_in_a_new_tab_and_is_told(with_menu: Phone, webhook: Webhook) -> None:
    with_menu.page.context.route("http://127.0.0.1:1/**", lambda route: route.fulfill(body="事项"))

    with with_menu.page.expect_popup() as popup:
        with_menu.page.get_by_role("link", name="网页").click()

    with_menu.sees("点了菜单“网页”")
    assert popup.value.url == "http://127.0.0.1:1/items"


def test_a_withdrawn_menu_leaves_the_keyboard(platform: Platform, with_menu: Phone) -> None:
    send(platform, "menu/delete", None)

    expect(with_menu.page.get_by_label("写消息")).to_be_visible()
    expect(with_menu.page.get_by_role("button", name="切换到菜单")).to_be_hidden()
