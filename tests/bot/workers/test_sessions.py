"""A session lives while it is used, never longer than a working day, and ends everywhere at once."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.db import Sessions
from bot.workers.accounts import disable, set_password, sign_out_everywhere, worker_by_login
from bot.workers.browsers import Browser
from bot.workers.models import WorkerSession
from bot.workers.roles import Role
from bot.workers.sessions import (
    ABSOLUTE,
    IDLE,
    end_all,
    end_one,
    end_session,
    find_session,
    forget_ended,
    is_alive,
    is_fresh,
    note_use,
    open_session,
    sessions_of,
)
from tests.bot.workers.builders import HASH, a_tree, a_worker
from tests.conftest import NOON

TOKEN = "a token of forty-three characters, or nearly"


@pytest.fixture
def open_(sessions: Sessions) -> Sessions:
    """王芳 is signed in since noon, in two browsers."""
    with sessions.begin() as session:
        a_tree(session)
        row = a_worker(session, "wang", "王芳", (Role.CATALOG_ADMIN, "350102001"))
        open_session(session, row.id, token=TOKEN, now=NOON)
        open_session(session, row.id, token="another", now=NOON)
    return sessions


def is_open(sessions: Sessions, token: str = TOKEN, *, after: timedelta = timedelta(0)) -> bool:
    with sessions.read() as session:
        return find_session(session, token, now=NOON + after, with_examples=False) is not None


minutes = st.integers(0, 2000).map(lambda number: timedelta(minutes=number))


@settings(deadline=None)
@given(seen=minutes, now=minutes)
def test_a_session_ends_after_half_an_hour_unused_and_after_twelve_hours_in_any_case(
    seen: timedelta, now: timedelta
) -> None:
    alive = is_alive(NOON, NOON + seen, NOON + now)

    assert alive == (now < seen + IDLE and now < ABSOLUTE)


@settings(deadline=None)
@given(now=minutes, later=minutes)
def test_what_is_over_stays_over(now: timedelta, later: timedelta) -> None:
    if not is_alive(NOON, NOON, NOON + now):
        assert not is_alive(NOON, NOON, NOON + now + later)


def test_the_token_opens_what_it_was_made_for_and_nothing_else_does(open_: Sessions) -> None:
    with open_.read() as session:
        found = find_session(session, TOKEN, now=NOON, with_examples=False)

    assert found is not None
    assert found.worker.name == "王芳"
    assert not is_open(open_, "wrong")
    assert not is_open(open_, "")


def test_the_database_does_not_hold_the_token(open_: Sessions) -> None:
    with open_.read() as session:
        stored = session.scalars(select(WorkerSession)).first()

    assert stored is not None
    assert TOKEN not in stored.token_hash
    assert not is_open(open_, stored.token_hash)


def test_use_begins_the_half_hour_anew(open_: Sessions) -> None:
    with open_.begin() as session:
        found = find_session(session, TOKEN, now=NOON + timedelta(minutes=29), with_examples=False)
        assert found is not None
        assert found.note_due
        note_use(session, found.id, now=NOON + timedelta(minutes=29))

    assert is_open(open_, after=timedelta(minutes=58))
    assert not is_open(open_, "another", after=timedelta(minutes=30))


def test_use_is_noted_once_a_minute(open_: Sessions) -> None:
    with open_.read() as session:
        found = find_session(session, TOKEN, now=NOON + timedelta(seconds=59), with_examples=False)

    assert found is not None
    assert not found.note_due


def test_signing_out_ends_this_browsers_session_only(open_: Sessions) -> None:
    with open_.begin() as session:
        end_session(session, TOKEN)

    assert not is_open(open_)
    assert is_open(open_, "another")


@pytest.mark.parametrize("change", ["password", "disable", "sign-out"])
def test_a_new_password_disabling_and_signing_out_everywhere_end_all_of_them(open_: Sessions, change: str) -> None:
    with open_.begin() as session:
        row = worker_by_login(session, "wang")
        if change == "password":
            set_password(session, row, HASH, by="system", at=NOON)
        elif change == "disable":
            disable(session, row, by="system", at=NOON)
        else:
            assert sign_out_everywhere(session, row, by="system", at=NOON) == 2

    assert not is_open(open_)
    assert not is_open(open_, "another")


def test_a_worker_sees_where_they_are_signed_in_and_ends_one_or_all_others(open_: Sessions) -> None:
    with open_.begin() as session:
        row = worker_by_login(session, "wang")
        first, second = (one.id for one in sessions_of(session, row.id, now=NOON))
        open_session(session, row.id, Browser("微信", "203.0.*.*"), token="third", now=NOON)

        assert end_all(session, row.id, but=first) == 2
        assert not end_one(session, row.id, second)
        assert not end_one(session, row.id + 1, first)
        assert end_one(session, row.id, first)
        assert sessions_of(session, row.id, now=NOON) == []


def test_what_is_over_is_no_place_where_somebody_is_signed_in(open_: Sessions) -> None:
    with open_.read() as session:
        row = worker_by_login(session, "wang")

        assert len(sessions_of(session, row.id, now=NOON)) == 2
        assert sessions_of(session, row.id, now=NOON + timedelta(minutes=30)) == []


@settings(deadline=None)
@given(minutes=st.integers(0, 60))
def test_a_password_is_fresh_for_a_quarter_of_an_hour(minutes: int) -> None:
    assert is_fresh(NOON, NOON + timedelta(minutes=minutes)) == (minutes < 15)


def test_an_example_worker_is_nobody_where_the_account_is_real(open_: Sessions) -> None:
    with open_.begin() as session:
        worker_by_login(session, "wang").is_example = True

    assert not is_open(open_)
    with open_.read() as session:
        assert find_session(session, TOKEN, now=NOON, with_examples=True)


def test_sessions_that_are_over_are_deleted_and_the_others_kept(open_: Sessions) -> None:
    with open_.begin() as session:
        row = session.scalars(select(WorkerSession).where(WorkerSession.id == 1)).one()
        note_use(session, row.id, now=NOON + timedelta(minutes=20))
        forget_ended(session, now=NOON + timedelta(days=7, minutes=40))

    with open_.read() as session:
        assert [row.id for row in session.scalars(select(WorkerSession))] == [1]
