"""Coming in for the first time, with a link, on a phone: a password, the phone's codes, the slip, and back again."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from pyotp import TOTP
from werkzeug.serving import make_server

from tests.bot.console.conftest import StoppedClock
from tests.bot.console.test_account import CHOSEN, TOKEN, app
from tests.browser import PHONE_WIDTH, OpenPage, chromium, chromium_page, sideways

__all__ = ["app", "chromium", "chromium_page"]

REFUSED = ("status of 403",)  # Chromium writes it into its console when a code is refused
STEP = 31  # seconds: the phone shows another code


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    serving = Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture
def page(site: str, chromium_page: OpenPage) -> Page:
    return chromium_page(PHONE_WIDTH, allowed=REFUSED)


def choose_password(page: Page, site: str) -> None:
    page.goto(f"{site}/console/welcome/{TOKEN}")
    page.get_by_label("新密码").fill(CHOSEN)
    page.get_by_label("再输入一遍").fill(CHOSEN)
    page.get_by_role("button", name="设置密码").click()


def bind_phone(page: Page, clock: StoppedClock) -> TOTP:
    expect(page.get_by_role("heading", name="绑定手机")).to_be_visible()
    page.get_by_text("就是用这部手机打开的").click()
    phone = TOTP(page.locator("#secret").inner_text().replace(" ", ""))
    page.get_by_label("输入现在显示的六位数字").fill("000000")
    page.get_by_role("button", name="绑定").click()
    expect(page.get_by_role("alert")).to_contain_text("动态码不对")
    page.get_by_label("输入现在显示的六位数字").fill(phone.at(clock.now()))
    page.get_by_role("button", name="绑定").click()
    return phone


def test_a_new_worker_comes_in_with_the_phone_in_hand(page: Page, site: str, clock: StoppedClock) -> None:
    choose_password(page, site)
    expect(page.locator("svg").first).to_be_visible()
    assert sideways(page) == 0
    phone = bind_phone(page, clock)
    expect(page.locator("ol code")).to_have_count(10)
    assert sideways(page) == 0
    page.get_by_role("link", name="我已经记下了").click()
    expect(page.get_by_role("heading", name="待办")).to_be_visible()

    page.context.clear_cookies()
    page.goto(f"{site}/console/account/")
    page.get_by_label("登录名").fill("wang")
    page.get_by_label("密码").fill(CHOSEN)
    page.get_by_role("button", name="登录", exact=True).click()
    clock.pass_(timedelta(seconds=STEP))
    page.get_by_label("动态码").fill(phone.at(clock.now()))
    page.get_by_role("button", name="登录", exact=True).click()

    expect(page.get_by_role("heading", name="我的账号")).to_be_visible()
    expect(page.get_by_text("备用码还剩 10 个")).to_be_visible()
    assert sideways(page) == 0
