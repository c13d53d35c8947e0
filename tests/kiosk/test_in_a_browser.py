"""The screen in Chromium: upright and lying, touched, left alone, and with the keyboard alone."""

from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

UPRIGHT, LYING, SMALL = (1080, 1920), (1920, 1080), (1280, 800)
PAGES = (
    "",
    "/start",
    "/topics",
    "/topics/yanglao",
    "/letters",
    "/letters?typed=y",
    "/letters?typed=qq",
    "/items/YL-008",
)
LEAST_KEY, LEAST_TEXT = 88, 28
TOO_SMALL = f"""() => [...document.querySelectorAll("a, button")].filter((key) => key.offsetParent)
  .filter((key) => key.getBoundingClientRect().height < {LEAST_KEY} || key.getBoundingClientRect().width < {LEAST_KEY})
  .map((key) => key.textContent.trim())"""
TOO_FINE = f"""() => [...document.querySelectorAll("body *")].filter((one) => one.offsetParent)
  .filter((one) => parseFloat(getComputedStyle(one).fontSize) < {LEAST_TEXT}).map((one) => one.textContent.trim())"""
BEYOND = """() => [document.documentElement, document.querySelector("main")]
  .map((one) => [one.scrollWidth - one.clientWidth, one.scrollHeight - one.clientHeight]).flat()"""

OpenScreen = Callable[[tuple[int, int], str], Page]


@pytest.fixture
def url(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.port}/kiosk"
    server.shutdown()
    thread.join()


@pytest.fixture
def screen(chromium: Browser, url: str) -> Iterator[OpenScreen]:
    """`screen(UPRIGHT, "/start")` is that page on a touch screen; its clock moves only with the test."""
    opened: list[Page] = []
    problems: list[str] = []

    def open_screen(size: tuple[int, int], path: str) -> Page:
        width, height = size
        context = chromium.new_context(viewport={"width": width, "height": height}, has_touch=True, locale="zh-CN")
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.clock.install()
        page.goto(url + path)
        opened.append(page)
        return page

    yield open_screen
    for page in opened:
        page.context.close()
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("size", [UPRIGHT, LYING, SMALL], ids=str)
def test_every_page_fits_its_screen_with_large_keys_and_large_text(screen: OpenScreen, size: tuple[int, int]) -> None:
    page = screen(size, "")

    for path in PAGES:
        page.goto(f"{page.url.partition('/kiosk')[0]}/kiosk{path}")
        assert page.evaluate(TOO_SMALL) == [], path
        assert page.evaluate(TOO_FINE) == [], path
        assert max(page.evaluate(BEYOND)) <= 0, path


def test_a_resident_finds_an_item_by_letters_and_reads_it_to_the_end(screen: OpenScreen) -> None:
    page = screen(SMALL, "")
    touch(page, "点一下开始")
    touch(page, "按拼音首字母找")
    for letter in "GLJT":
        touch(page, letter)
    touch(page, "高龄津贴申领指南")

    for _ in range(12):
        page.get_by_role("button", name="往下翻").tap(force=True)

    expect(page.get_by_text("内容截至2026年11月23日")).to_be_in_viewport()
    expect(page.locator("svg.code")).to_be_in_viewport()


def test_who_leaves_is_followed_by_the_first_page_after_a_minute(screen: OpenScreen) -> None:
    page = screen(UPRIGHT, "/items/YL-008?place=350102001001")

    page.clock.run_for(52_000)
    expect(page.get_by_role("alertdialog")).to_contain_text("8 秒后回到开始的画面")
    page.clock.run_for(9_000)

    page.wait_for_url("**/kiosk?place=350102001001")


def test_who_is_still_reading_says_so_and_stays(screen: OpenScreen) -> None:
    page = screen(UPRIGHT, "/items/YL-008")
    page.clock.run_for(55_000)

    page.get_by_role("button", name="还要看").tap()
    page.clock.run_for(45_000)

    expect(page.get_by_role("heading", name="高龄津贴申领指南")).to_be_visible()
    expect(page.get_by_role("alertdialog")).to_be_hidden()


def test_a_touch_begins_the_minute_anew(screen: OpenScreen) -> None:
    page = screen(UPRIGHT, "/items/YL-008")
    page.clock.run_for(45_000)

    page.get_by_role("heading", name="高龄津贴申领指南").tap()
    page.clock.run_for(45_000)

    expect(page.get_by_role("alertdialog")).to_be_hidden()


def test_nobody_can_go_back_to_what_the_person_before_was_reading(screen: OpenScreen) -> None:
    page = screen(SMALL, "")
    before = page.evaluate("history.length")

    touch(page, "点一下开始")
    touch(page, "养老服务")
    touch(page, "高龄津贴申领指南")

    assert page.evaluate("history.length") == before


def test_a_double_tap_opens_one_page_and_not_what_lies_beneath(screen: OpenScreen) -> None:
    page = screen(SMALL, "/start")

    touch(page, "社会救助")
    page.get_by_role("link", name="最低生活保障办事指南").tap()

    expect(page.get_by_role("heading", name="社会救助")).to_be_visible()


def test_the_keyboard_alone_is_enough(screen: OpenScreen) -> None:
    page = screen(LYING, "/start")
    page.clock.run_for(500)

    page.get_by_role("link", name="按拼音首字母找").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/letters")
    page.clock.run_for(500)
    page.get_by_role("link", name="D", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/letters?typed=d")

    assert page.evaluate("document.activeElement.textContent") == "D"


def test_topics_take_turns_until_somebody_stops_them(screen: OpenScreen) -> None:
    page = screen(UPRIGHT, "")
    expect(page.locator(".turns .now")).to_contain_text("养老服务")
    page.clock.run_for(8_100)
    expect(page.locator(".turns .now")).to_contain_text("社会救助")

    page.get_by_role("button", name="停止轮换").tap()
    page.clock.run_for(20_000)

    expect(page.locator(".turns .now")).to_contain_text("社会救助")


def test_who_wants_no_motion_sees_all_topics_at_once(screen: OpenScreen) -> None:
    page = screen(UPRIGHT, "")
    page.emulate_media(reduced_motion="reduce")

    page.reload()

    assert all(topic.is_visible() for topic in page.locator(".turns li").all())


def test_a_long_press_opens_no_menu(screen: OpenScreen) -> None:
    page = screen(UPRIGHT, "/start")

    went_through = page.evaluate(
        "document.body.dispatchEvent(new MouseEvent('contextmenu', {bubbles: true, cancelable: true}))"
    )

    assert not went_through


def touch(page: Page, words: str) -> None:
    """Touch the key with these words, not so quickly that it counts as the second tap of a double one."""
    page.clock.run_for(500)
    with page.expect_navigation():
        page.get_by_role("link", name=words, exact=len(words) == 1).first.tap()
