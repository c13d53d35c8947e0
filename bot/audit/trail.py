"""The audit trail: who did what to which thing and when, in a chain that shows every later change.

Each event carries the hash of the one before it, so an event cannot be altered, removed, inserted or moved without
breaking the chain; triggers refuse UPDATE and DELETE besides. Someone who can drop the triggers could still rewrite
the whole chain or cut off its end: an inspector therefore notes the head hash and asks for it later (`--head`).

No personal data belongs here, because nothing can ever be deleted: actors are workers' names or `system`, never an
openid, and details hold codes, numbers and states, never a resident's words.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Dialect, Row, String, Table, Text, event, insert, select, text, type_coerce
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.types import TypeDecorator

from bot.db import Base
from bot.metrics import AUDIT_EVENTS

FIRST = "0" * 64  # what the first event has for a previous hash
AT_ONCE = 1000
_LOCK = 0x6A77_6175  # any number, the same in every process: one writer of the chain at a time


class CanonicalJson(TypeDecorator[dict[str, Any]]):
    """A JSON object kept as its one canonical text, so that the very bytes can be hashed on any database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Write the canonical text."""
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> dict[str, Any] | None:  # noqa: ARG002
        """Read it back."""
        return None if value is None else dict(json.loads(value))


class AuditEvent(Base):
    """One thing that was done. `id` counts from 1 without a gap; hashes are 64 hexadecimal digits."""

    __tablename__ = "audit_events"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(String(200), index=True)
    action: Mapped[str] = mapped_column(String(200), index=True)
    subject: Mapped[str] = mapped_column(String(200), index=True)
    details: Mapped[dict[str, Any]] = mapped_column(CanonicalJson)
    previous_hash: Mapped[str] = mapped_column(String(64), unique=True)  # unique: the chain cannot fork
    hash: Mapped[str] = mapped_column(String(64), unique=True)


APPEND_ONLY: Mapping[str, tuple[str, ...]] = {
    "sqlite": (
        """CREATE TRIGGER audit_events_no_update BEFORE UPDATE ON audit_events
           BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END""",
        """CREATE TRIGGER audit_events_no_delete BEFORE DELETE ON audit_events
           BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END""",
        # INSERT OR REPLACE deletes without firing delete triggers.
        """CREATE TRIGGER audit_events_no_replace BEFORE INSERT ON audit_events
           WHEN EXISTS (SELECT 1 FROM audit_events
                        WHERE id = NEW.id OR hash = NEW.hash OR previous_hash = NEW.previous_hash)
           BEGIN SELECT RAISE(ABORT, 'audit_events is append-only'); END""",
    ),
    "postgresql": (
        """CREATE OR REPLACE FUNCTION audit_events_refuse() RETURNS trigger LANGUAGE plpgsql AS
           $$ BEGIN RAISE EXCEPTION 'audit_events is append-only'; END $$""",
        """CREATE TRIGGER audit_events_no_change BEFORE UPDATE OR DELETE ON audit_events
           FOR EACH ROW EXECUTE FUNCTION audit_events_refuse()""",
        """CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON audit_events
           FOR EACH STATEMENT EXECUTE FUNCTION audit_events_refuse()""",
    ),
}
"""By dialect name, the statements that make the table append-only; a migration that makes the table runs them too."""


@event.listens_for(AuditEvent.__table__, "after_create")
def _refuse_changes(_table: Table, connection: Connection, **_options: object) -> None:
    for statement in APPEND_ONLY[connection.dialect.name]:
        connection.exec_driver_sql(statement)


@dataclass(frozen=True)
class Verified:
    """The chain holds: how many events it has and the hash of the last."""

    count: int
    head: str


@dataclass(frozen=True)
class Broken:
    """The chain does not hold: the id where it first breaks, and why in plain words."""

    id: int
    reason: str


def record(
    session: Session, *, actor: str, action: str, subject: str, details: Mapping[str, Any], at: datetime
) -> None:
    """Append one event in the caller's transaction: it is kept exactly when what it tells of is.

    `details` must be what JSON can hold (ValueError or TypeError otherwise); `action` is one of a small set, as it
    labels a metric. From this call to the commit other writers of the trail wait: call it late in a transaction.
    """
    _one_writer(session)
    last = session.execute(select(AuditEvent.id, AuditEvent.hash).order_by(AuditEvent.id.desc()).limit(1)).first()
    number, previous = (last.id + 1, last.hash) if last else (1, FIRST)
    fields = {"id": number, "at": at, "actor": actor, "action": action, "subject": subject}
    digest = chain_hash(previous, fields | {"details": canonical(details)})
    session.execute(insert(AuditEvent).values(**fields, details=dict(details), previous_hash=previous, hash=digest))
    AUDIT_EVENTS.labels(action).inc()


def _one_writer(session: Session) -> None:
    # On SQLite every writing transaction already began with BEGIN IMMEDIATE.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def canonical(value: Mapping[str, Any]) -> str:
    """One text for one JSON value: sorted keys, no white space, ASCII. NaN and infinities raise ValueError."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), allow_nan=False)


