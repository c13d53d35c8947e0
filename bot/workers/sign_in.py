"""Signing in and out: attempt noted, password checked with nothing held, outcome noted; then the code from the phone.

Between the two steps nothing is stored: who has proved the password is told by a `Half`, which the browser carries
sealed, and which is worth nothing once the password is another or ten minutes are over.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot import audit
from bot.db import Sessions
from bot.errors import BotError
from bot.secrets import Cipher, SecretUnreadableError
from bot.workers.browsers import Browser
from bot.workers.models import WorkerRow
from bot.workers.passwords import LONGEST, Busy, Passwords
from bot.workers.second_factor import Phone, WrongCode, enrol, has_factor, use_code
from bot.workers.sessions import end_session, open_session
from bot.workers.throttle import Origin, claim_attempt, forgive, take_back
from bot.workers.worker import Worker

HALF_LASTS = timedelta(minutes=10)
_SEALED_FOR = "half signed in"


class WrongLogin(BotError):
    """登录名或密码不对。"""  # one sentence for all reasons: nobody learns which logins exist


class HalfOver(BotError):
    """登录没有在十分钟内完成，请重新输入登录名和密码。"""


@dataclass(frozen=True)
class Attempt:
    """What somebody typed, and from where; `signed_in` is the id of who is in already and proves it once more."""

    login: str
    password: str = field(repr=False)
    address: str
    user_agent: str = ""
    signed_in: int | None = None

    @property
    def origin(self) -> Origin:
        """Whom it is counted against."""
        if self.signed_in is None:
            return Origin.of(self.login, self.address)
        return Origin.of_confirm(self.signed_in, self.address)

    @property
    def browser(self) -> Browser:
        """What the session will be recognised by."""
        return Browser.of(self.user_agent, self.address)


@dataclass(frozen=True)
class Half:
    """Somebody who has given the right password, at `at` (seconds since 1970), and not yet a code.

    `mark` belongs to that password; `enrolled` tells whether they have a phone that makes codes.
    """

    worker_id: int
    login: str
    mark: str
    at: int
    enrolled: bool


@dataclass(frozen=True)
class Here:
    """Where a second step is taken: the address and browser it comes from, the token of the session it opens."""

    address: str
    browser: Browser
    token: str = field(repr=False)
    now: datetime


def sign_in(
    sessions: Sessions, passwords: Passwords, attempt: Attempt, *, token: str, now: datetime, with_examples: bool
) -> Worker | Half:
    """Open a session with this token, or come to the second step. Raises WrongLogin, TooManyAttempts or Busy."""
    stored, right = check_password(sessions, passwords, attempt, now=now)
    with sessions.begin() as session:
        # Again, and held: it may have been disabled or given a new password meanwhile, and must not be before we end.
        row = session.scalars(_query(attempt.login).with_for_update()).one_or_none()
        if row and right and row.password_hash == stored and may_enter(row, with_examples=with_examples):
            take_back(session, attempt.origin, now=now)
            forgive(session, attempt.origin.login)
            return after_password(session, row, attempt.browser, token=token, now=now)
        _note(session, "worker.sign_in_failed", actor="system", login=row.login if row else "?", at=now)
    raise WrongLogin


def check_password(
    sessions: Sessions, passwords: Passwords, attempt: Attempt, *, now: datetime
) -> tuple[str | None, bool]:
    """Count an attempt as failed, then look at it: what is stored, and whether the password is right.

    Whoever finds it right takes the attempt back. Raises TooManyAttempts or Busy.
    """
    with sessions.begin() as session:
        claim_attempt(session, attempt.origin, now=now)
        row = session.scalars(_query(attempt.login)).one_or_none()
        stored = row.password_hash if row else None
    # Checking takes a tenth of a second on purpose: no transaction waits for it.
    return stored, _is_right(sessions, passwords, attempt, stored, now=now)


def after_password(session: Session, row: WorkerRow, browser: Browser, *, token: str, now: datetime) -> Worker | Half:
    """The password was right: a session for who needs no code, the second step for all others."""
    enrolled = has_factor(session, row.id)
    if enrolled or row.no_code_reason is None:
        return Half(row.id, row.login, _mark(row.password_hash), int(now.timestamp()), enrolled)
    return _let_in(session, row, browser, token=token, now=now, details={"without_code": row.no_code_reason})


def seal_half(cipher: Cipher, half: Half) -> str:
    """What the browser carries from the first step to the second."""
    return cipher.seal(json.dumps(asdict(half)), bound_to=_SEALED_FOR)


def open_half(cipher: Cipher, sealed: str, *, now: datetime) -> Half:
    """Who has given the password in this browser a moment ago. Raises HalfOver."""
    try:
        half = Half(**json.loads(cipher.unseal(sealed, bound_to=_SEALED_FOR)))
    except (SecretUnreadableError, TypeError):  # TypeError: sealed by another version of this program
        raise HalfOver from None
    if now - datetime.fromtimestamp(half.at, UTC) >= HALF_LASTS:
        raise HalfOver
    return half


def finish(sessions: Sessions, cipher: Cipher, half: Half, code: str, here: Here) -> Worker:
    """Open a session for who has given a right code besides. Raises WrongCode, TooManyAttempts or HalfOver."""
    origin = _claim(sessions, half, here)
    with sessions.begin() as session:
        row = _still(session, half)
        if not has_factor(session, row.id):  # reset meanwhile: no code is right, and a new phone is taken at the start
            raise HalfOver
        kind = use_code(session, cipher, row.id, code, now=here.now)
        if kind:
            _was_right(session, origin, here.now)
            return _let_in(session, row, here.browser, token=here.token, now=here.now, details={"second_step": kind})
        _note(session, "worker.code_failed", actor="system", login=row.login, at=here.now)
    raise WrongCode


def enrol_and_finish(sessions: Sessions, cipher: Cipher, half: Half, phone: Phone, here: Here) -> Worker:
    """Take the worker's phone and open a session. Raises WrongCode, TooManyAttempts or HalfOver."""
    origin = _claim(sessions, half, here)
    with sessions.begin() as session:
        row = _still(session, half)
        if has_factor(session, row.id):  # somebody else was faster: their phone is asked for now, not this one
            raise HalfOver
        enrol(session, cipher, row.id, phone, now=here.now)
        _was_right(session, origin, here.now)
        _note(session, "worker.enrol", actor=row.login, login=row.login, at=here.now)
        return _let_in(session, row, here.browser, token=here.token, now=here.now, details={"second_step": "phone"})


