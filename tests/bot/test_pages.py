"""Every response is guarded, and whatever goes wrong is said on a page a person can read."""

from collections.abc import Iterator

import pytest
from flask import abort
from flask.testing import FlaskClient

from bot import pages
from bot.app import create_app
from bot.settings import Settings

A_BROWSER = {"Accept": "text/html,application/xhtml+xml"}


@pytest.fixture
def client() -> Iterator[FlaskClient]:
    app = create_app(Settings(database_url="sqlite:///:memory:"), [pages])
    app.add_url_rule("/broken", view_func=broken)
    app.add_url_rule("/busy", "busy", lambda: abort(429))
    app.add_url_rule("/teapot", "teapot", lambda: abort(418))
    app.add_url_rule("/own-policy", view_func=own_policy)
    yield app.test_client()
    app.extensions["kit"].sessions.engine.dispose()


def broken() -> str:
    raise RuntimeError("secret detail")


def own_policy() -> tuple[str, dict[str, str]]:
    return "ok", {"Content-Security-Policy": "default-src 'none'"}


@pytest.mark.parametrize("address", ["/", "/static/site.css", "/broken"])
def test_every_response_is_guarded(client: FlaskClient, address: str) -> None:
    with client.get(address) as response:
        headers = response.headers

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
