import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from bot import audit
from bot.db import Base, Sessions, open_database
from bot.time import local
from community_catalog.elements import CatalogRow
from community_catalog.items import catalog_version, current_items, item_by_code
from community_catalog.models import Change, Item, ItemRevision
from community_catalog.plan_text import plan_text
from community_catalog.revision import CatalogMoved, apply_plan, plan, plan_for
from tests.community_catalog.builders import DIBAO, a_row, a_source, load
from tests.conftest import NOON

CODES = ("SJ-001", "SJ-002", "YL-001", "GT-001")


@st.composite
def catalogs(draw: st.DrawFn) -> tuple[CatalogRow, ...]:
    codes = draw(st.lists(st.sampled_from(CODES), unique=True))
    deadlines = st.sampled_from(["20个工作日内", "20 个工作日内", "7个工作日内"])
    channels = st.sampled_from([("政府网站", "社区公示栏"), ("社区公示栏", "政府网站"), ("政府公报",)])
    return tuple(a_row(code, deadline=draw(deadlines), channels=draw(channels)) for code in codes)


@pytest.fixture(scope="module")
def empty() -> Iterator[Sessions]:
    """One database for all examples of a rule: each example takes back what it did."""
    sessions = Sessions(open_database("sqlite:///:memory:"))
    Base.metadata.create_all(sessions.engine)
    yield sessions
    sessions.engine.dispose()


def the_item(session: Session, code: str = DIBAO.code) -> Item:
    item = item_by_code(session, code)
    assert item is not None
    return item


@given(catalogs())
def test_a_catalog_compared_with_itself_changes_nothing(rows: tuple[CatalogRow, ...]) -> None:
    made = plan(rows, rows)

    assert made.is_empty
    assert len(made.unchanged) == len(rows)


@given(catalogs(), catalogs(), st.randoms())
def test_the_order_of_rows_means_nothing(old: tuple[CatalogRow, ...], new: tuple[CatalogRow, ...], chance: Any) -> None:
    mixed_old, mixed_new = list(old), list(new)
    chance.shuffle(mixed_old)
    chance.shuffle(mixed_new)

    assert plan(mixed_old, mixed_new) == plan(old, new)


@given(catalogs(), catalogs())
def test_every_code_of_both_catalogs_is_accounted_for_once(
    old: tuple[CatalogRow, ...], new: tuple[CatalogRow, ...]
) -> None:
    made = plan(old, new)

    codes = [row.code for row in (*made.added, *made.withdrawn, *made.unchanged)]
    codes += [change.after.code for change in made.changed]
    assert sorted(codes) == sorted({row.code for row in (*old, *new)})


@settings(max_examples=40, deadline=None)
@given(st.lists(catalogs(), min_size=1, max_size=4))
def test_applying_the_plan_gives_the_new_catalog(empty: Sessions, steps: list[tuple[CatalogRow, ...]]) -> None:
    with empty.begin() as session:
        for rows in steps:
            load(session, *rows)

        assert {item.row() for item in current_items(session)} == set(steps[-1])
        assert plan_for(session, steps[-1]).is_empty
        session.rollback()


@settings(max_examples=40, deadline=None)
@given(st.lists(catalogs(), min_size=1, max_size=4))
def test_an_items_revision_is_the_number_of_its_changes_of_meaning(
    empty: Sessions, steps: list[tuple[CatalogRow, ...]]
) -> None:
    with empty.begin() as session:
        for rows in steps:
            load(session, *rows)

        for item in session.scalars(select(Item)):
            assert item.revision == sum(not step.is_editorial for step in item.revisions)
            assert item.revisions[-1].number == item.revision
            assert item.revisions[-1].elements == item.row().snapshot()
        session.rollback()


def test_applying_the_same_file_again_changes_nothing(sessions: Sessions) -> None:
    with sessions.begin() as session:
        load(session, DIBAO)
        version = catalog_version(session)

    with sessions.begin() as session:
        assert load(session, DIBAO) is None
        assert catalog_version(session) == version
        assert session.scalar(select(func.count()).select_from(ItemRevision)) == 1


def test_a_change_of_meaning_makes_a_revision_that_says_what_changed(sessions: Sessions) -> None:
    with sessions.begin() as session:
        load(session, DIBAO)
        load(session, a_row(deadline="7个工作日内"))

        item = the_item(session)

        assert (item.revision, item.deadline) == (2, "7个工作日内")
        assert item.revisions[-1].change is Change.CHANGED
        assert item.revisions[-1].changed == ["deadline"]
        assert item.revisions[0].elements["deadline"] == "信息形成之日起20个工作日内"


