"""Signing in: the right password of somebody who may, and one sentence for everything else."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyotp import TOTP
from sqlalchemy import select

from bot.audit import latest
from bot.db import Sessions
from bot.workers.accounts import disable, enable, excuse_from_code, reset_factor, set_password, worker_by_login
from bot.workers.browsers import UNKNOWN
from bot.workers.models import WorkerSession
from bot.workers.passwords import Busy, Passwords
from bot.workers.roles import Role
from bot.workers.second_factor import Phone, WrongCode, enrol, factor_cipher
from bot.workers.sign_in import (
    Attempt,
    Half,
    HalfOver,
    Here,
    WrongLogin,
    enrol_and_finish,
    finish,
    open_half,
    seal_half,
    sign_in,
    sign_out,
)
from bot.workers.throttle import OF_LOGIN, TooManyAttempts
from bot.workers.worker import Worker
from tests.bot.workers.builders import PASSWORD, QUICK, a_tree, a_worker
from tests.conftest import NOON

OTHER = "三坊七巷 at night"
OTHER_HASH = QUICK.hash(OTHER)


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
) -> Worker | Half:
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

    assert isinstance(worker, Worker)
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
        set_password(session, worker_by_login(session, "wang"), OTHER_HASH, by="system", at=NOON)

    assert enter(people, password=OTHER, after_s=100 * OF_LOGIN.locks).login == "wang"


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


@pytest.mark.parametrize("change", ["password", "disable", "phone"])
def test_a_change_while_the_password_is_being_checked_counts(people: Sessions, change: str) -> None:
    def meanwhile() -> None:
        with people.begin() as session:
            row = worker_by_login(session, "wang")
            if change == "disable":
                disable(session, row, by="system", at=NOON)
            else:
                set_password(session, row, OTHER_HASH, by="system", at=NOON)

    with pytest.raises(WrongLogin):
        enter(people, passwords=Interrupted(meanwhile))

    assert signed_in(people) == 0


PHONE = TOTP("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")
CIPHER = factor_cipher("a secret key")


def half(sessions: Sessions, after_s: float = 0) -> Half:
    """Wang, who needs codes now, after the first step."""
    with sessions.begin() as session:
        worker_by_login(session, "wang").no_code_reason = None
    found = enter(sessions, after_s=after_s)
    assert isinstance(found, Half)
    return found


def here(after_s: float = 0, token: str = "token") -> Here:
    return Here("203.0.113.7", UNKNOWN, token, NOON + timedelta(seconds=after_s))


def shown(after_s: float = 0) -> str:
    return PHONE.at(NOON + timedelta(seconds=after_s))


@pytest.fixture
def enrolled(people: Sessions) -> Sessions:
    with people.begin() as session:
        enrol(session, CIPHER, 1, Phone(PHONE.secret, shown(-30), ("abcd-efgh",)), now=NOON)
    return people


def test_who_needs_a_code_is_not_in_before_it_was_given(enrolled: Sessions) -> None:
    first = half(enrolled)
    assert (first.enrolled, signed_in(enrolled)) == (True, 0)

    worker = finish(enrolled, CIPHER, first, shown(), here())

    assert (worker.login, signed_in(enrolled)) == ("wang", 1)
    assert last_event(enrolled) == ("wang", "worker.sign_in", "worker:wang")


def test_who_is_excused_and_has_a_phone_all_the_same_is_asked_for_its_code(enrolled: Sessions) -> None:
    assert isinstance(enter(enrolled), Half)

    with enrolled.begin() as session:
        excuse_from_code(session, worker_by_login(session, "wang"), "手机丢了", by="chen", at=NOON)
    assert isinstance(enter(enrolled), Worker)


def test_a_wrong_code_is_refused_and_noted(enrolled: Sessions) -> None:
    with pytest.raises(WrongCode):
        finish(enrolled, CIPHER, half(enrolled), "000000", here())

    assert signed_in(enrolled) == 0
    assert last_event(enrolled) == ("system", "worker.code_failed", "worker:wang")


def test_a_code_somebody_read_over_a_shoulder_is_refused(enrolled: Sessions) -> None:
    finish(enrolled, CIPHER, half(enrolled), shown(), here())

    with pytest.raises(WrongCode):
        finish(enrolled, CIPHER, half(enrolled), shown(), here(token="thief"))


def test_guessing_codes_is_slowed_and_the_right_password_forgives_none(enrolled: Sessions) -> None:
    for number in range(OF_LOGIN.locks):
        with pytest.raises(WrongCode):
            finish(enrolled, CIPHER, half(enrolled, 400 * number), "000000", here(400 * number))

    late = 400 * OF_LOGIN.locks
    with pytest.raises(TooManyAttempts):
        finish(enrolled, CIPHER, half(enrolled, late), shown(late), here(late))
    later = late + 900
    assert finish(enrolled, CIPHER, half(enrolled, later), shown(later), here(later)).login == "wang"


@pytest.mark.parametrize("change", ["password", "disable"])
def test_between_the_steps_a_change_counts(enrolled: Sessions, change: str) -> None:
    first = half(enrolled)
    with enrolled.begin() as session:
        row = worker_by_login(session, "wang")
        if change == "disable":
            disable(session, row, by="system", at=NOON)
        elif change == "phone":
            reset_factor(session, row, by="system", at=NOON)
        else:
            set_password(session, row, OTHER_HASH, by="system", at=NOON)

    with pytest.raises(HalfOver):
        finish(enrolled, CIPHER, first, shown(), here())


def test_the_first_phone_is_taken_at_the_first_sign_in_and_no_second_one_slips_in(people: Sessions) -> None:
    mine, theirs = half(people), half(people)
    assert not mine.enrolled

    enrol_and_finish(people, CIPHER, mine, Phone(PHONE.secret, shown(), ("abcd-efgh",)), here())

    assert signed_in(people) == 1
    with pytest.raises(HalfOver):
        enrol_and_finish(people, CIPHER, theirs, Phone(PHONE.secret, shown(30), ()), here(30, "thief"))


@settings(deadline=None)
@given(seconds=st.integers(0, 1200))
def test_half_signed_in_lasts_ten_minutes_and_cannot_be_forged(seconds: int) -> None:
    first = Half(1, "wang", "mark", int(NOON.timestamp()), enrolled=True)
    sealed, now = seal_half(CIPHER, first), NOON + timedelta(seconds=seconds)

    if seconds < 600:
        assert open_half(CIPHER, sealed, now=now) == first
    else:
        with pytest.raises(HalfOver):
            open_half(CIPHER, sealed, now=now)
    with pytest.raises(HalfOver):
        open_half(factor_cipher("another key"), sealed, now=NOON)


def test_signing_out_ends_the_session_and_is_noted(people: Sessions) -> None:
    worker = enter(people)
    assert isinstance(worker, Worker)

    with people.begin() as session:
        sign_out(session, worker, token="token", now=NOON)

    assert signed_in(people) == 0
    assert last_event(people) == ("wang", "worker.sign_out", "worker:wang")
