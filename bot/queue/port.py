"""What parts and rules know of the queue: how to put a job in, and how to say what doing it means."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from bot.db import Sessions
from bot.settings import Settings
from bot.time import Clock

Payload = dict[str, Any]
Function = Callable[[Payload], None]


class Queue(Protocol):
    """Where work for later is put; which queue it is, is not the caller's business."""

    def enqueue(
        self, session: Session, job: str, payload: Payload, *, run_at: datetime, key: str | None = None
    ) -> None:
        """Have the job called `job` done once `run_at` has come, if and only if the session's transaction commits.

        `payload` is what JSON can hold: ids, never texts. It is done at least once: a worker that dies in the middle
        leaves it to another. With `key` (≤ 128 characters) nothing happens when a job with that key already waits, is
        being done, was given up, or was done within the last seven days.
        """


class UnknownJobError(Exception):
    """A job of this name was never registered."""


class Jobs:
    """What each job does; parts register theirs when they join."""

    def __init__(self) -> None:
        self._functions: dict[str, Function] = {}

    def register(self, name: str, function: Function) -> None:
        """`function(payload)` opens its own transactions and may run twice for one job. ValueError: `name` is taken."""
        if name in self._functions:
            raise ValueError(f"two jobs are called {name}")
        self._functions[name] = function

    def run(self, name: str, payload: Payload) -> None:
        """Do it. Raises UnknownJobError, or whatever the job raises."""
        if name not in self._functions:
            raise UnknownJobError(name)
        self._functions[name](payload)


class WithJobs(Protocol):
    """What workers need of the kit."""

    @property
    def settings(self) -> Settings:
        """What an operator has set."""

    @property
    def sessions(self) -> Sessions:
        """The database."""

    @property
    def clock(self) -> Clock:
        """The time."""

    @property
    def jobs(self) -> Jobs:
        """What each job does."""
