"""The disclosure column in a browser: on a phone and at a desk, in 长辈版, at 200 %, by keyboard and on paper."""

import pytest
from playwright.sync_api import Page

from community_catalog.bundled import bundled_rows
from community_catalog.elements import ELEMENTS
from tests.browser import DESK_WIDTH, PHONE_WIDTH, OpenPage, sideways

NARROWEST = 320
ADDRESSES = (
    *("/", "/domains/yanglao", "/items/SJ-006", "/items/SJ-007", "/offices/", "/offices/区民政局", "/stages/"),
    *("/stages/fuwu", "/places/", "/places/350102001", "/places/350102001001", "/places/350102001001/jiuzhu"),
    "/nowhere",
)
STATUSES = ("410", "404")  # a browser notes them as errors


def switch_to_elder(page: Page, site: str) -> None:
    page.goto(site)
    page.get_by_role("button", name="长辈版").click()
    page.get_by_role("button", name="普通版").wait_for()


@pytest.mark.parametrize("width", [NARROWEST, PHONE_WIDTH, DESK_WIDTH])
def test_a_resident_goes_from_the_first_page_to_an_item_and_back(
    site: str, chromium_page: OpenPage, width: int
) -> None:
    page = chromium_page(width)
    page.goto(site)

    page.get_by_role("link", name="社会救助").click()
    page.get_by_role("link", name="最低生活保障办事指南").click()
    assert page.get_by_role("heading", level=1).inner_text() == "最低生活保障办事指南"

    page.get_by_label("位置").get_by_role("link", name="社会救助").click()
    page.get_by_role("heading", level=1, name="社会救助").wait_for()


@pytest.mark.parametrize("width", [PHONE_WIDTH, DESK_WIDTH])
def test_a_resident_finds_what_the_own_community_must_show(site: str, chromium_page: OpenPage, width: int) -> None:
    page = chromium_page(width)
    page.goto(site)

    page.get_by_role("link", name="按街道和社区找").click()
    page.get_by_role("link", name="中山社区").click()
    page.get_by_role("link", name="养老服务").click()

    page.get_by_role("heading", level=1, name="中山社区：养老服务").wait_for()


@pytest.mark.parametrize("width", [PHONE_WIDTH, DESK_WIDTH])
def test_an_elder_leafs_on_to_a_choice_and_the_browser_remembers_the_mode(
    site: str, chromium_page: OpenPage, width: int
) -> None:
    page = chromium_page(width)
    switch_to_elder(page, site)

    page.get_by_role("link", name="下一页").click()
    page.get_by_role("link", name="医疗卫生").click()
    page.get_by_role("heading", level=1, name="医疗卫生").wait_for()
    assert page.get_by_role("main").get_by_role("listitem").count() == 3 + 1  # and the one that leads up

    page.goto(f"{site}/items/SJ-006")
    page.get_by_role("button", name="普通版").click()
    page.get_by_role("button", name="长辈版").wait_for()
    assert page.url == f"{site}/items/SJ-006"


@pytest.mark.parametrize("mode", ["usual", "elder"])
def test_no_page_scrolls_sideways_however_narrow(site: str, chromium_page: OpenPage, mode: str) -> None:
    page = chromium_page(NARROWEST, allowed=STATUSES)
    if mode == "elder":
        switch_to_elder(page, site)

    for address in ADDRESSES:
        page.goto(site + address)
        assert sideways(page) == 0, address


@pytest.mark.parametrize("mode", ["usual", "elder"])
def test_what_stands_alone_to_be_pressed_is_large_enough(site: str, chromium_page: OpenPage, mode: str) -> None:
    page = chromium_page(PHONE_WIDTH, allowed=STATUSES)
    if mode == "elder":
        switch_to_elder(page, site)

    for address in ADDRESSES:
        page.goto(site + address)
        assert page.evaluate(LOWEST_TARGET) >= 44, address


def test_text_in_the_mode_for_elders_is_large_and_dark(site: str, chromium_page: OpenPage) -> None:
    page = chromium_page(PHONE_WIDTH, allowed=STATUSES)
    switch_to_elder(page, site)

    for address in ADDRESSES:
        page.goto(site + address)
        assert min(size for size, _height in page.evaluate(SIZES_AND_LINE_HEIGHTS)) >= 24, address
        assert page.evaluate(LOWEST_CONTRAST) >= 7, address


def test_what_changed_can_be_unfolded(site: str, chromium_page: OpenPage) -> None:
    page = chromium_page(PHONE_WIDTH)
    page.goto(f"{site}/items/SJ-006")

    page.get_by_text("看看改过什么").click()

    page.get_by_text("第 1 版，列入目录").wait_for()


def test_a_page_is_read_aloud_sentence_by_sentence_and_stops(site: str, chromium_page: OpenPage) -> None:
    page = chromium_page(PHONE_WIDTH)
    page.add_init_script(A_VOICE)
    page.goto(f"{site}/items/SJ-006")

    page.get_by_role("button", name="读给我听").click()
    said = page.evaluate("window.said")
    assert said[0] == "最低生活保障办事指南"
    assert not any("打印" in sentence or "首页" in sentence for sentence in said)

    page.get_by_role("button", name="停").click()
    assert page.evaluate("window.silenced")
    page.get_by_role("button", name="读给我听").wait_for()


def test_a_browser_that_cannot_speak_offers_nothing_of_the_kind(site: str, chromium_page: OpenPage) -> None:
    page = chromium_page(PHONE_WIDTH)
    page.add_init_script("Object.defineProperty(window, 'speechSynthesis', { value: undefined })")

    page.goto(f"{site}/items/SJ-006")

    assert page.get_by_role("button", name="打印").is_visible()
    assert not page.get_by_role("button", name="读给我听").is_visible()


