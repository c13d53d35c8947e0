"""What waits for a worker, by urgency: overdue, due within three working days, to review, unanswered, outdated."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from bot.console.registry import Console, Counter, DueCounter, ToDo, Urgency
from bot.console.shell import is_open_to
from bot.time import local
from bot.workers.worker import Worker
from bot.working_days import WorkingDays, working_days

AHEAD = 3  # working days
MOST_ROWS = 5  # things shown below a number; the rest is one press away


@dataclass(frozen=True)
class Row:
    """One thing to be done, and how long there is still time, in words."""

    to_do: ToDo
    time_left: str


@dataclass(frozen=True)
class Line:
    """A number, the words after it, the page with all of them, and the first few."""

    urgency: Urgency
    number: int
    words: str
    href: str
    rows: Sequence[Row] = ()


@dataclass(frozen=True)
class Section:
    """All lines of one urgency, none of them with nothing to do."""

    urgency: Urgency
    lines: Sequence[Line]

    @property
    def number(self) -> int:
        """How many things these are."""
        return sum(line.number for line in self.lines)


def to_do(session: Session, worker: Worker, console: Console, *, now: datetime) -> tuple[list[Section], list[Line]]:
    """The sections that have something, the most urgent first; and the lines of counters that have nothing."""
    lines = [*_counted(session, worker, console, now), *_due(session, worker, console, now)]
    waiting = sorted((line for line in lines if line.number), key=lambda line: list(Urgency).index(line.urgency))
    sections = [Section(urgency, list(of_it)) for urgency, of_it in groupby(waiting, key=attrgetter("urgency"))]
    busy = {(line.words, line.href) for line in waiting}
    idle = {(line.words, line.href): line for line in lines}  # what can be late and due has two lines
    return sections, [line for what, line in idle.items() if what not in busy]


def time_left(due_on: date | None, today: date, days: WorkingDays) -> str:
    """How long there is still time, in words; empty for what has no day."""
    if due_on is None:
        return ""
    if due_on < today:
        return f"逾期 {(today - due_on).days} 天"
    if due_on == today:
        return "今天到期"
    left = sum(days.on(today + timedelta(days=number)).works for number in range(1, (due_on - today).days + 1))
    return f"还有 {left} 个工作日" if left else f"{due_on:%m-%d} 到期"


def _counted(session: Session, worker: Worker, console: Console, now: datetime) -> Iterator[Line]:
    days, today = working_days(session), local(now).date()
    for counter in console.counters:
        if is_open_to(worker, counter):
            number = counter.count(session, worker, now)
            first = counter.first(session, worker, now, MOST_ROWS) if counter.first and number else ()
            rows = [Row(one, time_left(one.due_on, today, days)) for one in first]
            yield Line(counter.urgency, number, counter.words, _href(counter), rows)


def _due(session: Session, worker: Worker, console: Console, now: datetime) -> Iterator[Line]:
    days, today = working_days(session), local(now).date()
    until = days.after(today, AHEAD).date
    for counter in console.due_counters:
        if not is_open_to(worker, counter):
            continue
        found = [one for one in counter.deadlines(session, worker, until) if one.due_on]
        late = [one for one in found if one.due_on and one.due_on < today]
        soon = found[len(late) :]
        for urgency, those in ((Urgency.OVERDUE, late), (Urgency.DUE, soon)):
            rows = [Row(one, time_left(one.due_on, today, days)) for one in those[:MOST_ROWS]]
            yield Line(urgency, len(those), counter.words, _href(counter), rows)


def _href(counter: Counter | DueCounter) -> str:
    return url_for(counter.endpoint, **dict[str, Any](counter.values))
