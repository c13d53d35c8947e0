"""Whose turn it is to write to a SQLite file: writers of all processes wait here, not in SQLite.

SQLite lets a second writer sleep and look again, up to a tenth of a second at a time, and the one that just wrote is
awake and takes the lock again: with two busy processes messages waited for seconds. Here the threads of a process take
turns without sleeping, one of them looks at a file lock every half millisecond, and nobody waits longer than a resident
can. The file lock is let go when a process dies. Writers that do not come through here (a migration) are still safe:
they only wait SQLite's way.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

try:
    import fcntl
except ImportError:  # Windows: SQLite's own waiting has to do
    fcntl = None  # type: ignore[assignment]

LOOK_AGAIN_S = 0.0005  # a transaction takes less; SQLite would look again after up to 0.1 s
BUSY_TIMEOUT_MS = 4000  # below WeChat's five seconds: better a retry from the platform than a silent hang


class WriterQueue:
    """One process's place in the queue; without a file (PostgreSQL, a database in memory) nobody waits."""

    def __init__(self, file: Path | None) -> None:
        self._thread = threading.Lock()
        self._descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600) if file and fcntl else None

    @classmethod
    def beside(cls, engine: Engine) -> "WriterQueue":
        """The queue of the engine's database: a file `….writers` beside a SQLite file."""
        database = engine.url.database
        if engine.dialect.name != "sqlite" or not database or database == ":memory:":
            return cls(None)
        return cls(Path(f"{database}.writers"))

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for the turn and hold it. Raises OperationalError after four seconds."""
        if self._descriptor is None:
            yield
            return
        deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1000
        if not self._thread.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
            raise _waited_too_long()
        try:
            self._wait_for_others(deadline)
            try:
                yield
            finally:
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        finally:
            self._thread.release()

    def _wait_for_others(self, deadline: float) -> None:
        assert self._descriptor is not None  # noqa: S101  (only called where there is a file)
        while True:
            with suppress(BlockingIOError):
                return fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if time.monotonic() > deadline:
                raise _waited_too_long()
            time.sleep(LOOK_AGAIN_S)


def _waited_too_long() -> OperationalError:
    return OperationalError(None, None, sqlite3.OperationalError("waited too long to write"))
