"""Being the one among several processes: a lock that ends when its holder does, however that ends."""

import fcntl
import hashlib
import os
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError


class LeaderLock(Protocol):
    """Held by at most one process at a time; a killed holder loses it at once."""

    def hold(self) -> bool:
        """Take it if nobody has it; whether we have it now. Cheap: to be asked before each thing only a leader does."""

    def release(self) -> None:
        """Let another have it."""


def leader_lock(engine: Engine, name: str) -> LeaderLock:
    """Make the lock called `name` for all processes that use this database. ValueError for SQLite without a file."""
    if engine.dialect.name == "postgresql":
        return AdvisoryLock(engine, name)
    if not engine.url.database or engine.url.database == ":memory:":
        raise ValueError("processes cannot share a database that is only in memory")
    return FileLock(Path(f"{engine.url.database}.{name}.lock"))


class FileLock:
    """`flock` on a file beside a SQLite database: the kernel frees it when the process ends. One machine only."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def hold(self) -> bool:
        """See LeaderLock."""
        if self._file is None:
            self._file = self._try()
        return self._file is not None

    def wait(self) -> None:
        """Take it, however long another holds it."""
        if self._file is None:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX)

    def _try(self) -> int | None:
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            return None
        return file

    def release(self) -> None:
        """See LeaderLock. The file stays: removing it would let two hold different files of one name."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


class AdvisoryLock:
    """A session lock of PostgreSQL on a connection of its own: whoever loses the connection has lost the lock.

    Behind a pooler that hands out connections by transaction (PgBouncer) it does not work: connect directly.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self._key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
        self._connection: Connection | None = None

    def hold(self) -> bool:
        """See LeaderLock. Raises SQLAlchemyError when the database cannot be reached."""
        if self._connection is not None:
            return self._still_connected(self._connection)
        connection = self._connect()
        if connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": self._key}):
            self._connection = connection
        else:
            connection.close()
        return self._connection is not None

    def _connect(self) -> Connection:
        # Autocommit, or the connection would stay in one transaction for months and hold back VACUUM.
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        # A machine that vanishes without a goodbye is noticed after some 25 seconds, not after two hours.
        for setting, value in (("idle", 10), ("interval", 5), ("count", 3)):
            connection.execute(text(f"SET tcp_keepalives_{setting} = {value}"))
        return connection

    def _still_connected(self, connection: Connection) -> bool:
        try:
            connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            self._drop(connection)
            return False
        return True

    def release(self) -> None:
        """See LeaderLock."""
        if self._connection is not None:
            self._drop(self._connection)

    def _drop(self, connection: Connection) -> None:
        # Not back to the pool: there the session, and with it the lock, would live on.
        self._connection = None
        connection.invalidate()
        connection.close()
