"""The database: base class, column types, engine and sessions, for SQLite and PostgreSQL alike."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, cast

from sqlalchemy import JSON, DateTime, Dialect, Engine, Enum, MetaData, String, create_engine, event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Session, mapped_column, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from bot.writers import BUSY_TIMEOUT_MS, WriterQueue


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC and returned aware. A naive datetime is a bug and raises ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive values; SQLite keeps no zone, so what it gets is UTC without one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime without a time zone cannot be stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give back an aware UTC moment on both databases."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of all tables: constraint names for migrations, enums stored by value, moments in UTC, JSON for dicts."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  (SQLAlchemy reads it as a plain class attribute)
        datetime: UtcDateTime(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
        list[str]: JSON(),
        StrEnum: Enum(StrEnum, native_enum=False, length=32, values_callable=lambda enum: [m.value for m in enum]),
    }


Key = Annotated[int, mapped_column(primary_key=True)]
Code = Annotated[str, mapped_column(String(32))]
OpenId = Annotated[str, mapped_column(String(64))]


def open_database(url: str) -> Engine:
    """Make the engine for a DATABASE_URL. The folder of a SQLite file is made when missing."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(
            parsed, pool_size=20, max_overflow=20, pool_timeout=4, pool_pre_ping=True, pool_recycle=1800
        )
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    pool = (
        {}
        if parsed.database in {None, "", ":memory:"}
        else {"pool_size": 8, "max_overflow": 64, "pool_timeout": 4, "pool_use_lifo": True}
    )
    engine = create_engine(parsed, **pool, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    assert isinstance(connection, sqlite3.Connection)  # noqa: S101  (tells mypy which driver this is)
    connection.isolation_level = None  # we say BEGIN ourselves, see below
    for pragma in (
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "wal_autocheckpoint=2000",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that starts by reading and then writes fails at once when another wrote in between, without
    # waiting (SQLITE_BUSY_SNAPSHOT). Writers therefore queue at the start; readers say so and never wait.
    reading = connection.get_execution_options().get("reading", False)
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    driver.execute("BEGIN" if reading else "BEGIN IMMEDIATE")


class Sessions:
    """Where transactions begin: `begin()` for what may write, `read()` for what only looks."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._queue = WriterQueue.beside(engine)
        self._writing = sessionmaker(engine, expire_on_commit=False)
        self._reading = sessionmaker(engine.execution_options(reading=True), expire_on_commit=False)

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A transaction that may write: leaving commits, raising rolls back."""
        with self._queue.turn(), self._writing.begin() as session:
            yield session

    @contextmanager
    def connect(self) -> Iterator[Connection]:
        """A transaction that may write, below the ORM, for what happens with every message."""
        with self._queue.turn(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only looks, and waits for nobody."""
        with self._reading.begin() as session:
            yield session


__all__ = ["Base", "Code", "Key", "OpenId", "Session", "Sessions", "UtcDateTime", "open_database"]