def sign_out(session: Session, worker: Worker, *, token: str, now: datetime) -> None:
    """End the session of this token."""
    end_session(session, token)
    _note(session, "worker.sign_out", actor=worker.login, login=worker.login, at=now)


def may_enter(row: WorkerRow, *, with_examples: bool) -> bool:
    """Whether this worker may sign in here at all."""
    return row.disabled_at is None and (with_examples or not row.is_example)


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


def _claim(sessions: Sessions, half: Half, here: Here) -> Origin:
    origin = Origin.of_code(half.worker_id, here.address)
    with sessions.begin() as session:
        claim_attempt(session, origin, now=here.now)
    return origin


def _was_right(session: Session, origin: Origin, now: datetime) -> None:
    take_back(session, origin, now=now)
    forgive(session, origin.login)


def _still(session: Session, half: Half) -> WorkerRow:
    query = select(WorkerRow).where(WorkerRow.id == half.worker_id, WorkerRow.disabled_at.is_(None))
    row = session.scalars(query.with_for_update()).one_or_none()
    if row is None or _mark(row.password_hash) != half.mark:
        raise HalfOver
    return row


def _mark(password_hash: str | None) -> str:
    return hashlib.sha256((password_hash or "").encode()).hexdigest()[:32]


def _let_in(
    session: Session, row: WorkerRow, browser: Browser, *, token: str, now: datetime, details: dict[str, str]
) -> Worker:
    open_session(session, row.id, browser, token=token, now=now)
    _note(session, "worker.sign_in", actor=row.login, login=row.login, at=now, details=details)
    return Worker.of(row)


def _note(
    session: Session, action: str, *, actor: str, login: str, at: datetime, details: dict[str, str] | None = None
) -> None:
    # What was typed into the login's field and matches nobody may be a password: it is not kept.
    audit.record(session, actor=actor, action=action, subject=f"worker:{login}", details=details or {}, at=at)
