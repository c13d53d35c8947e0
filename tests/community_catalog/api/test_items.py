"""Other websites read the catalog whole, keep up with what changes, and learn what was withdrawn and why."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bot.api.asking import read_parameters
from bot.api.operations import Asked
from bot.app import Kit
from bot.db import Base, Sessions, open_database
from bot.redirects.rules import add_redirect
from community_catalog.api.items import ItemsAnswer, ItemsQuery, _chosen, items
from community_catalog.domains import DOMAINS
from community_catalog.elements import CatalogRow
from community_catalog.guides.upkeep import load as load_guides
from community_catalog.models import Item
from community_catalog.revision import apply_plan, plan_for
from tests.community_catalog.api.asking import ask, read_all
from tests.community_catalog.api.conftest import SITE
from tests.community_catalog.builders import DIBAO, a_row, a_source, load
from tests.community_catalog.guides.builders import a_guide
from tests.conftest import NOON

LATER = NOON + timedelta(hours=1)


def load_later(session: Session, *rows: CatalogRow, at: datetime = LATER) -> None:
    apply_plan(session, plan_for(session, rows), source=a_source(), by="林小雨", at=at, reason="合并到别的事项")


def codes(found: list[dict[str, object]]) -> list[object]:
    return [one["code"] for one in found]


def test_an_item_says_all_that_its_page_says(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO)

    told = ask(client, "/items/SJ-006")

    assert told["domain"] == {"slug": "jiuzhu", "name": "社会救助"}
    assert (told["level2"], told["subjects"]) == ("最低生活保障办事指南", ["区民政局", "街道办事处"])
    assert (told["revision"], told["as_of"], told["withdrawn"]) == (1, "2026-11-23", None)
    assert told["updated_at"] == "2026-11-23T04:00:00.000000Z"
    assert told["links"] == {
        "page": f"{SITE}/items/SJ-006",
        "item": f"{SITE}/api/v1/items/SJ-006",
        "revisions": f"{SITE}/api/v1/items/SJ-006/revisions",
        "guide": None,
    }


def test_pages_are_followed_to_the_end_without_repeating_or_leaving_out(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, *(a_row(f"SJ-{number:03}") for number in range(1, 8)))

    found = read_all(client, "/items?size=3", "items")

    assert codes(found) == [f"SJ-{number:03}" for number in range(1, 8)]


def test_what_changes_while_pages_are_read_is_read_again_rather_than_missed(client: FlaskClient, kit: Kit) -> None:
    rows = [a_row(f"SJ-{number:03}") for number in range(1, 6)]
    with kit.sessions.begin() as session:
        load(session, *rows)

    first = ask(client, "/items?size=2")
    with kit.sessions.begin() as session:
        load_later(session, a_row("SJ-001", deadline="7个工作日内"), *rows[1:])
    rest = read_all(client, first["next"].removeprefix(f"{SITE}/api/v1"), "items")

    assert codes(first["items"] + rest) == ["SJ-001", "SJ-002", "SJ-003", "SJ-004", "SJ-005", "SJ-001"]
    assert rest[-1]["deadline"] == "7个工作日内"


def test_who_keeps_a_copy_reads_only_what_changed_withdrawn_items_too(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO, a_row("SJ-007"), a_row("SJ-008"))
    with kit.sessions.begin() as session:
        load_later(session, a_row(deadline="7个工作日内"), a_row("SJ-008"))

    changed = read_all(client, "/items?updated_since=2026-11-23T12:30:00%2B08:00", "items")

    assert codes(changed) == ["SJ-006", "SJ-007"]
    assert changed[1]["withdrawn"] == {"at": "2026-11-23", "reason": "合并到别的事项"}
    assert codes(read_all(client, "/items", "items")) == ["SJ-008", "SJ-006"]
    assert codes(read_all(client, "/items?status=withdrawn", "items")) == ["SJ-007"]


def test_the_moment_of_the_last_change_read_before_is_included(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO)
    latest = ask(client, "/items")["items"][-1]["updated_at"]

    assert codes(read_all(client, f"/items?updated_since={latest}", "items")) == ["SJ-006"]


def test_a_confirmation_of_the_whole_catalog_is_a_change_of_each_item(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO)
    with kit.sessions.begin() as session:
        source = a_source(as_of=(NOON + timedelta(days=30)).date())
        apply_plan(session, plan_for(session, [DIBAO]), source=source, by="林小雨", at=LATER)

    (item,) = read_all(client, "/items?updated_since=2026-11-23T04:30:00Z", "items")

    assert (item["as_of"], item["revision"]) == ("2026-12-23", 1)


def test_items_are_chosen_by_domain_and_stage(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO, a_row("YL-001", domain="养老服务"), a_row("YL-002", domain="养老服务", stage="结果"))

    assert codes(read_all(client, "/items?domain=yanglao", "items")) == ["YL-001", "YL-002"]
    assert codes(read_all(client, "/items?domain=yanglao&stage=%E7%BB%93%E6%9E%9C&size=1", "items")) == ["YL-002"]


@pytest.mark.parametrize("query", ["domain=社会救助", "stage=x", "status=old", "updated_since=2026-11-23", "page=2"])
def test_a_bad_choice_is_refused_with_advice(client: FlaskClient, query: str) -> None:
    refused = ask(client, f"/items?{query}", status=400)

    assert refused["parameter"] == query.partition("=")[0]
    assert refused["detail"].endswith("。")


def test_a_withdrawn_item_is_gone_with_day_and_reason(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO, a_row("SJ-007"))
    with kit.sessions.begin() as session:
        load_later(session, DIBAO)

    gone = ask(client, "/items/SJ-007", status=410)

    assert gone["withdrawn"] == {"at": "2026-11-23", "reason": "合并到别的事项"}
    assert "已于 2026-11-23 撤下：合并到别的事项" in gone["detail"]


def test_a_recoded_item_leads_to_its_new_code_everywhere(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO, a_row("SJ-007"))
    with kit.sessions.begin() as session:
        load_later(session, DIBAO)
        add_redirect(
            session, "/items/SJ-007", "/items/SJ-006", since=NOON.date(), reason="合并", by="林小雨", now=LATER
        )

    page, data = client.get("/items/SJ-007"), client.get("/api/v1/items/sj-007")

    assert (page.status_code, page.headers["Location"]) == (301, "/items/SJ-006")
    assert (data.status_code, data.headers["Location"]) == (301, "/api/v1/items/SJ-006")
    (withdrawn,) = read_all(client, "/items?status=withdrawn", "items")
    assert withdrawn["replaced_by"] == "SJ-006"


def test_an_item_that_never_was_is_not_found(client: FlaskClient) -> None:
    assert "没有编码为「XX-001」的事项" in ask(client, "/items/XX-001", status=404)["detail"]


def test_the_history_tells_every_step_and_nobodys_name(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO)
    with kit.sessions.begin() as session:
        load_later(session, a_row(deadline="7个工作日内"))
    with kit.sessions.begin() as session:
        load_later(session, a_row("SJ-009"), at=LATER + timedelta(hours=1))

    told = ask(client, "/items/SJ-006/revisions")

    assert [(one["revision"], one["change"], one["changed"]) for one in told["revisions"]] == [
        (1, "新增", []),
        (2, "修订", ["deadline"]),
        (3, "撤销", []),
    ]
    assert told["revisions"][1]["elements"]["deadline"] == "7个工作日内"
    assert "林小雨" not in str(told)


def test_domains_say_how_many_items_they_have_and_where(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO, a_row("YL-001", domain="养老服务"))
    with kit.sessions.begin() as session:
        load_later(session, DIBAO)

    told = ask(client, "/domains")["domains"]

    assert [one["name"] for one in told] == [domain.name for domain in DOMAINS]
    counts = {one["slug"]: one["items"] for one in told}
    assert (counts["jiuzhu"], counts["yanglao"]) == (1, 0)
    assert told[1]["data"] == f"{SITE}/api/v1/items?domain=jiuzhu"


def test_an_item_with_a_guide_leads_to_it(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO, a_row("SJ-007"))
        load_guides(session, [a_guide()], now=NOON)

    found = {one["code"]: one["links"]["guide"] for one in read_all(client, "/items", "items")}

    assert found == {"SJ-006": f"{SITE}/api/v1/guides/SJ-006", "SJ-007": None}


def test_an_unchanged_catalog_is_not_sent_twice_and_a_changed_one_is(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO)
    tag = {"If-None-Match": client.get("/api/v1/items").headers["ETag"]}
    unchanged = client.get("/api/v1/items", headers=tag).status_code
    with kit.sessions.begin() as session:
        load_later(session, a_row(deadline="7个工作日内"))

    changed = client.get("/api/v1/items", headers=tag)

    assert (unchanged, changed.status_code) == (304, 200)
    assert changed.headers["Last-Modified"] == "Mon, 23 Nov 2026 05:00:00 GMT"


@settings(deadline=None, max_examples=30)
@given(moments=st.lists(st.integers(0, 3), min_size=1, max_size=12), size=st.integers(1, 5))
def test_any_catalog_is_read_whole_in_pages_of_any_size(moments: list[int], size: int) -> None:
    stored = [(NOON + timedelta(microseconds=moment), f"SJ-{number:03}") for number, moment in enumerate(moments)]
    with in_memory(stored) as session:
        query: ItemsQuery | None = ItemsQuery(size=size)
        read = []
        while query:
            page = items(Asked(session, SITE), query)
            assert isinstance(page.body, ItemsAnswer)
            read += [(one.updated_at, one.code) for one in page.body.items]
            query = following(page.body.next)

    assert read == sorted(stored)


@contextmanager
def in_memory(stored: list[tuple[datetime, str]]) -> Iterator[Session]:
    engine = open_database("sqlite:///:memory:")
    Base.metadata.create_all(engine)
    with Sessions(engine).begin() as session:
        for moment, code in stored:
            session.add(Item(code=code, revision=1, as_of=NOON.date(), updated_at=moment, **a_row().snapshot()))
        session.flush()
        yield session
    engine.dispose()


def following(address: str | None) -> ItemsQuery | None:
    return read_parameters(ItemsQuery, {}, parse_qs(urlsplit(address).query)) if address else None


@pytest.mark.parametrize(
    ("query", "index"),
    [
        ({}, "ix_items_current_updated"),
        ({"cursor": "1795406400000000.SJ-006"}, "ix_items_current_updated"),
        ({"updated_since": "2026-11-23T00:00:00Z"}, "ix_items_updated"),
        ({"domain": "jiuzhu"}, "ix_items_domain_updated"),
    ],
)
def test_a_page_of_a_large_catalog_is_read_off_an_index(sqlite: Sessions, query: dict[str, str], index: str) -> None:
    chosen = _chosen(ItemsQuery.model_validate(query)).compile(sqlite.engine, compile_kwargs={"literal_binds": True})
    with sqlite.read() as session:
        plan = " ".join(row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {chosen}")))

    assert index in plan
    assert "TEMP B-TREE" not in plan


def test_items_remember_when_they_last_changed(sessions: Sessions) -> None:
    with sessions.begin() as session:
        load(session, DIBAO, a_row("SJ-007"))
    with sessions.begin() as session:
        load_later(session, a_row(deadline="7个工作日内"), a_row("SJ-007"))

    with sessions.read() as session:
        moments = {item.code: item.updated_at for item in session.scalars(select(Item))}
        assert moments == {"SJ-006": LATER, "SJ-007": NOON}
