"""A domain's page lists its items under the names the catalog gives their groups."""

import re

from flask.testing import FlaskClient

from bot.app import Kit
from tests.community_catalog.builders import a_row, load


def test_a_domain_lists_its_items_under_its_address_and_its_name_leads_there(client: FlaskClient) -> None:
    page = client.get("/domains/社会救助", follow_redirects=True)

    assert page.request.path == "/domains/jiuzhu"
    assert page.text.count('href="/items/SJ-') == 26
    assert 'href="/items/YL-' not in page.text


def test_groups_stand_under_their_name_once(client: FlaskClient) -> None:
    headings = re.findall(r"<h2>(.+?)</h2>", client.get("/domains/jiuzhu").text)

    assert headings[:2] == ["综合业务", "最低生活保障"]
    assert len(headings) == len(set(headings))


def test_a_long_domain_goes_on_on_the_next_screen(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, *(a_row(f"SJ-{number:03}") for number in range(1, 41)))

    first, second = (client.get(f"/domains/jiuzhu?page={page}").text for page in (1, 2))

    assert (first.count('href="/items/'), second.count('href="/items/')) == (30, 10)
    assert 'rel="next" href="/domains/jiuzhu?page=2"' in first
    assert 'rel="prev" href="/domains/jiuzhu"' in second


def test_what_an_import_changed_is_on_the_list_at_once(client: FlaskClient, kit: Kit) -> None:
    client.get("/domains/jiuzhu")
    with kit.sessions.begin() as session:
        load(session, a_row(level2="新的名字"))

    page = client.get("/domains/jiuzhu").text

    assert "新的名字" in page
    assert "共 1 件事" in page


def test_an_unknown_domain_is_a_readable_page(client: FlaskClient) -> None:
    page = client.get("/domains/moon")

    assert page.status_code == 404
    assert "没有这个领域" in page.text
