"""The queue inside the application's own database: every move of a job is one UPDATE of its row.

A worker that has lost its job to another (it was thought dead) changes nothing any more: each move names the attempt
it belongs to.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Delete, Update, and_, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.queue.models import JobState, QueuedJob
from bot.queue.port import Payload

MAX_ATTEMPTS = 6
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(hours=1)
LEASE = timedelta(seconds=60)
KEPT = timedelta(days=7)  # how long finished jobs, and with them their keys, are remembered


@dataclass(frozen=True)
class Claimed:
    """A job a worker has started, and which attempt this is (from 1)."""

    id: int
    job: str
    payload: Payload
    attempt: int


class EmbeddedQueue:
    """The `Queue` for one machine, or for several on one PostgreSQL."""

    def enqueue(
        self, session: Session, job: str, payload: Payload, *, run_at: datetime, key: str | None = None
    ) -> None:
        """See `Queue.enqueue`."""
        values = {"job": job, "payload": payload, "run_at": run_at, "key": key}
        insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        session.execute(insert(QueuedJob).values(**values).on_conflict_do_nothing(index_elements=["key"]))


def pause_after(attempt: int) -> timedelta:
    """How long to wait after this many failed attempts: 10 s, then four times as long each time, at most an hour."""
    times = int(4 ** min(attempt - 1, 8))
    return min(FIRST_PAUSE * times, LONGEST_PAUSE)


def is_any_due(session: Session, *, now: datetime) -> bool:
    """Whether looking closer is worth a writing transaction."""
    return session.scalar(select(QueuedJob.id).where(_due(now)).limit(1)) is not None


def claim_next(session: Session, *, now: datetime, lease: timedelta = LEASE) -> Claimed | None:
    """Take the job that has been due longest, for as long as the lease; no two workers get the same."""
    longest_due = select(QueuedJob.id).where(_due(now), QueuedJob.attempts < MAX_ATTEMPTS)
    chosen = longest_due.order_by(QueuedJob.run_at, QueuedJob.id).limit(1).with_for_update(skip_locked=True)
    statement = (
        update(QueuedJob)
        .where(QueuedJob.id == chosen.scalar_subquery())
        .values(state=JobState.DOING, attempts=QueuedJob.attempts + 1, locked_until=now + lease)
        .returning(QueuedJob.id, QueuedJob.job, QueuedJob.payload, QueuedJob.attempts)
    )
    row = session.execute(statement, execution_options={"synchronize_session": False}).first()
    return Claimed(*row) if row else None


def give_up_on_dead(session: Session, *, now: datetime) -> list[tuple[int, str]]:
    """Fail the jobs whose worker died in their last attempt. Returns their ids and names."""
    last_lease_over = and_(_due(now), QueuedJob.attempts >= MAX_ATTEMPTS)
    values = {"state": JobState.FAILED, "locked_until": None, "finished_at": now, "error": "WorkerDied"}
    statement = update(QueuedJob).where(last_lease_over).values(**values).returning(QueuedJob.id, QueuedJob.job)
    return [(row.id, row.job) for row in session.execute(statement, execution_options={"synchronize_session": False})]


def renew(session: Session, claimed: Claimed, *, now: datetime, lease: timedelta = LEASE) -> bool:
    """Keep it for another lease; False when another worker has it by now."""
    return _changed(session, _still(claimed).values(locked_until=now + lease))


def finish(session: Session, claimed: Claimed, *, now: datetime) -> bool:
    """It is done; False when another worker has it by now."""
    return _changed(
        session, _still(claimed).values(state=JobState.DONE, locked_until=None, finished_at=now, error=None)
    )


def fail(session: Session, claimed: Claimed, error: Exception, *, now: datetime) -> JobState | None:
    """Have it tried again later, or give it up after the last attempt. None when another worker has it by now."""
    outcome: dict[str, Any] = {"state": JobState.WAITING, "run_at": now + pause_after(claimed.attempt)}
    if claimed.attempt >= MAX_ATTEMPTS:
        outcome = {"state": JobState.FAILED, "finished_at": now}
    values = outcome | {"locked_until": None, "error": type(error).__name__[:128]}
    return outcome["state"] if _changed(session, _still(claimed).values(**values)) else None


def retry(session: Session, job_id: int, *, now: datetime) -> bool:
    """Have a job that was given up tried again from the beginning; False when there is none of this id."""
    given_up = update(QueuedJob).where(QueuedJob.id == job_id, QueuedJob.state == JobState.FAILED)
    values = {"state": JobState.WAITING, "attempts": 0, "run_at": now, "finished_at": None}
    return _changed(session, given_up.values(**values))


def forget_finished(session: Session, *, now: datetime) -> None:
    """Remove what was done more than seven days ago. What was given up stays until a person has seen to it."""
    done = (QueuedJob.state == JobState.DONE, QueuedJob.finished_at < now - KEPT)
    _changed(session, delete(QueuedJob).where(*done))


def _due(now: datetime) -> Any:  # noqa: ANN401  (a column expression of a type SQLAlchemy does not name plainly)
    waiting = and_(QueuedJob.state == JobState.WAITING, QueuedJob.run_at <= now)
    abandoned = and_(QueuedJob.state == JobState.DOING, QueuedJob.locked_until <= now)
    return or_(waiting, abandoned)


def _still(claimed: Claimed) -> Update:
    same_attempt = (QueuedJob.state == JobState.DOING, QueuedJob.attempts == claimed.attempt)
    return update(QueuedJob).where(QueuedJob.id == claimed.id, *same_attempt)


def _changed(session: Session, statement: Update | Delete) -> bool:
    result: Any = session.execute(statement, execution_options={"synchronize_session": False})
    return bool(result.rowcount)
