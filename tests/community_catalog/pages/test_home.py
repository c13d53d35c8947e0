"""The first page is short, and every item is two clicks away from it."""

import re

from flask import Flask
from flask.testing import FlaskClient

from community_catalog.bundled import bundled_rows
from community_catalog.domains import DOMAINS, KEY_DOMAINS


def test_the_five_key_domains_stand_first_and_all_26_are_there(client: FlaskClient) -> None:
    page = client.get("/").text

    shown = re.findall(r'href="/domains/([a-z]+)"', page)
    assert shown == [domain.slug for domain in DOMAINS]
    assert shown[:5] == [domain.slug for domain in KEY_DOMAINS]


def test_every_item_is_on_the_pages_its_domain_leads_to(client: FlaskClient) -> None:
    found: set[str] = set()

    for domain in DOMAINS:
        for page in (1, 2):
            found |= set(re.findall(r'href="/items/([^"]+)"', client.get(f"/domains/{domain.slug}?page={page}").text))

    assert found == {row.code for row in bundled_rows()}


def test_it_leads_to_places_offices_and_stages(client: FlaskClient) -> None:
    page = client.get("/").text

    assert {'href="/places/"', 'href="/offices/"', 'href="/stages/"'} <= set(re.findall(r'href="[^"]+"', page))


def test_an_elder_goes_through_everything_three_at_a_time(elder: FlaskClient) -> None:
    choices: list[str] = []

    for page in range(1, 11):
        screen = re.findall(r'<li><a href="([^"]+)"><span class="about">', elder.get(f"/?page={page}").text)
        assert 1 <= len(screen) <= 3
        choices += screen

    assert choices[:3] == ["/domains/yanglao", "/domains/jiuzhu", "/domains/zhufang"]
    assert choices[26:] == ["/places/", "/offices/", "/stages/"]


def test_an_empty_catalog_says_so(app: Flask) -> None:
    assert "目录还没有装入" in app.test_client().get("/").text
