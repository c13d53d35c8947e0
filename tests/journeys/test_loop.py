"""What nobody could answer, from the resident's question to the answer everybody gets: two people, two processes."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from answers.bundled import digest
from bot import migrating, places
from bot.db import Sessions, open_database
from bot.paths import ROOT
from bot.workers.roles import Role
from sandbox.driver import Platform, Resident
from tests.answers.loop.builders import a_first_release
from tests.bot.workers.builders import PASSWORD, a_worker
from tests.browser import OpenPage, chromium, chromium_page, sideways
from tests.conftest import NOON
from tests.journeys.product import Product

__all__ = ["chromium", "chromium_page"]

QUESTION = "铁皮石斛能不能换轮椅"
MILLISECONDS = 60_000  # for one page; a check learns anew, and a small machine does much else meanwhile
NARROW = 360  # pixels: the smallest phone workers have
IN_A_ROW = 12  # answers that show that both web processes have learnt it


@pytest.fixture
def product(tmp_path: Path, wechat: Platform) -> Iterator[Product]:
    """The product with two web processes and a clock, over a catalog of three items, and two people who sign in."""
    product = Product(tmp_path, wechat)
    prepare(product.database_url)
    with product:
        command = [sys.executable, "-m", "wsgi", "clock"]
        with (tmp_path / "clock.log").open("ab") as log:
            clock = subprocess.Popen(command, cwd=ROOT, env=product._environment, stdout=log, stderr=log)
        yield product
        clock.terminate()
        clock.wait(60)


def prepare(database_url: str) -> None:
    migrating.upgrade(database_url)
    sessions = Sessions(open_database(database_url))
    with sessions.begin() as session:
        places.setup(session, NOON)
        a_worker(session, "lin", "林强", (Role.COMMUNITY_WORKER, "350102"))
        a_worker(session, "wang", "王芳", (Role.DISCLOSURE_OFFICE, "350102"))
        a_first_release(session, digest())
    sessions.engine.dispose()


def test_a_question_becomes_a_wording_everybody_is_answered_by(
    product: Product, wechat: Platform, chromium_page: OpenPage
) -> None:
    resident = wechat.user(0)
    resident.say(QUESTION)

    lin = sign_in(chromium_page(NARROW), product, "lin")
    lin.get_by_text("菜单", exact=True).click()
    lin.get_by_role("link", name="没答上来的", exact=True).click()
    lin.get_by_role("button", name="现在把新问题归组").click()
    lin.get_by_role("link", name=QUESTION).click()
    assert sideways(lin) == 0
    lin.get_by_role("radio", name="高龄津贴申领指南").check()
    lin.get_by_role("button", name="加为问法").click()
    expect(lin.get_by_text("检查完了，等发布")).to_be_visible(timeout=MILLISECONDS)
    assert sideways(lin) == 0

    wang = sign_in(chromium_page(NARROW), product, "wang")
    wang.get_by_role("link", name="1 个问法改动等您发布").click()
    wang.get_by_role("link", name="居民问的没有答上来").click()
    wang.get_by_role("button", name="发布", exact=True).click()
    expect(wang.get_by_role("status")).to_contain_text("两秒之内处处生效")

    assert is_answered_everywhere(resident)
    assert is_told(resident)


def sign_in(page: Page, product: Product, login: str) -> Page:
    page.set_default_timeout(MILLISECONDS)
    page.goto(f"{product.url}/console/")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录", exact=True).click()
    return page


def is_answered_everywhere(resident: Resident) -> bool:
    """Whether soon every answer is the item's card: one that is not may be a web process still learning."""
    right, deadline = 0, time.monotonic() + MILLISECONDS / 1000
    while right < IN_A_ROW and time.monotonic() < deadline:
        right = right + 1 if "高龄津贴申领指南" in resident.say(QUESTION).reply else 0
    return right == IN_A_ROW


def is_told(resident: Resident) -> bool:
    """Whether who asked has been written to, once."""
    deadline = time.monotonic() + MILLISECONDS / 1000
    while time.monotonic() < deadline:
        told = [entry for entry in resident.inbox if "现在可以答您了" in str(entry)]
        if told:
            return len(told) == 1
        time.sleep(0.2)
    return False
