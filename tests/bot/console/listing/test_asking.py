"""What an address asks of a list is what comes; what it cannot mean narrows nothing, and is said beside its field."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.console.listing import Choice, Column, Listing, understand
from bot.db import Base, Session, Sessions, open_database
from tests.bot.console.letters import LETTERS, Letter, State
from tests.bot.console.listing.builders import some_letters
from tests.bot.workers.builders import a_tree


def found(session: Session, /, **asked: str) -> list[str]:
    query = understand(LETTERS, session, asked).apply(select(Letter))
    return [letter.subject.split()[0] for letter in session.scalars(query)]


@pytest.mark.parametrize(
    ("asked", "subjects"),
    [
        ({}, ["低保", "电梯加装", "100%_公开"]),
        ({"q": "低保"}, ["低保"]),
        ({"q": "application"}, ["低保"]),
        ({"q": "ＡＰＰＬＩＣＡＴＩＯＮ"}, ["低保"]),
        ({"q": "低保 多久"}, ["低保"]),
        ({"q": "低保 电梯"}, []),
        ({"q": "%"}, ["100%_公开"]),
        ({"q": "_"}, ["100%_公开"]),
        ({"q": "\0"}, ["低保", "电梯加装", "100%_公开"]),
        ({"state": "answered"}, ["电梯加装"]),
        ({"late": "1"}, ["电梯加装"]),
        ({"subject": "公开"}, ["100%_公开"]),
        ({"came-from": "2026-11-23"}, ["低保", "100%_公开"]),
        ({"came-to": "2026-11-22"}, ["电梯加装"]),
        ({"came-from": "2026-11-23", "came-to": "2026/11/23"}, ["低保"]),
        ({"due-to": "2026-11-20"}, ["电梯加装"]),
        ({"place": "350102001"}, ["低保", "电梯加装"]),
        ({"place": "350102002001"}, ["100%_公开"]),
        ({"place": "350102"}, ["低保", "电梯加装", "100%_公开"]),
        ({"place": "nowhere"}, []),
        ({"sort": "-came_at"}, ["100%_公开", "低保", "电梯加装"]),
        ({"sort": "pages"}, ["电梯加装", "低保", "100%_公开"]),
        ({"sort": "-pages"}, ["低保", "电梯加装", "100%_公开"]),
        ({"sort": "place"}, ["低保", "电梯加装", "100%_公开"]),
        ({"sort": "state; DROP"}, ["低保", "电梯加装", "100%_公开"]),
    ],
)
def test_what_is_asked_for_comes_in_its_order(sessions: Sessions, asked: dict[str, str], subjects: list[str]) -> None:
    with sessions.begin() as session:
        some_letters(session)

        assert found(session, **asked) == subjects


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"state": "stolen"}, "没有这个选项，请重新选。"),
        ({"came-from": "昨天"}, "日期请写成 2026-11-23 这样。"),
        ({"came-from": "9999-12-31"}, "日期请在 1900 年到 2199 年之间。"),
        ({"came-from": "2026-11-23", "came-to": "2026-11-22"}, "结束日期比开始日期早，请改一下。"),
    ],
)
def test_what_means_nothing_narrows_nothing_and_is_said(sqlite: Sessions, asked: dict[str, str], sentence: str) -> None:
    with sqlite.begin() as session:
        some_letters(session)
        understood = understand(LETTERS, session, asked)

        assert [control.problem for control in understood.controls if control.problem] == [sentence]
        assert len(found(session, **asked)) == 3


@pytest.fixture(scope="module")
def with_tables(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sessions]:
    """One database for all examples: making tables each time would take longer than asking."""
    sessions = Sessions(open_database(f"sqlite:///{tmp_path_factory.mktemp('lists') / 'lists.db'}"))
    Base.metadata.create_all(sessions.engine)
    yield sessions
    sessions.engine.dispose()


@settings(deadline=None)
@given(asked=st.dictionaries(st.sampled_from(["q", "sort", "state", "came-from", "came-to", "place"]), st.text()))
def test_no_address_breaks_a_list(with_tables: Sessions, asked: dict[str, str]) -> None:
    with with_tables.read() as session:
        assert found(session, **asked) == []


def test_pressing_a_heading_sorts_by_it_and_then_turns_it_round(sqlite: Sessions) -> None:
    pages = LETTERS.columns[3]
    with sqlite.begin() as session:
        a_tree(session)
        fresh, sorted_, turned = (understand(LETTERS, session, {"sort": sort}) for sort in ("", "pages", "-pages"))

    assert [one.next_sort(pages) for one in (fresh, sorted_, turned)] == ["pages", "-pages", "pages"]
    assert [one.aria_sort(pages) for one in (fresh, sorted_, turned)] == ["none", "ascending", "descending"]


def test_choices_can_be_read_and_places_are_set_in_below_each_other(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        some_letters(session)
        read = Choice("by", "谁写的", lambda _session: [("wang", "王芳")], lambda value: Letter.subject == value)

        places = understand(LETTERS, session, {}).controls[4].options

        assert read.options(session) == [("wang", "王芳")]
        assert places[:3] == [
            ("350102", "鼓楼区"),
            ("350102001", "\u3000鼓东街道"),
            ("350102001001", "\u3000\u3000中山社区"),
        ]


@pytest.mark.parametrize(
    ("given", "subjects"), [("3", ["低保 Application"]), ("7", []), ("three", None), ("9" * 12, None)]
)
def test_choices_that_are_read_meet_a_column_of_numbers(
    sessions: Sessions, given: str, subjects: list[str] | None
) -> None:
    numbers = Choice("pages", "页数", lambda _session: [("3", "三页")], Letter.pages)
    listing: Listing[Letter] = Listing("letters", "来信", (), order=(Letter.id,), filters=[numbers])
    with sessions.begin() as session:
        some_letters(session)

        asked = understand(listing, session, {"pages": given})
        found = [letter.subject for letter in session.scalars(asked.apply(select(Letter)))]

        assert found == (subjects if subjects is not None else found)
        assert bool(asked.controls[0].problem) == (subjects is None)


@pytest.mark.parametrize("name", ["q", "page", "sort", "export", "draft", "state"])
def test_a_filter_cannot_take_a_name_that_means_something_else(name: str) -> None:
    filters = [Choice("state", "状态", {}, Letter.state), Choice(name, "又", {}, Letter.state)]

    with pytest.raises(ValueError, match="is taken"):
        Listing("letters", "来信", (), order=(Letter.id,), filters=filters)


def test_two_columns_cannot_share_a_name() -> None:
    columns: list[Column[Any]] = [Column("subject", "标题"), Column("subject", "又")]

    with pytest.raises(ValueError, match="is taken"):
        Listing("letters", "来信", columns, order=(Letter.id,))


def test_a_column_shows_enumerations_by_their_label() -> None:
    assert LETTERS.columns[1].words(Letter(state=State.ANSWERED)) == "已答复"
