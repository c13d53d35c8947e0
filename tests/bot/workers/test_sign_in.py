"""Signing in: the right password of somebody who may, and one sentence for everything else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.audit import latest
from bot.db import Sessions
from bot.workers.accounts import disable, enable, set_password, worker_by_login
from bot.workers.models import WorkerSession
from bot.workers.passwords import Busy, Passwords
from bot.workers.roles import Role
from bot.workers.sign_in import Attempt, WrongLogin, sign_in, sign_out
from bot.workers.throttle import OF_LOGIN, TooManyAttempts
from bot.workers.worker import Worker
from tests.bot.workers.builders import PASSWORD, QUICK, a_tree, a_worker
from tests.conftest import NOON


@pytest.fixture
def people(sessions: Sessions) -> Sessions:
    with sessions.begin() as session:
        a_tree(session)
        a_worker(session, "wang", "王芳", (Role.CATALOG_ADMIN, "350102"))
    return sessions


def enter(
    sessions: Sessions,
    login: str = "wang",
    password: str = PASSWORD,
    *,
    after_s: float = 0,
    passwords: Passwords = QUICK,
) -> Worker:
    attempt = Attempt(login, password, "203.0.113.7")
    now = NOON + timedelta(seconds=after_s)
    return sign_in(sessions, passwords, attempt, token="token", now=now, with_examples=False)


def signed_in(sessions: Sessions) -> int:
    with sessions.read() as session:
        return len(session.scalars(select(WorkerSession)).all())


def last_event(sessions: Sessions) -> tuple[str, str, str]:
    with sessions.read() as session:
        event = latest(session, limit=1)[0]
        return event.actor, event.action, event.subject


@pytest.mark.parametrize("login", ["wang", " Wang "])
def test_the_right_password_opens_a_session_and_is_noted(people: Sessions, login: str) -> None:
    worker = enter(people, login)

    assert worker.name == "王芳"
    assert signed_in(people) == 1
    assert last_event(people) == ("wang", "worker.sign_in", "worker:wang")


def test_a_wrong_password_is_refused_and_noted(people: Sessions) -> None:
    with pytest.raises(WrongLogin, match="登录名或密码不对"):
        enter(people, password="wrong password")

    assert signed_in(people) == 0
    assert last_event(people) == ("system", "worker.sign_in_failed", "worker:wang")


@pytest.mark.parametrize("login", ["nobody", "", "a secret typed here", "\0", "x" * 100_000, "王芳"])
def test_an_unknown_login_hears_the_same_and_is_not_kept(people: Sessions, login: str) -> None:
    with pytest.raises(WrongLogin, match="登录名或密码不对"):
        enter(people, login)

    assert last_event(people) == ("system", "worker.sign_in_failed", "worker:?")


def test_the_disabled_and_the_examples_hear_the_same(people: Sessions) -> None:
    with people.begin() as session:
        disable(session, worker_by_login(session, "wang"), by="system", at=NOON)
    with pytest.raises(WrongLogin):
        enter(people)

    with people.begin() as session:
        row = worker_by_login(session, "wang")
        enable(session, row, by="system", at=NOON)
        row.is_example = True
    with pytest.raises(WrongLogin):
        enter(people)


def test_a_very_long_password_is_not_even_hashed(people: Sessions) -> None:
    with pytest.raises(WrongLogin):
        enter(people, password=PASSWORD + " " * 1000, passwords=Passwords(in_line=0))


def test_the_right_password_too_is_refused_while_locked(people: Sessions) -> None:
    for number in range(OF_LOGIN.locks):
        with pytest.raises(WrongLogin):
            enter(people, password="wrong", after_s=100 * number)

    with pytest.raises(TooManyAttempts):
        enter(people, after_s=100 * OF_LOGIN.locks)

    assert enter(people, after_s=100 * OF_LOGIN.locks + 900).login == "wang"


def test_success_forgives_the_slips_before_it(people: Sessions) -> None:
    for _ in range(5):
        for _ in range(OF_LOGIN.free):
            with pytest.raises(WrongLogin):
                enter(people, password="wrong")
        enter_again = Attempt("wang", PASSWORD, "203.0.113.8")
        sign_in(people, QUICK, enter_again, token=f"token {signed_in(people)}", now=NOON, with_examples=False)

    assert signed_in(people) == 5


def test_a_new_password_forgives_the_attempts_of_others(people: Sessions) -> None:
    for number in range(OF_LOGIN.locks):
        with pytest.raises(WrongLogin):
            enter(people, password="wrong", after_s=100 * number)

    with people.begin() as session:
        set_password(session, QUICK, worker_by_login(session, "wang"), "三坊七巷 at night", by="system", at=NOON)

    assert enter(people, password="三坊七巷 at night", after_s=100 * OF_LOGIN.locks).login == "wang"


def test_whom_nobody_had_time_to_check_has_not_failed(people: Sessions) -> None:
    for _ in range(OF_LOGIN.locks):
        with pytest.raises(Busy):
            enter(people, passwords=Passwords(in_line=0))

    assert enter(people).login == "wang"


class Interrupted(Passwords):
    """Checks as usual, while something else happens."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        super().__init__()
        self._meanwhile = meanwhile

    def matches(self, stored: str | None, password: str) -> bool:
        self._meanwhile()
        return QUICK.matches(stored, password)


@pytest.mark.parametrize("change", ["password", "disable"])
def test_a_change_while_the_password_is_being_checked_counts(people: Sessions, change: str) -> None:
    def meanwhile() -> None:
        with people.begin() as session:
            row = worker_by_login(session, "wang")
            if change == "disable":
                disable(session, row, by="system", at=NOON)
            else:
                set_password(session, QUICK, row, "三坊七巷 at night", by="system", at=NOON)

    with pytest.raises(WrongLogin):
        enter(people, passwords=Interrupted(meanwhile))

    assert signed_in(people) == 0


def test_signing_out_ends_the_session_and_is_noted(people: Sessions) -> None:
    worker = enter(people)

    with people.begin() as session:
        sign_out(session, worker, token="token", now=NOON)

    assert signed_in(people) == 0
    assert last_event(people) == ("wang", "worker.sign_out", "worker:wang")
