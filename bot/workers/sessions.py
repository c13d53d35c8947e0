"""Where workers are signed in: opened with a token, alive while in use, and ended everywhere at once."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session, selectinload

from bot.workers.browsers import UNKNOWN, Browser
from bot.workers.models import WorkerRole, WorkerRow, WorkerSession
from bot.workers.worker import Worker

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
FRESH = timedelta(minutes=15)  # how long after giving the password the gravest things can be done
NOTED_EVERY = timedelta(minutes=1)  # a page that only reads must not become a write each time


@dataclass(frozen=True)
class Open:
    """A session that is alive: its number, whose it is, when they last gave the password, whether to note its use."""

    id: int
    worker: Worker
    confirmed_at: datetime
    note_due: bool


def is_alive(created_at: datetime, seen_at: datetime, now: datetime) -> bool:
    """Whether a session still counts: used within half an hour, and not older than twelve."""
    return now < min(seen_at + IDLE, created_at + ABSOLUTE)


def is_fresh(confirmed_at: datetime, now: datetime) -> bool:
    """Whether the password was given so lately that the gravest things can be done without asking again."""
    return now - confirmed_at < FRESH


def open_session(session: Session, worker_id: int, browser: Browser = UNKNOWN, *, token: str, now: datetime) -> None:
    """Begin a session; `token` is random, at least 256 bits, and not kept."""
    session.add(
        WorkerSession(
            worker_id=worker_id,
            token_hash=digest(token),
            created_at=now,
            seen_at=now,
            confirmed_at=now,
            device=browser.device,
            network=browser.network,
        )
    )


def find_session(session: Session, token: str, *, now: datetime, with_examples: bool) -> Open | None:
    """The session of this token while it is alive and its worker is neither disabled nor an example out of place."""
    query = (
        select(WorkerSession, WorkerRow)
        .join(WorkerRow, WorkerRow.id == WorkerSession.worker_id)
        .where(WorkerSession.token_hash == digest(token), WorkerRow.disabled_at.is_(None))
        .options(selectinload(WorkerRow.roles).joinedload(WorkerRole.place))
    )
    found = session.execute(query).one_or_none()
    if found is None or not is_alive(found[0].created_at, found[0].seen_at, now):
        return None
    if found[1].is_example and not with_examples:
        return None
    return Open(found[0].id, Worker.of(found[1]), found[0].confirmed_at, now - found[0].seen_at >= NOTED_EVERY)


def note_use(session: Session, session_id: int, *, now: datetime) -> None:
    """The worker is there: the half hour begins anew."""
    session.execute(update(WorkerSession).where(WorkerSession.id == session_id).values(seen_at=now))


def confirm(session: Session, session_id: int, *, now: datetime) -> None:
    """The worker has given the password again."""
    session.execute(update(WorkerSession).where(WorkerSession.id == session_id).values(confirmed_at=now))


def sessions_of(session: Session, worker_id: int, *, now: datetime) -> list[WorkerSession]:
    """Where a worker is signed in now, the latest used first."""
    query = select(WorkerSession).where(WorkerSession.worker_id == worker_id).order_by(WorkerSession.seen_at.desc())
    return [row for row in session.scalars(query) if is_alive(row.created_at, row.seen_at, now)]


def end_session(session: Session, token: str) -> None:
    """End this one; unknown ones are ended already."""
    session.execute(delete(WorkerSession).where(WorkerSession.token_hash == digest(token)))


def end_one(session: Session, worker_id: int, session_id: int) -> bool:
    """End one of a worker's sessions by its number; False when there is no such one of theirs."""
    mine = WorkerSession.worker_id == worker_id, WorkerSession.id == session_id
    return bool(session.scalars(delete(WorkerSession).where(*mine).returning(WorkerSession.id)).all())


def end_all(session: Session, worker_id: int, *, but: int | None = None) -> int:
    """End every session of a worker, in every browser, perhaps but one; how many that were."""
    theirs = delete(WorkerSession).where(WorkerSession.worker_id == worker_id)
    ended = session.scalars(theirs.where(WorkerSession.id != (but or 0)).returning(WorkerSession.id))
    return len(ended.all())


def forget_ended(session: Session, *, now: datetime) -> None:
    """Delete the sessions that have been over for a week: until then a form that was left open finds whose it is."""
    week_ago = now - timedelta(days=7)
    over = or_(WorkerSession.seen_at <= week_ago - IDLE, WorkerSession.created_at <= week_ago - ABSOLUTE)
    session.execute(delete(WorkerSession).where(over))


def digest(token: str) -> str:
    """What is stored of a token: a copy of the database opens no session."""
    return hashlib.sha256(token.encode()).hexdigest()
