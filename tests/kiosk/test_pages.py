"""The pages of the screen, read as a browser would."""

import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

HALL = "350102001001"


class Addresses(HTMLParser):
    """Everything on a page that leads somewhere or takes text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.fields: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in {"a", "area"}:
            self.links.append(values.get("href", ""))
        elif "href" in values or "src" in values:
            self.loaded.append(values.get("href") or values["src"])
        if tag in {"form", "input", "textarea", "select", "iframe", "audio", "video", "object"}:
            self.fields.append(tag)


def walk(client: FlaskClient, start: str) -> dict[str, str]:
    """Every page that can be reached by touching; of the letters, those of words of two letters at most."""
    pages: dict[str, str] = {}
    waiting = [start]
    while waiting:
        address = waiting.pop()
        if address in pages or len(parse_qs(urlsplit(address).query).get("typed", [""])[0]) > 2:
            continue
        response = client.get(address)
        assert response.status_code == 200, address
        pages[address] = response.text
        waiting += Addresses(response.text).links
    return pages


def test_no_touch_leads_out_of_the_screen_or_asks_for_text(client: FlaskClient) -> None:
    pages = walk(client, "/kiosk")

    found = [Addresses(html) for html in pages.values()]
    assert len(pages) > 100
    assert not [link for page in found for link in page.links if not re.match(r"/kiosk(/|\?|$)", link)]
    assert not [link for page in found for link in page.loaded if not link.startswith("/kiosk/static/")]
    assert not [field for page in found for field in page.fields]


def test_every_page_keeps_the_hall_and_leads_back_to_the_beginning(client: FlaskClient) -> None:
    pages = walk(client, f"/kiosk?place={HALL}")

    assert all(f"place={HALL}" in link for html in pages.values() for link in Addresses(html).links)
    assert all("鼓东街道中山社区" in html for html in pages.values())
    assert all(f'data-home="/kiosk?place={HALL}"' in html for html in pages.values())


def test_without_a_script_pages_return_after_a_minute_and_the_first_one_stays(client: FlaskClient) -> None:
    fallback = '<noscript><meta http-equiv="refresh" content="60;url=/kiosk"></noscript>'

    assert fallback in client.get("/kiosk/start").text
    assert "refresh" not in client.get("/kiosk").text


@pytest.mark.parametrize("address", ["/kiosk", "/kiosk/start", "/kiosk/letters?typed=db", "/kiosk/items/YL-008"])
def test_nobody_is_remembered(client: FlaskClient, address: str) -> None:
    response = client.get(address)

    assert "Set-Cookie" not in response.headers
    assert response.headers["Cache-Control"] == "no-store"


def test_the_five_key_topics_come_first(client: FlaskClient) -> None:
    links = Addresses(client.get("/kiosk/start").text).links

    assert links[:5] == [f"/kiosk/topics/{slug}" for slug in ("yanglao", "jiuzhu", "zhufang", "jiaoyu", "weisheng")]


def test_a_long_topic_is_shown_page_by_page(client: FlaskClient) -> None:
    first, last = client.get("/kiosk/topics/yanglao").text, client.get("/kiosk/topics/yanglao?page=4").text

    assert "第 1 页，共 4 页" in first
    assert "高龄津贴申领指南" in first
    assert "/kiosk/topics/yanglao?page=5" not in last


@pytest.mark.parametrize("page", ["0", "-1", "99", "²", "1e3", "", "00000000001", "x' or 1"])
def test_a_page_that_is_not_there_is_the_nearest_one(client: FlaskClient, page: str) -> None:
    response = client.get("/kiosk/topics/yanglao", query_string={"page": page})

    assert response.status_code == 200
    assert "养老服务" in response.text


def test_letters_find_items_and_can_be_taken_back(client: FlaskClient) -> None:
    html = client.get("/kiosk/letters?typed=gl").text

    assert "高龄津贴申领指南" in html
    assert "/kiosk/letters?typed=glj" in html
    assert "/kiosk/letters?typed=g" in Addresses(html).links


def test_letters_without_an_item_say_so(client: FlaskClient) -> None:
    assert "没有找到" in client.get("/kiosk/letters?typed=qqq").text


def test_an_item_says_how_it_is_done_where_it_stands_and_gives_a_code_for_phones(client: FlaskClient) -> None:
    html = client.get("/kiosk/items/YL-008").text

    assert "年满八十周岁的老人" in html
    assert "示例，以主管部门公布为准" in html
    assert "内容截至2026年11月23日" in html
    assert '<svg viewBox="0 0 ' in html


@pytest.mark.parametrize("address", ["/kiosk/items/XX-999", "/kiosk/topics/none", "/kiosk/items/%00"])
def test_what_is_not_there_is_said_on_the_screens_own_page(client: FlaskClient, address: str) -> None:
    response = client.get(address)

    assert response.status_code == 404
    assert all(link.startswith("/kiosk") for link in Addresses(response.text).links)


def test_a_hall_that_is_not_known_is_told_to_who_sets_the_screen_up(client: FlaskClient) -> None:
    html = client.get("/kiosk?place=999").text

    assert "地方编号 999 不在名单里" in html


def test_one_slash_too_many_leads_to_the_screen_in_its_hall(client: FlaskClient) -> None:
    assert client.get(f"/kiosk/?place={HALL}").headers["Location"] == f"/kiosk?place={HALL}"


@pytest.mark.parametrize("place", ["\x00", "x" * 500, "<script>", "\ud83d"])
def test_no_hall_breaks_a_page(client: FlaskClient, place: str) -> None:
    response = client.get("/kiosk/start", query_string={"place": place.encode("utf-8", "replace")})

    assert response.status_code == 200
    assert "<script>" not in response.text.replace('<script src="', "")
