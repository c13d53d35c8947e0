"""What parts bring to the console: entries of its navigation, counters and deadlines of its to-do page, words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.db import Session

if TYPE_CHECKING:
    from bot.workers.worker import Worker


class Urgency(StrEnum):
    """Why something is to be done, the most urgent first: the sections of the to-do page."""

    OVERDUE = "overdue"
    DUE = "due"
    REVIEW = "review"
    UNANSWERED = "unanswered"
    OUTDATED = "outdated"

    @property
    def label(self) -> str:
        """The section's heading."""
        return _LABELS[self]


_LABELS = {
    Urgency.OVERDUE: "已经逾期",
    Urgency.DUE: "快到期",
    Urgency.REVIEW: "等您处理",
    Urgency.UNANSWERED: "还没有答复",
    Urgency.OUTDATED: "内容过时",
}


@dataclass(frozen=True)
class ToDo:
    """One thing to be done: what it is called, its page, until which day (of Fuzhou), and whose it is."""

    label: str
    href: str
    due_on: date | None = None
    owner: str = ""


Count = Callable[[Session, "Worker", datetime], int]
"""How many things wait for this worker now; only those at places where the worker may do something about them."""

First = Callable[[Session, "Worker", datetime, int], Sequence[ToDo]]
"""The first so many of what a counter counts, the most urgent first. Called with a request: `url_for` works."""

Deadlines = Callable[[Session, "Worker", date], Sequence[ToDo]]
"""What this worker must see to by that day (included), the earliest due first, all of them with `due_on`."""


@dataclass(frozen=True)
class Entry:
    """A page in the navigation, under the words workers know it by. The endpoint takes no arguments."""

    label: str
    endpoint: str
    order: int
    group: str = ""


@dataclass(frozen=True)
class Counter:
    """Something to be done: a number, the words after it, and the page that shows which."""

    words: str
    endpoint: str
    count: Count
    order: int
    values: Mapping[str, str]
    urgency: Urgency = Urgency.REVIEW
    first: First | None = None


@dataclass(frozen=True)
class DueCounter:
    """Things with a day by which they must be done; the words after their number, and the page that shows them all."""

    words: str
    endpoint: str
    deadlines: Deadlines
    order: int
    values: Mapping[str, str]


@dataclass
class Console:
    """All that parts have brought. Who sees what follows from the guards of the views they lead to."""

    entries: list[Entry] = field(default_factory=list)
    own: list[Entry] = field(default_factory=list)
    counters: list[Counter] = field(default_factory=list)
    due_counters: list[DueCounter] = field(default_factory=list)
    actions: dict[str, str] = field(default_factory=dict)

    def add_entry(self, label: str, endpoint: str, *, order: int = 50, group: str = "") -> None:
        """Show a page in the navigation, those with a small `order` first, those of one `group` (办件) together.

        Groups stand where their first entry stands. Raises ValueError: it is there already.
        """
        _add(self.entries, Entry(label, endpoint, order, group))

    def add_own(self, label: str, endpoint: str, *, order: int = 50) -> None:
        """Show a page beside the worker's name, at the top: about the account, or help. Raises ValueError, as above."""
        _add(self.own, Entry(label, endpoint, order))

    def add_counter(
        self,
        words: str,
        endpoint: str,
        count: Count,
        *,
        order: int = 50,
        values: Mapping[str, str] | None = None,
        urgency: Urgency = Urgency.REVIEW,
        first: First | None = None,
    ) -> None:
        """Show on the to-do page how many wait; pressing it opens `endpoint` with `values` as the query.

        `words` follow the number: "条问题没有答上来". It stands in the section of its urgency, the smallest `order`
        first; with `first`, the first few of them stand below it.
        """
        self.counters.append(Counter(words, endpoint, count, order, values or {}, urgency, first))
        self.counters.sort(key=lambda counter: counter.order)

    def add_deadlines(
        self,
        words: str,
        endpoint: str,
        deadlines: Deadlines,
        *,
        order: int = 50,
        values: Mapping[str, str] | None = None,
    ) -> None:
        """Show on the to-do page what is overdue, and what is due today or in a few working days.

        `words` follow the number of either: "件依申请公开".
        """
        self.due_counters.append(DueCounter(words, endpoint, deadlines, order, values or {}))
        self.due_counters.sort(key=lambda counter: counter.order)

    def add_actions(self, words: Mapping[str, str]) -> None:
        """Say what actions of the audit trail are in words: {"wordings.take_back": "撤回了改动"}."""
        self.actions |= words


def _add(entries: list[Entry], entry: Entry) -> None:
    if any(other.endpoint == entry.endpoint for other in entries):
        raise ValueError(f"{entry.endpoint} is in the navigation twice")
    entries.append(entry)
    entries.sort(key=lambda other: other.order)
