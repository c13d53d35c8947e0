"""What an address asks of a list is what comes; what it cannot mean narrows nothing, and is said beside its field."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.console.listing import Choice, Column, Listing, understand
from bot.db import Session, Sessions
from tests.bot.console.letters import LETTERS, Letter, State
from tests.bot.console.listing.builders import some_letters
from tests.bot.workers.builders import a_tree


def found(session: Session, **asked: str) -> list[str]:
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


@given(asked=st.dictionaries(st.sampled_from(["q", "sort", "state", "came-from", "came-to", "place"]), st.text()))
def test_no_address_breaks_a_list(asked: dict[str, str]) -> None:
    sessions = in_memory()
    with sessions.begin() as session:
        assert understand(LETTERS, session, asked).apply(select(Letter)) is not None
        session.execute(understand(LETTERS, session, asked).apply(select(Letter))).all()


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


_memory: list[Sessions] = []


def in_memory() -> Sessions:
    """One database for all examples: making tables each time would take longer than asking."""
    from sqlalchemy import create_engine
    from sqlalchemy.pool import StaticPool

    from bot.db import Base

    if not _memory:
        engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
        Base.metadata.create_all(engine)
        _memory.append(Sessions(engine))
    return _memory[0]
