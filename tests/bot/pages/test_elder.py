"""长辈版 is switched on where one is, remembered by the browser, and leads nobody away."""

from urllib.parse import quote, unquote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.urls import iri_to_uri

from bot import pages
from bot.app import create_app
from bot.pages.elder import back_here, own_address
from bot.pages.lists import page_address
from bot.settings import Settings


def test_the_switch_leads_back_to_the_page_and_the_browser_remembers(client: FlaskClient) -> None:
    answer = client.post("/elder", data={"on": "1", "to": "/counting?q=低保"})

    page = client.get("/counting").text
    assert answer.status_code == 303
    assert answer.headers["Location"] == iri_to_uri("/counting?q=低保")
    assert '<html lang="zh-CN" class="elder">' in page
    assert "普通版" in page


def test_the_cookie_lasts_a_year_and_is_for_this_site_alone(client: FlaskClient) -> None:
    client.post("/elder", data={"on": "1", "to": "/"})

    cookie = client.get_cookie("elder")

    assert cookie is not None
    assert (cookie.value, cookie.max_age, cookie.same_site) == ("1", 365 * 86400, "Lax")
    assert cookie.http_only
    assert not cookie.secure


def test_over_https_the_cookie_goes_over_https_only() -> None:
    app = create_app(Settings(database_url="sqlite:///:memory:", public_url="https://example.org"), [pages])

    answer = app.test_client().post("/elder", data={"on": "1"})

    assert "Secure" in answer.headers["Set-Cookie"]


def test_switching_back_forgets_it(client: FlaskClient) -> None:
    client.post("/elder", data={"on": "1"})

    client.post("/elder", data={"on": "0"})

    assert client.get_cookie("elder") is None
    assert 'class="elder"' not in client.get("/counting").text


def test_a_page_offers_the_way_back_to_itself_from_its_first_screen(client: FlaskClient) -> None:
    page = client.get("/counting?q=a&page=2").text

    assert 'name="to" value="/counting?q=a"' in page


@pytest.mark.parametrize("name", ["A?B", "A#B", "100%", "甲局/乙局", "%2F"])
def test_an_address_with_strange_signs_is_found_again(app: Flask, name: str) -> None:
    with app.test_request_context(f"/offices/{quote(name)}?q=a"):
        here, following = back_here(), page_address(2)

    for address in (here, following):
        assert unquote(urlsplit(address).path) == f"/offices/{name}"
        assert own_address(address) == address


@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "items/SJ-006",
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "/\t/elsewhere.example",
        "\\\\elsewhere.example",
        "javascript:alert(1)",
        "/\r\nSet-Cookie: a=b",
        "//[",
    ],
)
def test_nobody_is_led_elsewhere(client: FlaskClient, wanted: str) -> None:
    answer = client.post("/elder", data={"on": "1", "to": wanted})

    assert answer.headers["Location"] == "/"
    assert "a=b" not in answer.headers["Set-Cookie"]


@given(st.text(alphabet="/\\:.@ab\t\n%?#[]"))
def test_whatever_is_asked_the_answer_is_a_path_on_this_site(wanted: str) -> None:
    found = own_address(wanted)

    assert found.startswith("/")
    assert not found.startswith(("//", "/\\"))
    assert found.isprintable()


def test_opening_the_switch_as_a_page_is_refused_readably(app: Flask) -> None:
    answer = app.test_client().get("/elder", headers={"Accept": "text/html"})

    assert answer.status_code == 405
    assert "请从首页重新进入" in answer.text
