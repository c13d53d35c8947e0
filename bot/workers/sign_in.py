"""Signing in and out: attempt noted, password checked with nothing held, outcome noted."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot import audit
from bot.db import Sessions
from bot.errors import BotError
from bot.workers.models import WorkerRow
from bot.workers.passwords import LONGEST, Busy, Passwords
from bot.workers.sessions import end_session, open_session
from bot.workers.throttle import Origin, claim_attempt, forgive, take_back
from bot.workers.worker import Worker


class WrongLogin(BotError):
    """登录名或密码不对。"""  # one sentence for all reasons: nobody learns which logins exist


@dataclass(frozen=True)
class Attempt:
    """What somebody typed, and from where."""

    login: str
    password: str = field(repr=False)
    address: str

    @property
    def origin(self) -> Origin:
        """Whom it is counted against."""
        return Origin.of(self.login, self.address)


def sign_in(
    sessions: Sessions, passwords: Passwords, attempt: Attempt, *, token: str, now: datetime, with_examples: bool
) -> Worker:
    """Open a session with this token. Raises WrongLogin, TooManyAttempts or Busy."""
    with sessions.begin() as session:
        claim_attempt(session, attempt.origin, now=now)
        row = session.scalars(_query(attempt.login)).one_or_none()
        stored = row.password_hash if row else None
    # Checking takes a tenth of a second on purpose: no transaction waits for it.
    right = _is_right(sessions, passwords, attempt, stored, now=now)
    with sessions.begin() as session:
        # Again, and held: it may have been disabled or given a new password meanwhile, and must not be before we end.
        row = session.scalars(_query(attempt.login).with_for_update()).one_or_none()
        if row and right and row.password_hash == stored and _may_enter(row, with_examples=with_examples):
            return _let_in(session, row, attempt, token=token, now=now)
        _note(session, "worker.sign_in_failed", actor="system", login=row.login if row else "?", at=now)
    raise WrongLogin


def sign_out(session: Session, worker: Worker, *, token: str, now: datetime) -> None:
    """End the session of this token."""
    end_session(session, token)
    _note(session, "worker.sign_out", actor=worker.login, login=worker.login, at=now)


def _is_right(sessions: Sessions, passwords: Passwords, attempt: Attempt, stored: str | None, *, now: datetime) -> bool:
    if len(attempt.password) > LONGEST:
        return False
    try:
        return passwords.matches(stored, attempt.password)
    except Busy:  # nobody looked at it, so it is nobody's failure
        with sessions.begin() as session:
            take_back(session, attempt.origin, now=now)
        raise


def _query(login: str) -> Select[WorkerRow]:
    # PostgreSQL refuses to even look for a NUL; no login holds what cannot be printed.
    return select(WorkerRow).where(WorkerRow.login == (login.strip().lower() if login.isprintable() else ""))


def _may_enter(row: WorkerRow, *, with_examples: bool) -> bool:
    return row.disabled_at is None and (with_examples or not row.is_example)


def _let_in(session: Session, row: WorkerRow, attempt: Attempt, *, token: str, now: datetime) -> Worker:
    take_back(session, attempt.origin, now=now)
    forgive(session, attempt.origin.login)
    open_session(session, row.id, token=token, now=now)
    _note(session, "worker.sign_in", actor=row.login, login=row.login, at=now)
    return Worker.of(row)


def _note(session: Session, action: str, *, actor: str, login: str, at: datetime) -> None:
    # What was typed into the login's field and matches nobody may be a password: it is not kept.
    audit.record(session, actor=actor, action=action, subject=f"worker:{login}", details={}, at=at)
