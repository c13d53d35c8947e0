"""A worker changes password and phone, and ends what is open elsewhere; nobody else does it with their session."""

from datetime import timedelta

import pytest
from pyotp import TOTP
from sqlalchemy import select

from bot.audit import latest
from bot.db import Sessions
from bot.workers.accounts import worker_by_login
from bot.workers.models import WorkerRow, WorkerSession
from bot.workers.own_account import (
    WrongPassword,
    change_password,
    change_phone,
    claim_code,
    leave_other,
    leave_others,
    prove,
)
from bot.workers.second_factor import Phone, WrongCode, factor_cipher, has_factor
from bot.workers.sessions import open_session
from bot.workers.sign_in import Attempt
from bot.workers.throttle import OF_LOGIN, TooManyAttempts, claim_attempt
from bot.workers.worker import Worker
from tests.bot.workers.builders import HASH, PASSWORD, QUICK, a_worker
from tests.conftest import NOON

LATER = NOON + timedelta(hours=1)
CIPHER = factor_cipher("a secret key")
NEW_PHONE = TOTP("A" * 32)


@pytest.fixture
def wang(sessions: Sessions) -> Sessions:
    """Wang, signed in three times; the first session is the one in use."""
    with sessions.begin() as session:
        row = a_worker(session, "wang", "王芳")
        for token in ("mine", "second", "third"):
            open_session(session, row.id, token=token, now=NOON)
            session.flush()
    return sessions


def me(sessions: Sessions) -> Worker:
    with sessions.read() as session:
        return Worker.of(worker_by_login(session, "wang"))


def open_ids(sessions: Sessions) -> list[int]:
    with sessions.read() as session:
        return list(session.scalars(select(WorkerSession.id).order_by(WorkerSession.id)))


def try_password(sessions: Sessions, password: str = PASSWORD, now_s: int = 0) -> str:
    now = LATER + timedelta(seconds=now_s)
    attempt = Attempt("wang", password, "203.0.113.7", signed_in=me(sessions).id)
    return prove(sessions, QUICK, attempt, session_id=1, now=now)


def test_the_right_password_makes_this_session_fresh_and_no_other(wang: Sessions) -> None:
    assert try_password(wang) == HASH

    with wang.read() as session:
        times = list(session.scalars(select(WorkerSession.confirmed_at).order_by(WorkerSession.id)))
    assert times == [LATER, NOON, NOON]


def test_who_found_the_browser_open_guesses_as_slowly_as_at_the_door(wang: Sessions) -> None:
    for _ in range(OF_LOGIN.free + 1):
        with pytest.raises(WrongPassword):
            try_password(wang, "wrong password")

    with pytest.raises(TooManyAttempts):
        try_password(wang)
    with wang.read() as session:
        assert latest(session, limit=1)[0].action == "worker.confirm_failed"


def test_strangers_who_guess_at_the_door_do_not_lock_who_is_inside(wang: Sessions) -> None:
    at_the_door = Attempt("wang", "guess", "198.51.100.1").origin
    for number in range(OF_LOGIN.locks):
        with wang.begin() as session:
            claim_attempt(session, at_the_door, now=LATER - timedelta(minutes=15 * (OF_LOGIN.locks - number)))

    assert try_password(wang) == HASH


def test_slips_are_forgotten_once_the_password_was_right(wang: Sessions) -> None:
    for _ in range(OF_LOGIN.free):
        with pytest.raises(WrongPassword):
            try_password(wang, "wrong password")

    try_password(wang)

    with pytest.raises(WrongPassword):
        try_password(wang, "wrong password")
    assert try_password(wang) == HASH


def test_a_new_password_ends_every_other_session(wang: Sessions) -> None:
    with wang.begin() as session:
        assert change_password(session, "wang", "new hash", instead_of=HASH, session_id=1, at=LATER) == 2

    assert open_ids(wang) == [1]
    with wang.read() as session:
        assert session.scalars(select(WorkerRow.password_hash)).one() == "new hash"
        assert latest(session, limit=1)[0].action == "worker.own_password"


def test_a_password_that_was_changed_meanwhile_is_not_overwritten(wang: Sessions) -> None:
    with pytest.raises(WrongPassword), wang.begin() as session:
        change_password(session, "wang", "new hash", instead_of="another hash", session_id=1, at=LATER)

    assert open_ids(wang) == [1, 2, 3]


def test_a_new_phone_ends_every_other_session_and_a_wrong_code_changes_nothing(wang: Sessions) -> None:
    worker, right = me(wang), NEW_PHONE.at(LATER)
    for code in ("000000", right):
        origin = claim_code(wang, worker.id, "203.0.113.7", now=LATER)
        phone = Phone("A" * 32, code, ())
        if code == right:
            with wang.begin() as session:
                change_phone(session, CIPHER, worker, phone, origin=origin, session_id=1, at=LATER)
        else:
            with pytest.raises(WrongCode), wang.begin() as session:
                change_phone(session, CIPHER, worker, phone, origin=origin, session_id=1, at=LATER)
            assert open_ids(wang) == [1, 2, 3]

    assert open_ids(wang) == [1]
    with wang.read() as session:
        assert has_factor(session, worker.id)


def test_one_other_session_ends_or_all_of_them(wang: Sessions) -> None:
    worker = me(wang)
    with wang.begin() as session:
        assert leave_other(session, worker, 2, at=LATER)
        assert not leave_other(session, worker, 2, at=LATER)
        assert leave_others(session, worker, but=1, at=LATER) == 1
        assert leave_others(session, worker, but=1, at=LATER) == 0

        told = [event.action for event in latest(session, subject="worker:wang", limit=3)]
    assert told == ["worker.end_session", "worker.end_session", "worker.add"]
    assert open_ids(wang) == [1]
