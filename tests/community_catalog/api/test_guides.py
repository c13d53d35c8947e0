"""Guides are given out fact by fact with their sources, as what they are: confirmed or an example, never outdated."""

from datetime import timedelta

from flask.testing import FlaskClient

from bot.app import Kit
from community_catalog.guides.text import Part
from community_catalog.guides.upkeep import confirm, edit
from community_catalog.guides.upkeep import load as load_guides
from tests.community_catalog.api.asking import ask, read_all
from tests.community_catalog.builders import DIBAO, a_row, load
from tests.community_catalog.guides.builders import SOURCE, a_fact, a_guide
from tests.conftest import NOON


def test_each_fact_has_its_source(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO)
        load_guides(session, [a_guide(a_fact("带户口簿", part=Part.MATERIALS), a_fact("收入低"))], now=NOON)

    told = ask(client, "/guides/sj-006")

    assert [(one["part"], one["label"]) for one in told["parts"]] == [("conditions", "条件"), ("materials", "材料")]
    assert told["parts"][1]["facts"] == [{"text": "带户口簿", "source": SOURCE}]
    assert (told["standing"], told["confirmed_on"], told["outdated"]) == ("example", None, False)


def test_a_confirmed_guide_says_when_but_not_by_whom(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO)
        load_guides(session, [a_guide()], now=NOON)
        confirm(session, "SJ-006", by="陈主任", now=NOON + timedelta(days=1))

    told = ask(client, "/guides/SJ-006")

    assert (told["standing"], told["confirmed_on"]) == ("confirmed", "2026-11-24")
    assert told["updated_at"] == "2026-11-24T04:00:00.000000Z"
    assert "陈主任" not in str(told)


def test_an_outdated_guide_says_so_and_nothing_else(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO)
        load_guides(session, [a_guide()], now=NOON)
        load(session, a_row(deadline="7个工作日内"))

    told = ask(client, "/guides/SJ-006")

    assert (told["outdated"], told["parts"], told["documents"]) == (True, [], [])


def test_a_withdrawn_item_has_no_guide_any_more(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO, a_row("SJ-007"))
        load_guides(session, [a_guide()], now=NOON)
        load(session, a_row("SJ-007"))

    assert "没有办事指南" in ask(client, "/guides/SJ-006", status=404)["detail"]
    assert read_all(client, "/guides", "guides") == []


def test_who_keeps_a_copy_hears_which_guides_are_gone(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO, a_row("SJ-007"))
        load_guides(session, [a_guide()], now=NOON)
        load(session, a_row("SJ-007"))

    [told] = read_all(client, "/guides?updated_since=2026-01-01T00:00:00Z", "guides")

    assert (told["code"], told["removed"], told["parts"]) == ("SJ-006", True, [])


def test_only_an_item_whose_guide_says_something_leads_to_it(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO, a_row("SJ-007"))
        load_guides(session, [a_guide(), a_guide(code="SJ-007")], now=NOON)
        for part in Part:
            edit(session, "SJ-007", part, "", "", by="林小雨", now=NOON)

    links = {one["code"]: one["links"]["guide"] for one in read_all(client, "/items", "items")}

    assert links["SJ-006"].endswith("/api/v1/guides/SJ-006")
    assert links["SJ-007"] is None


def test_guides_are_read_page_by_page_and_by_what_changed(client: FlaskClient, kit: Kit) -> None:
    codes = ["SJ-001", "SJ-002", "SJ-003"]
    with kit.sessions.begin() as session:
        load(session, *map(a_row, codes))
        load_guides(session, [a_guide(code=code) for code in codes], now=NOON)
        confirm(session, "SJ-002", by="陈主任", now=NOON + timedelta(days=1))

    read = read_all(client, "/guides?size=1", "guides")
    changed = read_all(client, "/guides?updated_since=2026-11-24T00:00:00Z", "guides")

    assert [one["code"] for one in read] == codes
    assert [one["code"] for one in changed] == ["SJ-002"]
