"""What parts bring to the console: entries of its navigation and counters of its to-do page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from bot.db import Session

if TYPE_CHECKING:
    from bot.workers.worker import Worker

Count = Callable[[Session, "Worker", datetime], int]
"""How many things wait for this worker now; only those at places where the worker may do something about them."""


@dataclass(frozen=True)
class Entry:
    """A page in the navigation, under the words workers know it by. The endpoint takes no arguments."""

    label: str
    endpoint: str
    order: int


@dataclass(frozen=True)
class Counter:
    """Something to be done: a number, the words after it, and the page that shows which."""

    words: str
    endpoint: str
    count: Count
    order: int
    values: Mapping[str, str]


@dataclass
class Console:
    """All that parts have brought. Who sees what follows from the guards of the views they lead to."""

    entries: list[Entry] = field(default_factory=list)
    counters: list[Counter] = field(default_factory=list)

    def add_entry(self, label: str, endpoint: str, *, order: int = 50) -> None:
        """Show a page in the navigation, those with a small `order` first. Raises ValueError: it is there already."""
        if any(entry.endpoint == endpoint for entry in self.entries):
            raise ValueError(f"{endpoint} is in the navigation twice")
        self.entries.append(Entry(label, endpoint, order))
        self.entries.sort(key=lambda entry: entry.order)

    def add_counter(
        self, words: str, endpoint: str, count: Count, *, order: int = 50, values: Mapping[str, str] | None = None
    ) -> None:
        """Show on the to-do page how many wait; pressing it opens `endpoint` with `values` as the query.

        `words` follow the number: "条问题没有答上来". The most urgent have the smallest `order`.
        """
        self.counters.append(Counter(words, endpoint, count, order, values or {}))
        self.counters.sort(key=lambda counter: counter.order)
