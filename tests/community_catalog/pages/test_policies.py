"""Policies and their explanations on one page, and on the pages of their items."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.app import Kit
from tests.community_catalog.builders import a_row, load

LAW = a_row("SJ-001", level1="综合业务", level2="社会救助政策法规文件", content="社会救助的法律和规定")
READING = a_row("SJ-004", level1="综合业务", level2="社会救助政策解读", content="上级解读、本级解读")


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_both_stand_side_by_side(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, LAW, READING)

    page = client.get("/policies/").text

    assert page.index("政策文件</h3>") < page.index("社会救助的法律和规定") < page.index("政策解读</h3>")
    assert page.index("政策解读</h3>") < page.index("上级解读、本级解读")


def test_an_items_page_shows_the_other_side_and_says_where_one_is(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, LAW, READING)

    page = client.get("/items/SJ-001").text

    assert "<strong>社会救助政策法规文件</strong>（就是这一页）" in page
    assert 'href="/items/SJ-004"' in page


def test_where_one_side_is_missing_nothing_is_shown(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, LAW, a_row())

    assert "还没有既有文件又有解读的政策" in client.get("/policies/").text
    assert "政策和解读</h2>" not in client.get("/items/SJ-001").text


def test_what_an_import_wrote_cannot_become_markup(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, a_row("SJ-001", level2="<img src=x>政策文件"), a_row("SJ-004", level2="<script>政策解读"))

    for address in ("/policies/", "/items/SJ-001"):
        page = client.get(address).text
        assert "<img" not in page
        assert "<script>" not in page
