"""Guides as residents read them: confirmed or an example, never outdated, and how often one has to go only if known."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.app import Kit
from bot.redirects.rules import add_redirect
from community_catalog.guides.text import Part
from community_catalog.guides.upkeep import confirm, edit
from community_catalog.guides.upkeep import load as load_guides
from tests.community_catalog.builders import a_row, load
from tests.community_catalog.guides.builders import SOURCE, a_fact, a_guide
from tests.conftest import NOON


@pytest.fixture
def client(app: Flask, kit: Kit) -> FlaskClient:
    """One item with a guide."""
    with kit.sessions.begin() as session:
        load(session, a_row())
        load_guides(session, [a_guide()], now=NOON)
    return app.test_client()


def say_visits(kit: Kit, sentence: str) -> None:
    with kit.sessions.begin() as session:
        edit(session, "SJ-006", Part.VISITS, sentence, SOURCE, by="林小雨", now=NOON)


def test_the_list_leads_to_each_guide_and_guesses_no_visits(client: FlaskClient) -> None:
    page = client.get("/guides/").text

    assert 'href="/guides/SJ-006"' in page
    assert '<th scope="row">社会救助</th><td>0</td><td>0</td><td>0</td><td>1</td><td>1</td>' in page
    assert "最多跑一次</span>" not in page


def test_what_a_worker_filled_in_is_counted_and_shown(client: FlaskClient, kit: Kit) -> None:
    say_visits(kit, "一趟不用跑，网上全程办")

    page = client.get("/guides/").text

    assert '<th scope="row">社会救助</th><td>1</td><td>0</td><td>0</td><td>0</td><td>1</td>' in page
    assert '<span class="end">一趟不用跑</span>' in page
    assert "一趟不用跑，网上全程办" in client.get("/guides/SJ-006").text


def test_a_guide_shows_every_sentence_with_its_source_as_an_example(client: FlaskClient) -> None:
    page = client.get("/guides/SJ-006").text

    assert a_fact().text in page
    assert SOURCE in page
    assert '<span class="mark">示例</span>' in page
    assert "要跑几趟" not in page


def test_a_confirmed_guide_says_when_it_was_checked_and_names_nobody(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        confirm(session, "SJ-006", by="陈主任", now=NOON)

    page = client.get("/guides/SJ-006").text

    assert "工作人员逐句核对过（2026年11月23日）" in page
    assert "陈主任" not in page
    assert "示例" not in page


def test_an_outdated_guide_is_neither_listed_nor_shown(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, a_row(content="别的内容"))

    listed, page = client.get("/guides/").text, client.get("/guides/SJ-006").text

    assert "/guides/SJ-006" not in listed
    assert "有 1 份因为规定改过，正在核对" in listed
    assert "正在核对，先不显示" in page
    assert a_fact().text not in page


def test_a_code_in_small_letters_leads_to_the_guide(client: FlaskClient) -> None:
    assert client.get("/guides/sj-006").headers["Location"] == "/guides/SJ-006"


@pytest.mark.parametrize("code", ["XX-999", "%00", "%3Cscript%3E"])
def test_what_is_not_there_gets_a_readable_page(client: FlaskClient, code: str) -> None:
    page = client.get(f"/guides/{code}")

    assert page.status_code == 404
    assert "<script>" not in page.text


def test_an_item_without_a_guide_says_so(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, a_row(), a_row("SJ-007"))

    page = client.get("/guides/SJ-007")

    assert page.status_code == 404
    assert "还没有办事指南" in page.text


def test_the_guide_of_a_withdrawn_item_leads_to_the_page_that_tells_why(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, a_row("SJ-007"))

    moved = client.get("/guides/SJ-006")

    assert (moved.status_code, moved.headers["Location"]) == (302, "/items/SJ-006")


@pytest.mark.parametrize("old", ["SJ-001", "sj-001"])
def test_the_guide_of_an_item_that_was_renumbered_leads_to_that_of_its_new_code(
    client: FlaskClient, kit: Kit, old: str
) -> None:
    with kit.sessions.begin() as session:
        add_redirect(session, "/items/SJ-001", "/items/SJ-006", since=NOON.date(), reason="改号", by="x", now=NOON)

    moved = client.get(f"/guides/{old}")

    assert (moved.status_code, moved.headers["Location"]) == (301, "/guides/SJ-006")


def test_the_sitemap_names_the_guides_one_may_rely_on(app: Flask, kit: Kit, client: FlaskClient) -> None:
    with app.test_request_context(), kit.sessions.read() as session:
        paths = {address.path for named in kit.site.addresses for address in named(session)}

    assert {"/guides/", "/guides/SJ-006", "/policies/"} <= paths