def test_an_editorial_edit_is_kept_in_history_but_makes_no_revision(sessions: Sessions) -> None:
    with sessions.begin() as session:
        load(session, DIBAO)
        load(session, a_row(deadline="信息形成之日起 20 个工作日内。"))

        item = the_item(session)

        assert (item.revision, item.deadline) == (1, "信息形成之日起 20 个工作日内。")
        assert [step.change for step in item.revisions] == [Change.ADDED, Change.EDITORIAL]


def test_a_withdrawn_item_is_kept_with_date_and_reason(sessions: Sessions) -> None:
    with sessions.begin() as session:
        load(session, DIBAO, a_row("SJ-007"))
        load(session, a_row("SJ-007"), file_name="新目录.xlsx")

        item = the_item(session)

        assert item.is_withdrawn
        assert (item.withdrawn_at, item.withdrawn_reason) == (NOON, "不在《新目录.xlsx》中")
        assert [current.code for current in current_items(session)] == ["SJ-007"]


def test_an_item_that_comes_back_is_the_same_item(sessions: Sessions) -> None:
    with sessions.begin() as session:
        load(session, DIBAO, a_row("SJ-007"))
        before = the_item(session).id
        load(session, a_row("SJ-007"))
        load(session, DIBAO, a_row("SJ-007"))

        item = the_item(session)

        assert (item.id, item.revision, item.withdrawn_at) == (before, 3, None)
        assert item.revisions[-1].change is Change.RESTORED


def test_a_partial_catalog_withdraws_nothing_when_missing_items_are_kept(sessions: Sessions) -> None:
    with sessions.begin() as session:
        load(session, DIBAO, a_row("SJ-007"))

        made = plan_for(session, [a_row("SJ-007")], keep_missing=True)

        assert made.is_empty
        assert [row.code for row in made.kept] == ["SJ-006"]


def test_a_plan_made_before_another_import_is_refused(sessions: Sessions) -> None:
    with sessions.begin() as session:
        stale = plan_for(session, [DIBAO])
        load(session, a_row("SJ-007"))

        with pytest.raises(CatalogMoved, match="重新查看计划"):
            apply_plan(session, stale, source=a_source(), by="林小雨", at=NOON)


def test_two_imports_that_meet_cannot_both_be_next(postgres: Sessions) -> None:
    with ThreadPoolExecutor(1) as other_process:
        with postgres.begin() as session:
            load(session, DIBAO)
            rival = other_process.submit(load_alone, postgres, a_row("SJ-007"))
            wait_until_someone_waits(postgres)

        with pytest.raises(CatalogMoved):
            rival.result()

    with postgres.read() as session:
        assert [item.code for item in current_items(session)] == ["SJ-006"]


def load_alone(sessions: Sessions, *rows: CatalogRow) -> None:
    with sessions.begin() as session:
        load(session, *rows)


def wait_until_someone_waits(postgres: Sessions) -> None:
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    for _ in range(1000):
        with postgres.read() as session:
            if session.scalar(waiting):
                return
        time.sleep(0.01)
    raise AssertionError("the second import did not wait for the first")


def test_a_later_day_confirms_an_unchanged_catalog(sessions: Sessions) -> None:
    with sessions.begin() as session:
        load(session, DIBAO)
        load(session, DIBAO, as_of=date(2027, 3, 1))

        assert the_item(session).as_of == date(2027, 3, 1)
        assert the_item(session).revision == 1


def test_without_a_named_day_the_catalog_speaks_of_the_day_it_is_applied(sessions: Sessions) -> None:
    with sessions.begin() as session:
        load(session, DIBAO, as_of=None)

        assert the_item(session).as_of == local(NOON).date()


def test_who_applied_which_file_stands_in_the_audit_trail(sessions: Sessions) -> None:
    with sessions.begin() as session:
        load(session, DIBAO)

        [event] = audit.latest(session)

        assert (event.actor, event.action) == ("林小雨", "catalog.apply")
        assert event.details["added"] == 1
        assert event.details["file"] == "目录.csv"


def test_a_plan_reads_element_by_element() -> None:
    old = [DIBAO, a_row("SJ-007", level2="临时救助")]
    new = [a_row(deadline="7个工作日内", basis="《社会救助暂行办法》。"), a_row("SJ-008", level2="特困供养")]

    printed = plan_text(plan(old, new), "目录.csv")

    assert "新增 1 项，变更 1 项" in printed
    assert "+ SJ-008 社会救助 · 特困供养" in printed
    assert "公开时限：\n      前：信息形成之日起20个工作日内\n      后：7个工作日内" in printed
    assert "公开依据（只改标点或格式）：" in printed
    assert "− SJ-007 社会救助 · 临时救助" in printed


def test_a_plan_that_withdraws_most_of_the_catalog_warns() -> None:
    old = [a_row(f"SJ-00{number}") for number in range(1, 6)]

    assert "--keep-missing" in plan_text(plan(old, old[:1]), "部分.csv")
    assert "--keep-missing" not in plan_text(plan(old, old[:4]), "目录.csv")
