import re
from collections.abc import Iterator
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from bot.app import Kit
from community_catalog.bundled import bundled_rows, setup
from community_catalog.domains import DOMAINS
from community_catalog.elements import ELEMENTS
from community_catalog.guides.upkeep import confirm
from community_catalog.guides.upkeep import load as load_guides
from community_catalog.plain_words import CHANNELS, LEVELS, METHODS, QUESTIONS, STAGES, plain_element
from tests.browser import DESK_WIDTH, PHONE_WIDTH, OpenPage
from tests.community_catalog.builders import a_row, load
from tests.community_catalog.guides.builders import a_fact, a_guide
from tests.conftest import NOON

NARROWEST = 360


@pytest.fixture
def client(app: Flask, kit: Kit) -> FlaskClient:
    with kit.sessions.begin() as session:
        setup(session, NOON)
    return app.test_client()


@pytest.fixture
def site(app: Flask, kit: Kit) -> Iterator[str]:
    with kit.sessions.begin() as session:
        setup(session, NOON)
        rows = {row.code: row for row in bundled_rows() if row.code != "SJ-007"}
        load(session, *rows.values())
    server = make_server("127.0.0.1", 0, app, threaded=True)
    serving = Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


def test_the_first_page_lists_every_item_under_its_domain_the_key_ones_first(client: FlaskClient) -> None:
    page = client.get("/").text

    assert set(re.findall(r'href="/items/([^"]+)"', page)) == {row.code for row in bundled_rows()}
    assert re.findall(r"<strong>(.+?)</strong>", page) == [domain.name for domain in DOMAINS]


def test_an_empty_catalog_says_so(app: Flask) -> None:
    assert "目录还没有装入" in app.test_client().get("/").text


def test_a_domain_lists_its_items_under_its_address_and_its_name_leads_there(client: FlaskClient) -> None:
    page = client.get("/domains/社会救助", follow_redirects=True)

    assert page.request.path == "/domains/jiuzhu"
    assert page.text.count('href="/items/SJ-') == 26
    assert 'href="/items/YL-' not in page.text


def test_an_item_shows_every_element_its_date_and_whom_to_ring(client: FlaskClient) -> None:
    page = client.get("/items/SJ-006").text

    for question in QUESTIONS.values():
        assert question in page
    assert "内容截至2026年11月23日" in page
    assert 'href="tel:+8659187573297"' in page


def test_an_items_guide_is_shown_with_its_sources_as_an_example(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load_guides(session, [a_guide()], now=NOON)

    page = client.get("/items/SJ-006").text

    assert a_fact().text in page
    assert a_fact().source in page
    assert "示例，以主管部门公布为准" in page


def test_a_confirmed_guide_says_by_whom_and_when(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load_guides(session, [a_guide()], now=NOON)
        confirm(session, "SJ-006", by="陈主任", now=NOON)

    page = client.get("/items/SJ-006").text

    assert "已由陈主任确认（2026年11月23日）" in page
    assert "示例" not in page


def test_an_outdated_guide_is_not_shown(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load_guides(session, [a_guide()], now=NOON)
        load(session, a_row(content="别的内容"))

    page = client.get("/items/SJ-006").text

    assert "办事指南正在核对" in page
    assert a_fact().text not in page


def test_every_element_has_its_question() -> None:
    named_by_the_title = {"domain", "level1", "level2"}

    assert set(QUESTIONS) == set(ELEMENTS) - named_by_the_title


def test_every_official_word_of_the_bundled_catalog_has_plain_words() -> None:
    for row in bundled_rows():
        assert set(row.channels) <= set(CHANNELS)
        assert set(row.levels) <= set(LEVELS)
        assert row.method in METHODS
        assert row.stage in STAGES


def test_each_law_stands_on_its_own_line() -> None:
    assert plain_element("basis", "《甲法》、《乙法》（第1号）、（三）丙、丁") == [
        "《甲法》",
        "《乙法》（第1号）、（三）丙、丁",
    ]


def test_a_code_in_small_letters_leads_to_the_item(client: FlaskClient) -> None:
    assert client.get("/items/sj-006").headers["Location"] == "/items/SJ-006"


@pytest.mark.parametrize("address", ["/items/XX-999", "/domains/moon", "/items/%3Cscript%3E"])
def test_what_is_not_there_gets_a_readable_page(client: FlaskClient, address: str) -> None:
    page = client.get(address)

    assert page.status_code == 404
    assert "回到首页" in page.text
    assert "<script>" not in page.text


def test_a_withdrawn_item_stays_readable_with_date_and_reason(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, a_row("SJ-007"), file_name="新目录.xlsx")

    page = client.get("/items/SJ-006")

    assert page.status_code == 410
    assert "已于2026年11月23日从目录撤下" in page.text
    assert "不在《新目录.xlsx》中" in page.text


def test_what_an_import_wrote_cannot_become_markup(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, a_row(level2="<img src=x>", content="<script>alert(1)</script>"))

    page = client.get("/items/SJ-006").text

    assert "<script>" not in page
    assert "<img" not in page


def test_a_page_changes_its_tag_only_when_the_catalog_changes(client: FlaskClient, kit: Kit) -> None:
    tag = client.get("/items/SJ-006").headers["ETag"]
    unchanged = client.get("/items/SJ-006", headers={"If-None-Match": tag})
    with kit.sessions.begin() as session:
        load(session, a_row(content="新的内容"))

    changed = client.get("/items/SJ-006", headers={"If-None-Match": tag})

    assert (unchanged.status_code, changed.status_code) == (304, 200)


@pytest.mark.parametrize("width", [NARROWEST, PHONE_WIDTH, DESK_WIDTH])
def test_a_resident_goes_from_the_first_page_to_an_item_and_back(
    site: str, chromium_page: OpenPage, width: int
) -> None:
    page = chromium_page(width)
    page.goto(site)

    page.get_by_text("社会救助", exact=True).click()
    page.get_by_role("link", name="最低生活保障办事指南").click()
    assert page.get_by_role("heading", level=1).inner_text() == "最低生活保障办事指南"

    page.get_by_role("link", name="‹ 社会救助").click()
    page.get_by_role("heading", level=1, name="社会救助").wait_for()


@pytest.mark.parametrize("width", [NARROWEST, DESK_WIDTH])
def test_the_longest_texts_of_the_catalog_fit_every_screen(site: str, chromium_page: OpenPage, width: int) -> None:
    page = chromium_page(width)
    longest = {max(bundled_rows(), key=lambda row: len(str(row.element(name)))).code for name in ELEMENTS}

    for code in sorted(longest):
        page.goto(f"{site}/items/{code}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_no_text_is_smaller_than_eighteen_pixels_or_set_tight(site: str, chromium_page: OpenPage) -> None:
    page = chromium_page(PHONE_WIDTH, allowed=["410"])

    for address in ("/", "/domains/yanglao", "/items/SJ-006", "/items/SJ-007"):
        page.goto(site + address)
        for size, height in page.evaluate(SIZES_AND_LINE_HEIGHTS):
            assert size >= 18
            assert height >= 1.4 * size


def test_text_stands_out_from_what_is_behind_it(site: str, chromium_page: OpenPage) -> None:
    page = chromium_page(PHONE_WIDTH, allowed=["410"])

    for address in ("/", "/items/SJ-006", "/items/SJ-007"):
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


def test_a_printed_first_page_shows_what_is_folded(site: str, chromium_page: OpenPage) -> None:
    page = chromium_page(DESK_WIDTH)
    page.goto(site)

    page.emulate_media(media="print")

    assert page.get_by_role("link", name="最低生活保障办事指南").bounding_box() is not None


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
