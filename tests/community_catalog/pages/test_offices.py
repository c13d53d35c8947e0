"""Items by the office that publishes them."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.app import Kit
from community_catalog.bundled import bundled_rows
from community_catalog.pages.addresses import addresses
from tests.community_catalog.builders import a_row, load


def test_offices_are_listed_with_how_much_they_publish(client: FlaskClient) -> None:
    page = client.get("/offices/").text

    counts = [int(count) for count in re.findall(r">(\d+) 件<", page)]
    expected = sum("区民政局" in row.subjects for row in bundled_rows())
    assert counts == sorted(counts, reverse=True)
    assert f'区民政局<span class="end">{expected} 件</span>' in page


def test_an_office_shows_what_it_publishes_with_others_too(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, a_row("SJ-001", subjects=("区民政局", "街道办事处")), a_row("SJ-002", subjects=("区医保局",)))

    page = client.get("/offices/街道办事处").text

    assert 'href="/items/SJ-001"' in page
    assert 'href="/items/SJ-002"' not in page


def test_an_office_nobody_knows_is_a_readable_page(client: FlaskClient) -> None:
    page = client.get("/offices/区<b>月亮</b>局")

    assert page.status_code == 404
    assert "<b>" not in page.text


def test_an_offices_name_cannot_become_markup(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, a_row(subjects=("<i>局&科?",)))

    listed = client.get("/offices/").text
    page = client.get(unescape(re.findall(r'href="(/offices/[^"]+)"', listed)[0]))

    assert page.status_code == 200
    assert "<i>" not in listed + page.text


@pytest.mark.parametrize("name", ["区教育局/区体育局", "区A?B局", "区#1局", "区%2F局"])
def test_an_office_with_strange_signs_in_its_name_has_a_page_that_is_found(
    client: FlaskClient, app: Flask, kit: Kit, name: str
) -> None:
    with kit.sessions.begin() as session:
        load(session, a_row("SJ-001", subjects=(name,)))

    (listed,) = re.findall(r'href="(/offices/[^"]+)"', client.get("/offices/").text)
    with app.test_request_context(), kit.sessions.read() as session:
        named = {address.path for address in addresses(session)}

    assert f"{name}公开的事" in unescape(client.get(unescape(listed)).text)
    assert unescape(listed) in named
