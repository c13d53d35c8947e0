"""The audit trail keeps what happened, refuses changes, and shows those made behind its back."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, insert, select, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

from bot import audit
from bot.app import make_kit
from bot.audit import APPEND_ONLY, FIRST, AuditEvent, Broken, Verified, record, verify
from bot.db import Sessions
from bot.settings import Settings
from tests.conftest import NOON


def add(session: Session, number: int, **details: Any) -> None:
    moment = NOON + timedelta(seconds=number)
    record(session, actor="system", action="item.imported", subject=f"item {number}", details=details, at=moment)


@pytest.fixture
def trail(sessions: Sessions) -> Sessions:
    with sessions.begin() as session:
        for number in range(1, 4):
            add(session, number, domain="社会救助", count=number)
    return sessions


def test_a_fresh_trail_verifies_and_tells_its_length(trail: Sessions) -> None:
    with trail.read() as session:
        outcome = verify(session)

    with trail.read() as session:
        last = session.scalars(select(AuditEvent.hash).order_by(AuditEvent.id.desc())).first()
    assert outcome == Verified(count=3, head=str(last))


def test_an_empty_trail_verifies(sessions: Sessions) -> None:
    with sessions.read() as session:
        assert verify(session) == Verified(count=0, head=FIRST)


def test_an_event_is_kept_only_when_the_transaction_is(trail: Sessions) -> None:
    with pytest.raises(RuntimeError), trail.begin() as session:
        add(session, 4)
        raise RuntimeError

    with trail.begin() as session:
        add(session, 4)
    with trail.read() as session:
        assert verify(session) == Verified(4, audit.latest(session, limit=1)[0].hash)


def test_details_come_back_as_they_were_given(sessions: Sessions) -> None:
    details = {"rate": 0.1 + 0.2, "name": "鼓楼区\x00\ud800", "list": [1, None, True], "big": 10**30}

    with sessions.begin() as session:
        add(session, 1, **details)

    with sessions.read() as session:
        assert audit.latest(session)[0].details == details
        assert isinstance(verify(session), Verified)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_events SET actor = 'nobody' WHERE id = 2",
        "DELETE FROM audit_events WHERE id = 3",
        "DELETE FROM audit_events",
    ],
)
def test_the_database_refuses_to_change_or_delete_an_event(trail: Sessions, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), trail.begin() as session:
        session.execute(text(statement))


def test_sqlite_refuses_to_replace_an_event(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        add(session, 1)

    replacing = "INSERT OR REPLACE INTO audit_events SELECT id, at, 'x', action, subject, details, previous_hash, hash"
    with pytest.raises(DatabaseError, match="append-only"), sqlite.begin() as session:
        session.execute(text(f"{replacing} FROM audit_events"))


def test_postgresql_refuses_to_truncate_the_trail(postgres: Sessions) -> None:
    with pytest.raises(DatabaseError, match="append-only"), postgres.begin() as session:
        session.execute(text("TRUNCATE audit_events"))


def test_the_chain_cannot_fork(trail: Sessions) -> None:
    twin = (
        "INSERT INTO audit_events SELECT 9, at, actor, action, subject, details, previous_hash, 'x' "
        "FROM audit_events WHERE id = 2"
    )

    with pytest.raises(DatabaseError), trail.begin() as session:
        session.execute(text(twin))


def test_many_writers_at_once_make_one_chain(sessions: Sessions) -> None:
    def write(number: int) -> None:
        with sessions.begin() as session:
            add(session, number)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(80)))

    with sessions.read() as session:
        outcome = verify(session)
    assert isinstance(outcome, Verified)
    assert outcome.count == 80


def test_a_spoilt_moment_names_its_row(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        for number in range(1, 4):
            add(session, number)

    with behind_the_back(sqlite) as session:
        session.execute(text("UPDATE audit_events SET at = 'yesterday' WHERE id = 2"))

    with sqlite.read() as session:
        assert verify(session) == Broken(2, "内容已无法读取")


LENGTH = 6
OTHER = {
    "at": "2020-01-01 00:00:00.000000",
    "actor": "nobody",
    "action": "item.forged",
    "subject": "item 0",
    "details": '{"a": 1}',
    "previous_hash": "a" * 64,
    "hash": "b" * 64,
}
Tampering = Callable[[Session], object]


def changed(row: int, column: str) -> Tampering:
    statement = text(f"UPDATE audit_events SET {column} = :value WHERE id = {row}")
    return lambda session: session.execute(statement, {"value": OTHER[column]})


def deleted(row: int) -> Tampering:
    return lambda session: session.execute(text(f"DELETE FROM audit_events WHERE id = {row}"))


def deleted_and_renumbered(row: int) -> Tampering:
    def tamper(session: Session) -> None:
        session.execute(text(f"DELETE FROM audit_events WHERE id = {row}"))
        session.execute(text(f"UPDATE audit_events SET id = id - 1 WHERE id > {row}"))

    return tamper


def inserted(row: int) -> Tampering:
    """A forged event with a right hash of its own; the one after it is made to point at it."""

    def tamper(session: Session) -> None:
        session.execute(text(f"UPDATE audit_events SET id = -id - 1 WHERE id >= {row}"))
        session.execute(text("UPDATE audit_events SET id = -id WHERE id < 0"))
        previous = session.scalar(select(AuditEvent.hash).where(AuditEvent.id == row - 1)) or FIRST
        fields = {"id": row, "actor": "nobody", "action": "forged", "subject": "item 0", "at": NOON}
        forged = audit.chain_hash(previous, fields | {"details": "{}"})
        session.execute(text(f"UPDATE audit_events SET previous_hash = '{forged}' WHERE id = {row + 1}"))
        session.execute(insert(AuditEvent).values(**fields, details={}, previous_hash=previous, hash=forged))

    return tamper


def swapped(first: int, second: int) -> Tampering:
    def tamper(session: Session) -> None:
        for source, target in ((first, -1), (second, first), (-1, second)):
            session.execute(text(f"UPDATE audit_events SET id = {target} WHERE id = {source}"))

    return tamper


rows = st.integers(1, LENGTH)
tamperings = st.one_of(
    st.builds(changed, rows, st.sampled_from(sorted(OTHER))),
    st.builds(deleted, rows),
    st.builds(deleted_and_renumbered, rows),
    st.builds(inserted, rows),
    st.tuples(rows, rows).filter(lambda pair: pair[0] != pair[1]).map(lambda pair: swapped(*pair)),
)


@contextmanager
def behind_the_back(sessions: Sessions) -> Iterator[Session]:
    with sessions.begin() as session:
        for name in ("no_update", "no_delete", "no_replace"):
            session.execute(text(f"DROP TRIGGER audit_events_{name}"))
        yield session


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tamper=tamperings)
def test_no_change_deletion_insertion_or_swap_stays_hidden_from_who_noted_the_head(tamper: Tampering) -> None:
    sessions = Sessions(create_engine("sqlite://", poolclass=StaticPool))
    AuditEvent.metadata.create_all(sessions.engine, tables=[AuditEvent.metadata.tables["audit_events"]])
    with sessions.begin() as session:
        for number in range(1, LENGTH + 1):
            add(session, number)
        noted = verify(session)
    assert isinstance(noted, Verified)

    with behind_the_back(sessions) as session:
        tamper(session)

    with sessions.read() as session:
        assert isinstance(verify(session, head=noted.head), Broken)
    sessions.engine.dispose()


def test_a_head_noted_earlier_is_found_again_after_more_events(trail: Sessions) -> None:
    with trail.begin() as session:
        noted = verify(session)
        add(session, 4)

    assert isinstance(noted, Verified)
    with trail.read() as session:
        assert isinstance(verify(session, head=noted.head), Verified)


def test_every_database_we_run_on_has_its_triggers() -> None:
    assert set(APPEND_ONLY) == {"sqlite", "postgresql"}


@pytest.fixture
def app(sqlite: Sessions) -> Flask:
    app = Flask("test")
    kit = replace(make_kit(Settings(database_url="sqlite://")), sessions=sqlite)
    app.extensions["kit"] = kit
    audit.init_app(app, kit)
    return app


def test_the_command_prints_count_and_head(app: Flask, sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        add(session, 1)
        head = audit.latest(session)[0].hash

    result = app.test_cli_runner().invoke(args=["audit", "verify", "--head", head])

    assert result.exit_code == 0
    assert f"共 1 条，链尾哈希 {head}" in result.output


def test_the_command_names_the_first_broken_event_and_fails(app: Flask, sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        for number in range(1, 4):
            add(session, number)
    with behind_the_back(sqlite) as session:
        changed(2, "actor")(session)

    result = app.test_cli_runner().invoke(args=["audit", "verify"])

    assert result.exit_code == 1
    assert "第 2 条处破损：内容与哈希不符" in result.output


def test_the_list_shows_the_newest_first_in_local_time(app: Flask, sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        add(session, 1)
        add(session, 2, count=5)

    result = app.test_cli_runner().invoke(args=["audit", "list", "--limit", "1"])

    assert result.output == '2  2026-11-23 12:00:02  system  item.imported  item 2  {"count": 5}\n'
