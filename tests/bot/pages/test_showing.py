"""Every response is guarded, and whatever goes wrong is said on a page a person can read."""

import pytest
from flask import Flask, abort
from flask.testing import FlaskClient

A_BROWSER = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    app.add_url_rule("/broken", view_func=broken)
    app.add_url_rule("/busy", "busy", lambda: abort(429))
    app.add_url_rule("/teapot", "teapot", lambda: abort(418))
    app.add_url_rule("/own-policy", view_func=own_policy)
    return app.test_client()


def broken() -> str:
    raise RuntimeError("secret detail")


def own_policy() -> tuple[str, dict[str, str]]:
    return "ok", {"Content-Security-Policy": "default-src 'none'"}


@pytest.mark.parametrize("address", ["/", "/static/site.css", "/broken"])
def test_every_response_is_guarded(client: FlaskClient, address: str) -> None:
    headers = client.get(address).headers

    assert headers["Content-Security-Policy"].startswith("default-src 'self';")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Referrer-Policy" in headers


def test_a_page_may_be_stricter_than_the_rest(client: FlaskClient) -> None:
    assert client.get("/own-policy").headers["Content-Security-Policy"] == "default-src 'none'"


@pytest.mark.parametrize(
    ("address", "status", "title"),
    [
        ("/nowhere", 404, "没有找到这一页"),
        ("/broken", 500, "系统出了问题"),
        ("/busy", 429, "请求太频繁"),
        ("/teapot", 418, "这个请求看不懂"),
    ],
)
def test_an_error_is_a_readable_page_that_is_not_kept(
    client: FlaskClient, address: str, status: int, title: str
) -> None:
    page = client.get(address, headers=A_BROWSER)

    assert page.status_code == status
    assert f"<h1>{title}</h1>" in page.text
    assert "0591-87573297" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_an_error_tells_nothing_of_the_inside(client: FlaskClient) -> None:
    assert "secret detail" not in client.get("/broken", headers=A_BROWSER).text


def test_a_program_gets_one_line_instead_of_a_page(client: FlaskClient) -> None:
    answer = client.get("/nowhere", headers={"Accept": "*/*"})

    assert answer.mimetype == "text/plain"
    assert answer.text == "没有找到这一页\n"


def test_what_an_error_must_say_in_its_headers_is_kept(client: FlaskClient) -> None:
    answer = client.post("/busy", headers=A_BROWSER)

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_nothing_on_a_page_comes_from_another_host_or_stands_inline(client: FlaskClient) -> None:
    page = client.get("/nowhere", headers=A_BROWSER).text

    assert "http://" not in page
    assert "https://" not in page
    assert "style=" not in page
    assert "<script>" not in page


def test_a_page_is_asked_for_again_each_time_and_answered_in_one_line_while_it_is_the_same(client: FlaskClient) -> None:
    first = client.get("/counting")

    again = client.get("/counting", headers={"If-None-Match": first.headers["ETag"]})

    assert first.cache_control.no_cache
    assert (again.status_code, again.data) == (304, b"")


def test_a_page_in_the_other_mode_is_another_page(client: FlaskClient) -> None:
    usual = client.get("/counting")

    client.set_cookie("elder", "1")
    elder = client.get("/counting", headers={"If-None-Match": usual.headers["ETag"]})

    assert elder.status_code == 200
    assert "Cookie" in elder.vary
    assert "Cookie" in usual.vary


def test_without_a_search_there_is_no_box_for_it(client: FlaskClient) -> None:
    assert 'role="search"' not in client.get("/counting").text


def test_the_search_box_stands_on_every_page_where_there_is_a_search(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/search", "search", lambda: "")

    assert 'action="/search"' in client.get("/counting").text


def test_what_was_searched_stays_in_the_box_and_is_no_markup(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/search", "search", lambda: "")

    page = client.get("/counting", query_string={"q": '"><script>alert(1)</script>'}).text

    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_the_navigation_shows_what_parts_brought_and_where_one_is(app: Flask, client: FlaskClient) -> None:
    app.extensions["kit"].site.add_way("数数", "counting")
    app.extensions["kit"].site.add_way("私下", "private")

    page = client.get("/counting").text

    assert '<a href="/counting" aria-current="page">数数</a>' in page
    assert '<a href="/private">私下</a>' in page
