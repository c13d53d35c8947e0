"""Who asks too often is told when to come back; nobody else is."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot import api, pages
from bot.app import Kit, create_app
from bot.db import Base
from bot.rates import Allowance
from bot.settings import Settings

FOUND = "/api/v1/"


class Search:
    """A part with a page that may be asked for twice a minute, except by this machine."""

    def init_app(self, app: Flask, kit: Kit) -> None:
        app.add_url_rule("/search", view_func=lambda: "found")
        kit.allowances.add(Allowance("search", ("/search",), 2, spares_this_machine=True))


@pytest.fixture
def client(tmp_path: Path) -> Iterator[FlaskClient]:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'slow.db'}", api_requests_per_minute=3)
    app = create_app(settings, [pages, Search(), api])
    engine = app.extensions["kit"].sessions.engine
    Base.metadata.create_all(engine)
    yield app.test_client()
    engine.dispose()


def ask(client: FlaskClient, *, address: str = "203.0.113.7", times: int = 1, path: str = FOUND) -> list[int]:
    """Through the proxy on this machine."""
    headers = {"X-Forwarded-For": address, "Accept": "text/html"}
    return [client.get(path, headers=headers).status_code for _ in range(times)]


def test_each_answer_says_how_many_more_there_may_be(client: FlaskClient) -> None:
    response = client.get(FOUND)

    assert response.headers["RateLimit-Policy"] == '"api";q=3;w=60'
    assert response.headers["RateLimit"].startswith('"api";r=2;t=')


def test_who_asks_too_often_is_told_when_to_come_back(client: FlaskClient) -> None:
    ask(client, times=3)

    refused = client.get(FOUND, headers={"X-Forwarded-For": "203.0.113.7"})

    assert (refused.status_code, refused.mimetype) == (429, "application/problem+json")
    assert 1 <= int(refused.headers["Retry-After"]) <= 20
    assert '"api";r=0;' in refused.headers["RateLimit"]


def test_addresses_do_not_pay_for_each_other(client: FlaskClient) -> None:
    assert ask(client, times=4)[-1] == 429
    assert ask(client, address="203.0.113.8") == [200]


def test_a_network_of_one_customer_is_one_address(client: FlaskClient) -> None:
    assert [ask(client, address=f"2001:db8::{last}")[0] for last in range(1, 5)] == [200, 200, 200, 429]
    assert ask(client, address="2001:db8:0:1::1") == [200]


def test_nobody_gets_a_new_allowance_by_claiming_another_address(client: FlaskClient) -> None:
    statuses = [
        client.get(FOUND, headers={"X-Forwarded-For": f"10.0.0.{last}"}, environ_base={"REMOTE_ADDR": "203.0.113.9"})
        for last in range(4)
    ]

    assert statuses[-1].status_code == 429


def test_a_page_has_an_allowance_of_its_own_and_refuses_on_a_page(client: FlaskClient) -> None:
    ask(client, times=3)

    assert ask(client, times=3, path="/search") == [200, 200, 429]
    refused = client.get("/search", headers={"X-Forwarded-For": "203.0.113.7", "Accept": "text/html"})
    assert "请求太频繁" in refused.text
    assert refused.headers["Retry-After"]


def test_programs_on_this_machine_search_as_often_as_they_like(client: FlaskClient) -> None:
    assert {client.get("/search").status_code for _ in range(5)} == {200}


def test_asking_whether_one_may_ask_costs_nothing(client: FlaskClient) -> None:
    for _ in range(5):
        client.options(FOUND)

    assert client.get(FOUND).status_code == 200