def chain_hash(previous: str, fields: Mapping[str, Any]) -> str:
    """SHA-256 of the previous hash followed by the canonical JSON of `id, at, actor, action, subject, details`.

    In it `at` is ISO 8601 in UTC with microseconds and `details` the stored text, as a string.
    """
    moment = fields["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256((previous + canonical({**fields, "at": moment})).encode()).hexdigest()


def verify(
    session: Session, *, head: str | None = None, watch: Callable[[int], None] = lambda _count: None
) -> Verified | Broken:
    """Walk the whole chain, a thousand events in memory at a time, and stop at the first break.

    With `head`, a hash noted earlier, that event must still be there: this finds a tail cut off or a chain rewritten.
    `watch` is told every thousand events how many have been looked at.
    """
    count, last, met = 0, FIRST, head in {None, FIRST}
    for row in _stored_rows(session):
        reason = _what_is_wrong(row, count + 1, last)
        if reason:
            return Broken(row.id, reason)
        count, last, met = count + 1, row.hash, met or row.hash == head
        if count % AT_ONCE == 0:
            watch(count)
    return Verified(count, last) if met else Broken(count + 1, "链尾缺失，找不到所给的链尾哈希")


def _stored_rows(session: Session) -> Iterator[Row[Any]]:
    # As they are stored: reading a spoilt moment or spoilt JSON must not raise before its row can be named.
    raw = (type_coerce(AuditEvent.at, String).label("at"), type_coerce(AuditEvent.details, Text).label("details"))
    plain = (AuditEvent.id, AuditEvent.actor, AuditEvent.action, AuditEvent.subject)
    query = select(*plain, *raw, AuditEvent.previous_hash, AuditEvent.hash).order_by(AuditEvent.id)
    return iter(session.execute(query.execution_options(yield_per=AT_ONCE)))


def _what_is_wrong(row: Row[Any], expected_id: int, previous: str) -> str | None:
    if row.id != expected_id:
        return f"此前缺少第 {expected_id} 条"
    if row.previous_hash != previous:
        return "与上一条不相接"
    fields = {name: getattr(row, name) for name in ("id", "actor", "action", "subject", "details")}
    try:
        digest = chain_hash(previous, fields | {"at": _moment(row.at)})
    except (ValueError, TypeError):
        return "内容已无法读取"
    return None if row.hash == digest else "内容与哈希不符"


def _moment(stored: str | datetime) -> datetime:
    """PostgreSQL gives an aware datetime, SQLite the text of a UTC one."""
    return stored if isinstance(stored, datetime) else datetime.fromisoformat(stored).replace(tzinfo=UTC)


def latest(session: Session, *, subject: str | None = None, limit: int = 50) -> list[AuditEvent]:
    """The newest events first, of one subject or of all."""
    query = select(AuditEvent).order_by(AuditEvent.id.desc()).limit(limit)
    return list(session.scalars(query if subject is None else query.where(AuditEvent.subject == subject)))
