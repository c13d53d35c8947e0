"""Guessing becomes slower and slower, for a login from everywhere and for an address with every login."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.db import Sessions
from bot.workers.models import SignInAttempts
from bot.workers.throttle import (
    LOCKED,
    OF_ADDRESS,
    OF_LOGIN,
    Origin,
    Patience,
    TooManyAttempts,
    claim_attempt,
    forget_old,
    forgive,
    take_back,
)
from tests.conftest import NOON

HERE = "203.0.113.7"
patiences = st.sampled_from([OF_LOGIN, OF_ADDRESS])


@given(patience=patiences, failures=st.integers(0, 10_000))
def test_another_failure_never_shortens_the_wait_and_none_is_longer_than_the_lock(
    patience: Patience, failures: int
) -> None:
    assert timedelta(0) <= patience.wait(failures) <= patience.wait(failures + 1) <= LOCKED


@given(patience=patiences, failures=st.integers(0, 10_000))
def test_nobody_waits_for_the_first_slips_and_everybody_after_too_many(patience: Patience, failures: int) -> None:
    assert (patience.wait(failures) == timedelta(0)) == (failures <= patience.free)
    assert failures < patience.locks or patience.wait(failures) == LOCKED


@given(pauses=st.lists(st.integers(0, 3600), max_size=200))
def test_a_guesser_gets_at_most_ten_looks_and_four_an_hour_however_the_attempts_are_spread(pauses: list[int]) -> None:
    failures, failed_at, now, looks = 0, NOON, NOON, 0
    for pause in pauses:
        now += timedelta(seconds=pause)
        if OF_LOGIN.opens(OF_LOGIN.counted(failures, failed_at, now), failed_at) <= now:
            failures, failed_at, looks = OF_LOGIN.counted(failures, failed_at, now) + 1, now, looks + 1

    hours = (now - NOON) / timedelta(hours=1)
    assert looks <= OF_LOGIN.locks + 4 * hours + OF_LOGIN.locks * (hours // 24)


def attempt(sessions: Sessions, origin: Origin, after_s: float = 0) -> None:
    with sessions.begin() as session:
        claim_attempt(session, origin, now=NOON + timedelta(seconds=after_s))


def test_three_slips_are_free_and_then_each_attempt_waits_longer(sessions: Sessions) -> None:
    origin = Origin.of("wang", HERE)
    for after_s in (0, 0, 0, 0, 2):
        attempt(sessions, origin, after_s)

    with pytest.raises(TooManyAttempts, match="请 3 秒后再试"):
        attempt(sessions, origin, 3)

    attempt(sessions, origin, 6)


def test_an_attempt_that_came_too_early_does_not_count(sessions: Sessions) -> None:
    origin = Origin.of("wang", HERE)
    for _ in range(4):
        attempt(sessions, origin)

    for _ in range(20):
        with pytest.raises(TooManyAttempts):
            attempt(sessions, origin, 1)

    attempt(sessions, origin, 2)


def test_a_login_is_locked_from_every_address_and_however_it_is_written(sessions: Sessions) -> None:
    for number in range(OF_LOGIN.locks):
        attempt(sessions, Origin.of("wang", f"198.51.100.{number}"), after_s=number * 100)
    last = (OF_LOGIN.locks - 1) * 100

    with pytest.raises(TooManyAttempts, match="请 15 分钟后再试"):
        attempt(sessions, Origin.of(" WANG", HERE), after_s=last)

    attempt(sessions, Origin.of("wang", HERE), after_s=last + 900)


def test_an_address_is_slowed_whatever_logins_it_tries(sessions: Sessions) -> None:
    for number in range(OF_ADDRESS.free + 1):
        attempt(sessions, Origin.of(f"guess{number}", HERE))

    with pytest.raises(TooManyAttempts):
        attempt(sessions, Origin.of("another", HERE))

    attempt(sessions, Origin.of("another", "203.0.113.8"))


@pytest.mark.parametrize("address", ["2001:db8::2", "2001:db8:0:0:ffff::1"])
def test_a_customers_whole_ipv6_network_counts_as_one_address(address: str) -> None:
    assert Origin.of("wang", address) == Origin.of("wang", "2001:db8::1")
    assert Origin.of("wang", address) != Origin.of("wang", "2001:db8:0:1::1")
    assert Origin.of("wang", "::ffff:203.0.113.7") == Origin.of("wang", HERE)


def test_a_good_login_of_the_guessers_own_does_not_clear_the_address(sessions: Sessions) -> None:
    for number in range(OF_ADDRESS.free + 1):
        attempt(sessions, Origin.of(f"guess{number}", HERE))
    own = Origin.of("own", HERE)
    attempt(sessions, own, 2)
    with sessions.begin() as session:
        take_back(session, own, now=NOON)
        forgive(session, own.login)
    attempt(sessions, Origin.of("guess", HERE), 3)

    with pytest.raises(TooManyAttempts):
        attempt(sessions, own, 6)


def test_who_signs_in_rightly_makes_nobody_behind_the_same_address_wait(sessions: Sessions) -> None:
    for number in range(OF_ADDRESS.free + 5):
        attempt(sessions, Origin.of(f"typo{number}", HERE), after_s=number * 40)
    last = (OF_ADDRESS.free + 4) * 40

    for number in range(10):
        colleague = Origin.of(f"colleague{number}", HERE)
        attempt(sessions, colleague, last + 33)
        with sessions.begin() as session:
            take_back(session, colleague, now=NOON)


def test_the_slips_of_a_whole_morning_do_not_add_up(sessions: Sessions) -> None:
    for number in range(30):
        attempt(sessions, Origin.of(f"typo{number}", HERE), after_s=number * 480)

    attempt(sessions, Origin.of("wang", HERE), after_s=29 * 480)


@given(pauses=st.lists(st.integers(180, 3600), max_size=200))
def test_an_office_that_slips_twenty_times_an_hour_never_waits(pauses: list[int]) -> None:
    failures, failed_at = 0, NOON
    for pause in pauses:
        now = failed_at + timedelta(seconds=pause)
        failures, failed_at = OF_ADDRESS.counted(failures, failed_at, now) + 1, now

        assert OF_ADDRESS.wait(failures) == timedelta(0)


def test_an_attempt_and_a_pardon_at_the_same_moment_are_no_error(sessions: Sessions) -> None:
    def slip_and_pardon(number: int) -> None:
        origin = Origin.of("wang", f"198.51.100.{number}")
        with suppress(TooManyAttempts):
            attempt(sessions, origin)
        with sessions.begin() as session:
            forgive(session, origin.login)

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(slip_and_pardon, range(48)))

    assert len(done) == 48


def test_attempts_at_the_same_moment_count_one_by_one(sessions: Sessions) -> None:
    def guess(_number: int) -> bool:
        try:
            attempt(sessions, Origin.of("wang", HERE))
        except TooManyAttempts:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        looked_at = sum(pool.map(guess, range(24)))

    assert looked_at == OF_LOGIN.free + 1


def test_what_no_longer_counts_is_deleted_and_no_login_is_kept_readable(sessions: Sessions) -> None:
    attempt(sessions, Origin.of("my secret password", HERE))
    with sessions.read() as session:
        stored = session.scalars(select(SignInAttempts)).all()
    assert all(len(row.key) == 64 and "secret" not in row.key for row in stored)

    with sessions.begin() as session:
        forget_old(session, now=NOON + timedelta(hours=23))
        assert session.scalars(select(SignInAttempts)).all()
        forget_old(session, now=NOON + timedelta(hours=24))
        assert not session.scalars(select(SignInAttempts)).all()
