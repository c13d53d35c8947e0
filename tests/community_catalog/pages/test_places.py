"""What the catalog says is published at the level of a street or community, and nothing more."""

import re

import pytest
from flask.testing import FlaskClient
from markupsafe import Markup

from bot.app import Kit
from bot.places import communities, place_by_code
from community_catalog.bundled import bundled_rows
from tests.community_catalog.builders import a_row, load

STREET, COMMUNITY = "350102001", "350102001001"


def test_all_ten_streets_are_listed_with_their_communities(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.read() as session:
        codes = {place.code for place in communities(session)}

    listed = re.findall(r'href="/places/([^"]+)"', client.get("/places/").text)

    assert len([code for code in listed if len(code) == len(STREET)]) == 10
    assert {code for code in listed if len(code) > len(STREET)} == codes


def test_a_street_whose_communities_are_not_known_says_so(client: FlaskClient) -> None:
    assert "社区名单还没有核实" in client.get("/places/").text


@pytest.mark.parametrize(("code", "level"), [(STREET, "街镇"), (COMMUNITY, "社区")])
def test_a_place_shows_how_many_items_are_published_at_its_level(client: FlaskClient, code: str, level: str) -> None:
    page = client.get(f"/places/{code}").text

    expected = sum(level in row.levels for row in bundled_rows())
    assert f"这 {expected} 件事" in page
    assert sum(int(count) for count in re.findall(r">(\d+) 件<", page)) == expected


def test_a_community_names_its_street_and_a_street_its_communities(client: FlaskClient) -> None:
    assert f'<a href="/places/{STREET}">鼓东街道</a>' in client.get(f"/places/{COMMUNITY}").text
    assert f'<a href="/places/{COMMUNITY}">中山社区</a>' in client.get(f"/places/{STREET}").text


def test_a_domain_at_a_place_lists_only_items_of_its_level(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, a_row("SJ-001", levels=("区级", "社区")), a_row("SJ-002", levels=("区级",)))

    page = client.get(f"/places/{COMMUNITY}/社会救助", follow_redirects=True)

    assert page.request.path == f"/places/{COMMUNITY}/jiuzhu"
    assert re.findall(r'href="/items/([^"]+)"', page.text) == ["SJ-001"]


def test_a_domain_with_nothing_at_this_level_says_so_and_leads_to_the_districts(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, a_row("SJ-002", levels=("区级",)))

    page = client.get(f"/places/{COMMUNITY}/jiuzhu").text

    assert "没有要公开到社区一级的事" in page
    assert 'href="/domains/jiuzhu"' in page


def test_other_parts_say_what_they_know_of_the_place(client: FlaskClient, kit: Kit) -> None:
    kit.site.add_section("place", lambda _session, code: Markup("<p>这里是{}</p>").format(code))

    assert f"<p>这里是{COMMUNITY}</p>" in client.get(f"/places/{COMMUNITY}").text


def test_the_district_is_the_list_of_its_streets(client: FlaskClient) -> None:
    assert client.get("/places/350102").headers["Location"] == "/places/"


@pytest.mark.parametrize("address", ["/places/999", "/places/%00", f"/places/{COMMUNITY}/moon", "/places/999/jiuzhu"])
def test_a_place_that_is_not_there_is_a_readable_page(client: FlaskClient, address: str) -> None:
    page = client.get(address)

    assert page.status_code == 404
    assert "回到首页" in page.text


@pytest.mark.parametrize("address", [f"/places/{COMMUNITY}", f"/places/{COMMUNITY}/jiuzhu"])
def test_a_place_no_longer_used_is_gone_and_says_so(client: FlaskClient, kit: Kit, address: str) -> None:
    with kit.sessions.begin() as session:
        place = place_by_code(session, COMMUNITY)
        assert place
        place.active = False

    page = client.get(address)

    assert page.status_code == 410
    assert "中山社区已经停用" in page.text
    assert COMMUNITY not in client.get("/places/").text


def test_an_elder_chooses_the_street_first_three_a_screen(elder: FlaskClient) -> None:
    page = elder.get("/places/").text

    assert re.findall(r'href="/places/(\d+)"', page) == ["350102001", "350102002", "350102003"]
    assert "下一页" in page


def test_without_a_list_of_places_the_page_says_so(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        for place in communities(session):
            session.delete(place)
        session.flush()
        for street in [place_by_code(session, f"35010200{n}") for n in range(1, 10)]:
            session.delete(street)
        session.delete(place_by_code(session, "350102100"))

    assert "名单还没有装入" in client.get("/places/").text
