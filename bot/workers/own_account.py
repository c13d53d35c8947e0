"""What a worker does with their own account: a new password, a new phone. Each leaves an audit event."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import audit
from bot.db import Sessions
from bot.errors import BotError
from bot.secrets import Cipher
from bot.workers.links import end_links
from bot.workers.models import WorkerRow
from bot.workers.passwords import Passwords
from bot.workers.second_factor import Phone, enrol
from bot.workers.sessions import confirm, end_all, end_one
from bot.workers.sign_in import Attempt, check_password
from bot.workers.throttle import Origin, claim_attempt, forgive, take_back
from bot.workers.worker import Worker


class WrongPassword(BotError):
    """现在的密码不对，请重新输入。"""


def prove(sessions: Sessions, passwords: Passwords, attempt: Attempt, *, session_id: int, now: datetime) -> str:
    """Take the worker's password once more, counted like a sign-in: the session is fresh again; gives the stored hash.

    Raises WrongPassword, TooManyAttempts or Busy.
    """
    stored, right = check_password(sessions, passwords, attempt, now=now)
    with sessions.begin() as session:
        if right and stored:
            take_back(session, attempt.origin, now=now)
            forgive(session, attempt.origin.login)
            confirm(session, session_id, now=now)
            return stored
        _note(session, attempt.login, "worker.confirm_failed", {}, at=now, actor="system")
    raise WrongPassword


def change_password(
    session: Session, login: str, password_hash: str, *, instead_of: str, session_id: int, at: datetime
) -> int:
    """Put a new password in place of the old one; every other session ends, how many. Raises WrongPassword: gone."""
    row = session.scalars(select(WorkerRow).where(WorkerRow.login == login).with_for_update()).one()
    if row.password_hash != instead_of:
        raise WrongPassword
    row.password_hash = password_hash
    ended = end_all(session, row.id, but=session_id)
    end_links(session, row.id)
    _note(session, login, "worker.own_password", {"sessions": ended}, at=at)
    return ended


def claim_code(sessions: Sessions, worker_id: int, address: str, *, now: datetime) -> Origin:
    """Count an attempt to show a code, before it is looked at. Raises TooManyAttempts."""
    origin = Origin.of_code(worker_id, address)
    with sessions.begin() as session:
        claim_attempt(session, origin, now=now)
    return origin


def change_phone(
    session: Session, cipher: Cipher, worker: Worker, phone: Phone, *, origin: Origin, session_id: int, at: datetime
) -> None:
    """Take a new phone and slip in place of the old ones; every other session ends. Raises WrongCode."""
    enrol(session, cipher, worker.id, phone, now=at)
    take_back(session, origin, now=at)
    forgive(session, origin.login)
    ended = end_all(session, worker.id, but=session_id)
    _note(session, worker.login, "worker.enrol", {"sessions": ended}, at=at)


def leave_other(session: Session, worker: Worker, session_id: int, *, at: datetime) -> bool:
    """End one of the worker's own sessions; False when it is over already."""
    ended = end_one(session, worker.id, session_id)
    if ended:
        _note(session, worker.login, "worker.end_session", {"sessions": 1}, at=at)
    return ended


def leave_others(session: Session, worker: Worker, *, but: int, at: datetime) -> int:
    """End all of the worker's own sessions but one; how many."""
    ended = end_all(session, worker.id, but=but)
    if ended:
        _note(session, worker.login, "worker.end_session", {"sessions": ended}, at=at)
    return ended


def _note(
    session: Session, login: str, action: str, details: dict[str, object], *, at: datetime, actor: str | None = None
) -> None:
    audit.record(session, actor=actor or login, action=action, subject=f"worker:{login}", details=details, at=at)
