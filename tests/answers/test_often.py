"""What is asked often is counted by people, told in steps, and never where few asked."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from answers.asked_models import AskedQuestion
from answers.often import FEWEST, WINDOWS, Often, OftenAsked, _step, most_asked
from bot import followers
from bot.db import Sessions
from tests.conftest import NOON

MONTH = WINDOWS[30]


def ask(sessions: Sessions, people: int, code: str = "SJ-006", **changes: object) -> None:
    """So many people ask, an hour ago."""
    asked = {"kind": "answer", "code": code, "text": "低保", "reason": "clear", "asked_at": NOON - timedelta(hours=1)}
    with sessions.begin() as session:
        for number in range(people):
            follower = followers.meet(session.connection(), f"o{number}", now=NOON)
            session.add(AskedQuestion(follower_id=follower.id, **asked | changes))


def counted(sessions: Sessions) -> list[Often]:
    with sessions.read() as session:
        return list(most_asked(session, since=NOON - MONTH))


def test_what_fewer_than_five_people_asked_is_not_told(sessions: Sessions) -> None:
    ask(sessions, FEWEST - 1, "SJ-006")
    ask(sessions, FEWEST, "YL-008")

    assert counted(sessions) == [Often("YL-008", FEWEST)]


def test_one_person_who_asks_again_and_again_counts_once(sessions: Sessions) -> None:
    for _ in range(FEWEST):
        ask(sessions, 1)

    assert counted(sessions) == []


def test_what_was_picked_counts_instead_of_what_was_offered_first(sessions: Sessions) -> None:
    ask(sessions, FEWEST, "SJ-006", kind="choose", picked="SJ-005")

    assert counted(sessions) == [Often("SJ-005", FEWEST)]


def test_what_was_only_offered_or_guessed_does_not_count(sessions: Sessions) -> None:
    ask(sessions, FEWEST, kind="choose")
    ask(sessions, FEWEST, kind="none")

    assert counted(sessions) == []


def test_what_was_asked_before_the_window_does_not_count(sessions: Sessions) -> None:
    ask(sessions, FEWEST, asked_at=NOON - MONTH - timedelta(seconds=1))

    assert counted(sessions) == []


def test_what_more_people_asked_stands_first(sessions: Sessions) -> None:
    ask(sessions, FEWEST, "SJ-006")
    ask(sessions, 12, "YL-008")

    assert counted(sessions) == [Often("YL-008", 10), Often("SJ-006", FEWEST)]


@given(st.integers(FEWEST, 10_000))
def test_a_step_never_tells_more_people_than_asked(people: int) -> None:
    assert FEWEST <= _step(people) <= people
    assert _step(people + 1) >= _step(people)


def test_counting_again_waits_some_minutes(sqlite: Sessions) -> None:
    often = OftenAsked()
    with sqlite.read() as session:
        often.within(session, MONTH, now=NOON)
    ask(sqlite, FEWEST)

    with sqlite.read() as session:
        soon = often.within(session, MONTH, now=NOON + OftenAsked.FRESH - timedelta(seconds=1))
        later = often.within(session, MONTH, now=NOON + OftenAsked.FRESH)

    assert (len(soon), len(later)) == (0, 1)
