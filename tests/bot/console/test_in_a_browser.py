"""Signing in as a worker does it, on a phone and at a desk, with the keyboard alone."""

from collections.abc import Iterator
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from tests.bot.workers.builders import PASSWORD
from tests.browser import DESK_WIDTH, PHONE_WIDTH, OpenPage, sideways

REFUSED = ("status of 403",)  # Chromium writes it into its console when a sign-in is refused


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    serving = Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture(params=[360, PHONE_WIDTH, DESK_WIDTH])
def page(request: pytest.FixtureRequest, site: str, chromium_page: OpenPage) -> Page:
    page = chromium_page(request.param, allowed=REFUSED)
    page.goto(f"{site}/console/part/wordings")
    return page


def sign_in(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("登录名").fill("wang")
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()


def open_menu(page: Page) -> bool:
    """On a phone the navigation is behind a button; whether it was."""
    button = page.get_by_role("button", name="菜单")
    if button.is_visible():
        button.click()
        return True
    return False


def test_a_worker_slips_signs_in_and_comes_to_the_page_they_wanted(page: Page, site: str) -> None:
    sign_in(page, "wrong password")
    expect(page.get_by_role("alert")).to_have_text("登录名或密码不对。")
    expect(page.get_by_label("登录名")).to_have_value("wang")

    sign_in(page)
    expect(page.get_by_role("heading")).to_have_text("问法归王芳管")

    page.goto(f"{site}/console/")
    expect(page.get_by_role("link", name="3 条问法等待复核")).to_be_visible()
    assert sideways(page) == 0
    open_menu(page)
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("status")).to_have_text("您已退出登录。")


def test_the_keyboard_alone_is_enough(page: Page, site: str) -> None:
    page.get_by_label("登录名").press_sequentially("wang")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    with page.expect_navigation():  # a click waits for the page it leads to, a key does not
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading")).to_have_text("问法归王芳管")
    page.goto(f"{site}/console/")

    page.keyboard.press("Tab")

    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="3 条问法等待复核")).to_be_focused()


def test_everything_to_press_is_large_enough_for_a_thumb(page: Page, site: str) -> None:
    sign_in(page)
    expect(page.get_by_role("heading")).to_have_text("问法归王芳管")
    page.goto(f"{site}/console/")
    least = 44 if open_menu(page) else 33  # at a desk there is a mouse

    for target in page.locator("header a, header button, main a, main button").locator("visible=true").all():
        box = target.bounding_box()
        assert box
        assert box["height"] >= least, target.inner_text()