def test_a_voice_that_fails_says_so(site: str, chromium_page: OpenPage) -> None:
    page = chromium_page(PHONE_WIDTH)
    page.add_init_script(A_VOICE.replace("window.said.push(one.text)", "one.onerror()"))
    page.goto(site)

    page.get_by_role("button", name="读给我听").click()

    assert page.get_by_role("button", name="这里读不了").is_disabled()


def test_a_printed_item_has_everything_and_nothing_to_press(site: str, chromium_page: OpenPage) -> None:
    page = chromium_page(DESK_WIDTH)
    page.goto(f"{site}/items/SJ-006")

    page.emulate_media(media="print")

    assert page.get_by_text("第 1 版，列入目录").bounding_box() is not None
    assert not page.get_by_role("button", name="长辈版").is_visible()
    assert not page.get_by_role("navigation", name="本站").is_visible()
    assert page.get_by_text("鼓楼区政府信息公开工作办公室").is_visible()


def test_the_whole_first_visit_is_light_and_what_follows_is_lighter(site: str, chromium_page: OpenPage) -> None:
    page = chromium_page(PHONE_WIDTH)

    first = transferred(page, site)
    then = [transferred(page, site + address) for address in ("/items/SJ-006", "/domains/yanglao", "/places/")]

    assert first <= 150_000
    assert max(then) <= 20_000


def transferred(page: Page, address: str) -> int:
    """Bytes that came over the wire for this page, headers and bodies as they were packed."""
    page.goto(address, wait_until="networkidle")
    return int(page.evaluate(TRANSFERRED))


@pytest.mark.parametrize("width", [NARROWEST, DESK_WIDTH])
def test_the_longest_texts_of_the_catalog_fit_every_screen(site: str, chromium_page: OpenPage, width: int) -> None:
    page = chromium_page(width)
    longest = {max(bundled_rows(), key=lambda row: len(str(row.element(name)))).code for name in ELEMENTS}

    for code in sorted(longest):
        page.goto(f"{site}/items/{code}")
        assert sideways(page) == 0


def test_no_text_is_smaller_than_eighteen_pixels_or_set_tight(site: str, chromium_page: OpenPage) -> None:
    page = chromium_page(PHONE_WIDTH, allowed=STATUSES)

    for address in ADDRESSES:
        page.goto(site + address)
        for size, height in page.evaluate(SIZES_AND_LINE_HEIGHTS):
            assert size >= 18
            assert height >= 1.4 * size


def test_text_stands_out_from_what_is_behind_it(site: str, chromium_page: OpenPage) -> None:
    page = chromium_page(PHONE_WIDTH, allowed=STATUSES)

    for address in ADDRESSES:
        page.goto(site + address)
        assert page.evaluate(LOWEST_CONTRAST) >= 4.5


def test_the_keyboard_reaches_the_text_first_and_shows_where_it_is(site: str, chromium_page: OpenPage) -> None:
    page = chromium_page(DESK_WIDTH)
    page.goto(f"{site}/items/SJ-006")

    page.keyboard.press("Tab")

    skip = page.locator(":focus")
    assert skip.inner_text() == "跳到正文"
    assert skip.evaluate("element => getComputedStyle(element).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.locator(":focus").get_attribute("id") == "main"


_TEXT_ELEMENTS = """[...document.querySelectorAll("body *")].filter(element =>
  [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))"""
SIZES_AND_LINE_HEIGHTS = f"""() => {_TEXT_ELEMENTS}.map(element => {{
  const style = getComputedStyle(element);
  return [parseFloat(style.fontSize), parseFloat(style.lineHeight)];
}})"""
LOWEST_CONTRAST = f"""() => {{
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => {{
    const [r, g, b] = numbers(colour).map(value => value / 255)
      .map(value => value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }};
  const behind = element => {{
    const colour = getComputedStyle(element).backgroundColor;
    return (numbers(colour)[3] ?? 1) > 0 || !element.parentElement ? colour : behind(element.parentElement);
  }};
  return Math.min(...{_TEXT_ELEMENTS}.map(element => {{
    const [a, b] = [light(getComputedStyle(element).color), light(behind(element))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }}));
}}"""
# Links within a sentence are as tall as its lines (WCAG 2.5.8 excepts them); everything else stands alone.
LOWEST_TARGET = """() => Math.min(...[...document.querySelectorAll("a, button, input, summary")]
  .filter(element => element.getClientRects().length && !element.matches(".skip, p a, dd a"))
  .map(element => Math.round(element.getBoundingClientRect().height)))"""
TRANSFERRED = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .reduce((sum, entry) => sum + entry.transferSize, 0)"""
A_VOICE = """
  window.said = []; window.silenced = false;
  Object.defineProperty(window, "speechSynthesis", { value: {
    getVoices: () => [], speak: one => { window.said.push(one.text); }, cancel: () => { window.silenced = true; } } });
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
"""


def test_an_elder_reads_what_stands_at_the_end_of_a_line_below_its_name(site: str, chromium_page: OpenPage) -> None:
    page = chromium_page(NARROWEST)
    switch_to_elder(page, site)

    page.goto(f"{site}/places/350102001001")
    name, end = (page.locator(f".links {part}").first.bounding_box() for part in (".about", ".end"))

    assert name and end
    assert end["y"] >= name["y"] + name["height"]
