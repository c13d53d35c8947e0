"""Whose turn it is to write to a SQLite file: writers of all processes wait in the kernel, not in SQLite.

SQLite lets a second writer sleep and look again, up to a tenth of a second at a time, and the one that just wrote is
awake and takes the lock again: with two busy processes messages waited for seconds. A file lock wakes the next writer
the moment it is free, and is let go when a process dies. Writers that do not come through here (a migration) are still
safe: they only wait SQLite's way.
"""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

try:
    import fcntl
except ImportError:  # Windows: SQLite's own waiting has to do
    fcntl = None  # type: ignore[assignment]

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
        """Wait for the turn and hold it. Raises OperationalError after four seconds behind our own writers."""
        if self._descriptor is None:
            yield
            return
        if not self._thread.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
            raise OperationalError(None, None, sqlite3.OperationalError("waited too long to write"))
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            yield
        finally:
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
            self._thread.release()
