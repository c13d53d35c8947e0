"""What a list says of itself follows where scripts run: what is wrong with a filter, and the order it is in."""

import re

from playwright.sync_api import expect

from tests.bot.console.letters import with_letters
from tests.bot.console.test_comfort_in_a_browser import open_signed_in, site
from tests.browser import OpenPage

__all__ = ["open_signed_in", "site", "with_letters"]


def test_what_is_wrong_with_a_filter_is_said_beside_it_and_goes_when_it_is_right(open_signed_in: OpenPage) -> None:
    page = open_signed_in()
    said = page.get_by_text("结束日期比开始日期早")

    page.get_by_label("限期，从").fill("2026-11-24")
    expect(page).to_have_url(re.compile("due-from=2026-11-24"))
    page.get_by_label("限期，到").fill("2026-11-20")

    expect(said).to_be_visible()
    expect(page.locator("#problem-due")).to_have_role("alert")
    page.get_by_label("限期，到").fill("2026-11-30")
    expect(said).to_have_count(0)


def test_the_menu_of_orders_shows_what_a_heading_sorted_by_and_filtering_keeps_it(open_signed_in: OpenPage) -> None:
    page = open_signed_in()

    page.get_by_role("link", name="页数").click()
    expect(page.locator("#sort")).to_have_value("pages")
    page.get_by_role("link", name="页数").click()
    expect(page.locator("#sort")).to_have_value("-pages")
    page.get_by_label("状态").select_option("open")

    expect(page).to_have_url(re.compile("state=open.*sort=-pages"))
