"""An error says what its caller may do next: never, later, repair, or a fresh token."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.time import local
from bot.wechat.errors import (
    KNOWN,
    ConfigurationError,
    LaterError,
    Outcome,
    PermanentError,
    Scope,
    TokenError,
    WeChatError,
    refusal,
    unanswered,
    unreachable,
)
from tests.conftest import NOON


@pytest.mark.parametrize(
    ("errcode", "kind"),
    [
        (40001, TokenError),
        (42001, TokenError),
        (48001, ConfigurationError),
        (40164, ConfigurationError),
        (45009, LaterError),
        (45011, LaterError),
        (-1, LaterError),
        (43004, PermanentError),
        (47003, PermanentError),
    ],
)
def test_each_code_belongs_to_one_kind(errcode: int, kind: type[WeChatError]) -> None:
    assert type(refusal(errcode)) is kind


def test_an_unknown_code_is_permanent_for_this_request_only() -> None:
    error = refusal(99999, "something new")

    assert type(error) is PermanentError
    assert (error.scope, error.outcome, error.retry_after(NOON)) == (Scope.REQUEST, Outcome.REFUSED, None)
    assert "99999" in str(error)
    assert "something new" in str(error)


@pytest.mark.parametrize("errcode", [40003, 43004, 43019, 43101, 45015, 45047, 48002, 50005])
def test_what_is_wrong_with_one_recipient_stops_nobody_else(errcode: int) -> None:
    assert refusal(errcode).scope is Scope.RECIPIENT


@pytest.mark.parametrize("errcode", [45009, 48001, 48004, 40164, 45028])
def test_what_is_wrong_with_the_account_concerns_every_call(errcode: int) -> None:
    assert refusal(errcode).scope is Scope.ACCOUNT


def test_the_days_quota_comes_back_at_midnight_in_china() -> None:
    wait = refusal(45009).retry_after(NOON)

    assert wait == timedelta(hours=12)  # NOON is twelve o'clock in Fuzhou


@given(st.datetimes(timezones=st.just(UTC), min_value=datetime(2020, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001
def test_waiting_for_a_quota_always_reaches_its_next_period_and_not_much_more(now: datetime) -> None:
    day, minute = refusal(45009).retry_after(now), refusal(45011).retry_after(now)

    assert day is not None
    assert minute is not None
    assert local(now + day).hour == local(now + day).minute == 0
    assert timedelta(0) < day <= timedelta(days=1)
    assert (now + minute).second == 1
    assert timedelta(0) < minute <= timedelta(seconds=61)


def test_nothing_that_may_have_been_carried_out_looks_like_refused() -> None:
    assert unanswered("断了").outcome is Outcome.UNKNOWN
    assert refusal(-1).outcome is Outcome.UNKNOWN
    assert unreachable("断了").outcome is Outcome.NOT_SENT


def test_every_known_code_has_words_for_an_operator() -> None:
    assert all(known.meaning and not known.meaning.isascii() for known in KNOWN.values())


def test_the_earlier_jobs_number_is_kept_for_45065() -> None:
    assert refusal(45065, "clientmsgid exist", 3147483650).msg_id == 3147483650
