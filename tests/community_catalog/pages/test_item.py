"""An item's page: its elements in plain words, its guide, what changed, and where else to look."""

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from markupsafe import Markup
from sqlalchemy import event

from bot.app import Kit
from bot.redirects.rules import add_redirect
from community_catalog.bundled import bundled_rows
from community_catalog.elements import ELEMENTS
from community_catalog.guides.upkeep import confirm
from community_catalog.guides.upkeep import load as load_guides
from community_catalog.plain_words import CHANNELS, LEVELS, METHODS, QUESTIONS, STAGES, plain_element
from tests.community_catalog.builders import a_row, load
from tests.community_catalog.guides.builders import a_fact, a_guide
from tests.conftest import NOON


def test_an_item_shows_every_element_its_date_and_whom_to_ring(client: FlaskClient) -> None:
    page = client.get("/items/SJ-006").text

    for question in QUESTIONS.values():
        assert question in page
    assert "内容截至2026年11月23日" in page
    assert 'href="tel:+8659187573297"' in page


def test_an_items_guide_is_shown_with_its_sources_as_an_example(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load_guides(session, [a_guide()], now=NOON)

    page = client.get("/items/SJ-006").text

    assert a_fact().text in page
    assert a_fact().source in page
    assert "示例，以主管部门公布为准" in page


def test_a_confirmed_guide_says_when_it_was_checked_and_names_nobody(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load_guides(session, [a_guide()], now=NOON)
        confirm(session, "SJ-006", by="陈主任", now=NOON)

    page = client.get("/items/SJ-006").text

    assert "工作人员逐句核对过（2026年11月23日）" in page
    assert "陈主任" not in page
    assert "示例" not in page


def test_an_outdated_guide_is_not_shown(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load_guides(session, [a_guide()], now=NOON)
        load(session, a_row(content="别的内容"))

    page = client.get("/items/SJ-006").text

    assert "办事指南正在核对" in page
    assert a_fact().text not in page


def test_every_element_has_its_question() -> None:
    named_by_the_title = {"domain", "level1", "level2"}

    assert set(QUESTIONS) == set(ELEMENTS) - named_by_the_title


def test_every_official_word_of_the_bundled_catalog_has_plain_words() -> None:
    for row in bundled_rows():
        assert set(row.channels) <= set(CHANNELS)
        assert set(row.levels) <= set(LEVELS)
        assert row.method in METHODS
        assert row.stage in STAGES


def test_each_law_stands_on_its_own_line() -> None:
    assert plain_element("basis", "《甲法》、《乙法》（第1号）、（三）丙、丁") == [
        "《甲法》",
        "《乙法》（第1号）、（三）丙、丁",
    ]


def test_a_code_in_small_letters_leads_to_the_item(client: FlaskClient) -> None:
    assert client.get("/items/sj-006").headers["Location"] == "/items/SJ-006"


@pytest.mark.parametrize("new", ["/items/SJ-006", "/domains/社会救助"])
def test_an_old_code_in_small_letters_leads_on_as_in_large_ones(client: FlaskClient, kit: Kit, new: str) -> None:
    with kit.sessions.begin() as session:
        add_redirect(session, "/items/OLD-001", new, since=NOON.date(), reason="改号", by="林小雨", now=NOON)

    moved = client.get("/items/old-001")

    assert (moved.status_code, moved.headers["Location"]) == (301, quote(new))


@pytest.mark.parametrize("address", ["/items/XX-999", "/domains/moon", "/items/%3Cscript%3E"])
def test_what_is_not_there_gets_a_readable_page(client: FlaskClient, address: str) -> None:
    page = client.get(address)

    assert page.status_code == 404
    assert "回到首页" in page.text
    assert "<script>" not in page.text


def test_a_withdrawn_item_stays_readable_with_date_and_reason(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, a_row("SJ-007"), file_name="新目录.xlsx")

    page = client.get("/items/SJ-006")

    assert page.status_code == 410
    assert "已于2026年11月23日从目录撤下" in page.text
    assert "不在《新目录.xlsx》中" in page.text


def test_what_an_import_wrote_cannot_become_markup(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, a_row(level2="<img src=x>", content="<script>alert(1)</script>"))

    page = client.get("/items/SJ-006").text

    assert "<script>" not in page
    assert "<img" not in page


def test_a_page_changes_its_tag_only_when_the_catalog_changes(client: FlaskClient, kit: Kit) -> None:
    tag = client.get("/items/SJ-006").headers["ETag"]
    unchanged = client.get("/items/SJ-006", headers={"If-None-Match": tag})
    with kit.sessions.begin() as session:
        load(session, a_row(content="新的内容"))

    changed = client.get("/items/SJ-006", headers={"If-None-Match": tag})

    assert (unchanged.status_code, changed.status_code) == (304, 200)


def test_what_changed_is_told_element_by_element(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, a_row(deadline="信息形成之日起7个工作日内"))

    page = client.get("/items/SJ-006").text

    assert "2026年11月23日</strong>　第 2 版，修改了内容" in page
    assert "<dt>公开时限</dt>" in page
    assert "<ins>信息形成之日起7个工作日内</ins>" in page


def test_neighbours_of_the_same_group_are_offered_and_not_the_item_itself(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, a_row("SJ-006"), a_row("SJ-007"), a_row("SJ-008", level1="临时救助"))

    page = client.get("/items/SJ-006").text

    assert re.findall(r'href="/items/([^"]+)"', page) == ["SJ-007"]


def test_offices_and_stage_lead_to_what_else_they_publish(client: FlaskClient) -> None:
    page = client.get("/items/SJ-006").text

    assert 'href="/stages/fuwu"' in page
    for office in next(row for row in bundled_rows() if row.code == "SJ-006").subjects:
        assert f">{office}</a>" in page


def test_an_item_of_the_communities_leads_to_each_of_them(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, a_row("SJ-006", levels=("区级", "社区")), a_row("SJ-007", levels=("区级",)))

    of_communities, of_the_district = (client.get(f"/items/{code}").text for code in ("SJ-006", "SJ-007"))

    assert '<a href="/places/350102001001">中山社区</a>' in of_communities
    assert "/places/3501" not in of_the_district


def test_other_parts_say_what_they_know_of_the_item(client: FlaskClient, kit: Kit) -> None:
    kit.site.add_section("item", lambda _session, code: Markup("<p>这里是{}</p>").format(code))

    assert "<p>这里是SJ-006</p>" in client.get("/items/SJ-006").text


def test_a_withdrawn_item_says_where_to_look_instead(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, a_row("SJ-007"))

    page = client.get("/items/SJ-006").text

    assert 'href="/items/SJ-007"' in page
    assert 'href="/domains/jiuzhu"' in page
    assert 'href="tel:+8659187573297"' in page


def test_an_elder_sees_fewer_things_on_an_item(elder: FlaskClient) -> None:
    page = elder.get("/items/SJ-006").text

    assert "里的其他事" not in page
    assert "看看改过什么" not in page
    assert all(question in page for question in QUESTIONS.values())


def test_what_a_page_costs_in_statements_does_not_grow_with_the_catalog(client: FlaskClient, kit: Kit) -> None:
    client.get("/items/SJ-006")

    few = statements(kit, lambda: client.get("/items/SJ-006"))
    with kit.sessions.begin() as session:
        load(session, *bundled_rows(), *(a_row(f"SJ-{number:04}") for number in range(1, 1500)))
    client.get("/")
    many = statements(kit, lambda: client.get("/items/SJ-006"))

    assert few == many <= 10


def statements(kit: Kit, what: Callable[[], object]) -> int:
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    event.listen(kit.sessions.engine, "before_cursor_execute", note)
    what()
    event.remove(kit.sessions.engine, "before_cursor_execute", note)
    return len(seen)
