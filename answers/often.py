"""What residents ask most, counted so that nobody can be recognised: by people, in steps, never in their own words."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from answers.asked_models import AskedQuestion

FEWEST = 5  # people; of fewer nothing is told
WINDOWS = {30: timedelta(days=30), 90: timedelta(days=90)}  # questions are kept for 90 days, then only counts
STEPS = (FEWEST, 10, 20, 50, 100, 200, 500, 1000)


class Often(NamedTuple):
    """An item and how many people asked about it at least: a step, so that one more person changes nothing."""

    code: str
    at_least: int


def most_asked(session: Session, *, since: datetime) -> Sequence[Often]:
    """The items at least FEWEST people were answered about since then, asked by most first.

    An item was asked about when it was the answer, or was picked among several; what was only guessed does not count.
    """
    code = func.coalesce(AskedQuestion.picked, AskedQuestion.code)
    people = func.count(distinct(AskedQuestion.follower_id))
    query = (
        select(code, people)
        .where(AskedQuestion.asked_at >= since)
        .where((AskedQuestion.kind == "answer") | AskedQuestion.picked.is_not(None))
        .where(code.is_not(None))
        .group_by(code)
        .having(people >= FEWEST)
    )
    counted = [Often(found, _step(count)) for found, count in session.execute(query)]
    return sorted(counted, key=lambda often: (-often.at_least, often.code))


def _step(people: int) -> int:
    return max(step for step in STEPS if step <= people)


class OftenAsked:
    """What was counted last, for some minutes: counting reads every question of the window. Safe between threads."""

    FRESH = timedelta(minutes=10)

    def __init__(self) -> None:
        self._counted: dict[timedelta, tuple[datetime, Sequence[Often]]] = {}

    def within(self, session: Session, window: timedelta, *, now: datetime) -> Sequence[Often]:
        """The items asked most in that time before now."""
        counted_at, found = self._counted.get(window, (None, ()))
        if counted_at is None or now - counted_at >= self.FRESH:
            found = most_asked(session, since=now - window)
            self._counted[window] = now, found
        return found
