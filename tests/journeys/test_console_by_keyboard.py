"""A worker with the keyboard alone: signs in, sees what is to be done, and makes a question a wording."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from bot.workers.roles import Role
from tests.bot.workers.builders import PASSWORD
from tests.browser import DESK_WIDTH, OpenPage, chromium, chromium_page
from tests.district import MISSED, District, a_district, login_of
from tests.journeys.keys import Keys

__all__ = ["chromium", "chromium_page"]

NARROW = 360


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    with a_district(tmp_path_factory.mktemp("by-keyboard")) as built:
        yield built


@pytest.fixture(params=[(NARROW, Role.DISCLOSURE_OFFICE), (DESK_WIDTH, Role.CATALOG_ADMIN)], ids=["phone", "desk"])
def keys(request: pytest.FixtureRequest, district: District, chromium_page: OpenPage) -> Keys:
    """The keyboard of somebody who has just signed in with it."""
    width, role = request.param
    page = chromium_page(width)
    page.goto(f"{district.url}/console/")
    keys = Keys(page)
    keys.go_to("登录名")
    keys.type(login_of(role))
    keys.go_to("密码")
    keys.type(PASSWORD)
    keys.press()
    return keys


def test_a_worker_comes_from_what_is_to_be_done_to_a_question_and_looks_for_its_item(keys: Keys) -> None:
    into_the_page(keys)
    keys.go_to("问题没有答上来")
    keys.press()
    into_the_page(keys)
    keys.go_to(MISSED[1])
    keys.press()
    expect(keys.page.get_by_role("heading", level=1)).to_contain_text(MISSED[1])

    into_the_page(keys)
    keys.go_to("找别的事项")
    keys.type("噪声")
    keys.press()

    expect(keys.page.get_by_label("找别的事项")).to_have_value("噪声")
    keys.go_to("加为问法")


def test_a_worker_writes_a_wording_and_comes_to_its_check(keys: Keys, district: District) -> None:
    keys.page.goto(f"{district.url}/console/answers/wordings/of/YL-010")

    into_the_page(keys)
    keys.go_to("居民怎么说")
    keys.type("哪里有带花园的养老院")
    keys.go_to("为什么要改")
    keys.type("居民这么说")
    keys.go_to("加进改动")
    keys.press()

    expect(keys.page.get_by_role("heading", level=1)).to_contain_text("改动")
    into_the_page(keys)
    keys.go_to("检查")


def into_the_page(keys: Keys) -> None:
    keys.go_to("跳到正文")
    keys.page.keyboard.press("Enter")
