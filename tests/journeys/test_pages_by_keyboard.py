"""A resident with the keyboard alone: by a search to an item, to large letters, to print and voice."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESK_WIDTH, PHONE_WIDTH, OpenPage, chromium, chromium_page
from tests.district import District, a_district
from tests.journeys.keys import Keys

__all__ = ["chromium", "chromium_page"]

ITEM = "高龄津贴申领指南"
A_VOICE = """
  window.said = [];
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => [], cancel: () => {}, speak: (one) => { window.said.push(one.text); } } });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  window.print = () => { window.printed = true; };
"""
NO_SECOND_TAP_MS = 400  # how long the hall screen takes a second tap for one that was meant for the page before


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Iterator[District]:
    with a_district(tmp_path_factory.mktemp("by-keyboard")) as built:
        yield built


@pytest.fixture(params=[PHONE_WIDTH, DESK_WIDTH])
def page(request: pytest.FixtureRequest, district: District, chromium_page: OpenPage) -> Page:
    page = chromium_page(request.param)
    page.add_init_script(A_VOICE)
    page.goto(district.url)
    return page


def test_from_a_search_to_an_item_in_large_letters_read_aloud_and_printed(page: Page) -> None:
    keys = Keys(page)

    keys.go_to("想找什么")
    keys.type("高龄津贴怎么领")
    keys.press()
    keys.go_to(ITEM)
    keys.press()
    expect(page.get_by_role("heading", level=1)).to_contain_text(ITEM)

    keys.go_to("长辈版")
    keys.press("Space")
    expect(page.locator("html")).to_have_class("elder")
    expect(page.get_by_role("heading", level=1)).to_contain_text(ITEM)

    keys.go_to("读给我听")
    page.keyboard.press("Enter")
    assert ITEM in page.evaluate("window.said.join()")
    page.reload()
    keys.go_to("打印")
    page.keyboard.press("Enter")
    assert page.evaluate("window.printed")


def test_the_whole_first_page_can_be_gone_through_to_its_end(page: Page) -> None:
    keys = Keys(page)

    keys.go_to("跳到正文")
    page.keyboard.press("Enter")
    keys.go_to("0591")

    expect(page.locator(":focus")).to_have_attribute("href", "tel:+8659187573297")


def test_the_hall_screen_answers_to_keys_too(district: District, chromium_page: OpenPage) -> None:
    page = chromium_page(DESK_WIDTH)
    page.goto(f"{district.url}/kiosk/topics")
    keys = Keys(page)

    keys.go_to("养老")
    page.wait_for_timeout(NO_SECOND_TAP_MS)
    keys.press()

    expect(page.get_by_role("heading", level=1)).to_contain_text("养老")
