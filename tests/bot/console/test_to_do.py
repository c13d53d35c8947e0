"""The to-do page: the most urgent first, what is late told from what is due, nothing to the wrong one."""

from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from bot.app import Kit
from bot.console.registry import Console, Urgency
from bot.console.to_do import AHEAD, MOST_ROWS, time_left
from bot.working_days import WorkingDays
from tests.bot.console.browsing import Browsing
from tests.bot.console.letters import State, add_letter, with_letters
from tests.conftest import NOON

__all__ = ["with_letters"]

TODAY = NOON.date()


def due(kit: Kit, *days: int, state: State = State.OPEN) -> None:
    with kit.sessions.begin() as session:
        for day in days:
            add_letter(session, f"来信 {day}", "350102001001", due_on=TODAY + timedelta(days=day), state=state)


@pytest.fixture
def browsing(with_letters: Flask) -> Browsing:
    browsing = Browsing(with_letters.test_client())
    browsing.sign_in("wang")
    return browsing


def test_what_is_late_stands_before_what_is_due_and_what_is_far_off_stands_in_neither(
    browsing: Browsing, kit: Kit
) -> None:
    due(kit, -3, 0, 3, 4)

    page = browsing.open("/console/").text
    late, soon = page.index("已经逾期"), page.index("快到期")
    waiting = page.index("还没有答复")

    assert late < page.index("逾期 3 天") < soon < page.index("今天到期") < page.index("还有 3 个工作日") < waiting
    assert "来信 4" not in page[:waiting]
    assert "王芳" in page[late:soon]


def test_only_the_first_few_are_shown_below_the_number_of_all(browsing: Browsing, kit: Kit) -> None:
    due(kit, *range(-8, 0))

    page = browsing.open("/console/").text
    section = page[page.index("已经逾期") : page.index("还没有答复")]

    assert "<strong>8</strong> <span>封来信</span>" in section
    assert section.count("逾期 ") == MOST_ROWS
    assert 'href="/console/letters/?state=open"' in section


def test_with_nothing_to_do_it_says_so_kindly_and_keeps_the_ways(browsing: Browsing, kit: Kit) -> None:
    other = Browsing(browsing.client.application.test_client())
    other.sign_in("none")

    assert "都办完了" in other.open("/console/").text
    assert "封来信" not in other.open("/console/").text
    assert "0 封来信没有答复" in browsing.open("/console/").text


def test_urgencies_stand_from_overdue_to_outdated() -> None:
    labels = [urgency.label for urgency in Urgency]

    assert labels == ["已经逾期", "快到期", "等您处理", "还没有答复", "内容过时"]


def test_counters_of_old_stand_among_what_is_to_be_reviewed() -> None:
    console = Console()
    console.add_counter("条问法等待复核", "part.wordings", lambda _session, _worker, _now: 1)

    assert console.counters[0].urgency is Urgency.REVIEW


@pytest.mark.parametrize(
    ("due_on", "words"),
    [
        (None, ""),
        (date(2026, 11, 20), "逾期 3 天"),
        (date(2026, 11, 23), "今天到期"),
        (date(2026, 11, 24), "还有 1 个工作日"),
        (date(2026, 11, 30), "还有 5 个工作日"),
    ],
)
def test_the_time_left_is_told_in_working_days(due_on: date | None, words: str) -> None:
    assert time_left(due_on, TODAY, WorkingDays()) == words


def test_what_ends_on_the_weekend_that_has_begun_names_its_day() -> None:
    assert time_left(date(2026, 11, 29), date(2026, 11, 28), WorkingDays()) == "11-29 到期"


@given(days=st.integers(1, 30))
def test_what_lies_a_few_working_days_ahead_is_said_to(days: int) -> None:
    day = WorkingDays().after(TODAY, days).date

    assert time_left(day, TODAY, WorkingDays()) == f"还有 {days} 个工作日"
    assert AHEAD < 30


def test_what_is_neither_late_nor_due_is_named_once_among_what_is_done(browsing: Browsing, kit: Kit) -> None:
    assert browsing.open("/console/").text.count(">0 封来信<") == 1

    due(kit, 0)

    assert ">0 封来信<" not in browsing.open("/console/").text
