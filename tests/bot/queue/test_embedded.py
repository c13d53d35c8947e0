"""Jobs in the database: put in with the state they follow from, taken by one, tried again, given up."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.db import Sessions
from bot.queue import EmbeddedQueue, embedded
from bot.queue.embedded import LEASE, LONGEST_PAUSE, MAX_ATTEMPTS, Claimed, pause_after
from bot.queue.models import JobState, QueuedJob
from tests.conftest import NOON

SECOND = timedelta(seconds=1)
Enqueue = Callable[..., None]


@pytest.fixture
def enqueue(sessions: Sessions) -> Enqueue:
    def put(job: str = "push", run_at: datetime = NOON, key: str | None = None) -> None:
        with sessions.begin() as session:
            EmbeddedQueue().enqueue(session, job, {"notice": 7}, run_at=run_at, key=key)

    return put


def claim(sessions: Sessions, now: datetime = NOON) -> Claimed | None:
    with sessions.begin() as session:
        return embedded.claim_next(session, now=now)


def claimed(sessions: Sessions, now: datetime = NOON) -> Claimed:
    taken = claim(sessions, now)
    assert taken is not None
    return taken


def the_job(sessions: Sessions) -> QueuedJob:
    with sessions.read() as session:
        return session.scalars(select(QueuedJob)).one()


def test_a_job_is_enqueued_only_when_the_transaction_commits(sessions: Sessions) -> None:
    with pytest.raises(RuntimeError), sessions.begin() as session:
        EmbeddedQueue().enqueue(session, "push", {}, run_at=NOON)
        raise RuntimeError

    assert claim(sessions) is None


def test_a_job_is_taken_with_its_payload_once_its_time_has_come(sessions: Sessions, enqueue: Enqueue) -> None:
    enqueue()

    assert claim(sessions, NOON - SECOND) is None
    assert claim(sessions) == Claimed(the_job(sessions).id, "push", {"notice": 7}, 1)
    assert claim(sessions) is None


def test_the_job_that_has_been_due_longest_comes_first(sessions: Sessions, enqueue: Enqueue) -> None:
    enqueue("second", NOON)
    enqueue("first", NOON - SECOND)

    assert claimed(sessions).job == "first"
    assert claimed(sessions).job == "second"


@pytest.mark.parametrize("state", list(JobState))
def test_a_second_job_with_the_same_key_is_ignored_whatever_became_of_the_first(
    sessions: Sessions, enqueue: Enqueue, state: JobState
) -> None:
    enqueue(key="daily")
    with sessions.begin() as session:
        session.scalars(select(QueuedJob)).one().state = state

    enqueue("other", key="daily")

    assert the_job(sessions).job == "push"


def test_jobs_without_a_key_are_all_kept(sessions: Sessions, enqueue: Enqueue) -> None:
    enqueue()
    enqueue()

    assert claim(sessions)
    assert claim(sessions)


def test_many_workers_at_once_take_each_job_once(sessions: Sessions, enqueue: Enqueue) -> None:
    for _ in range(40):
        enqueue()

    with ThreadPoolExecutor(8) as pool:
        taken = [one.id for one in pool.map(lambda _: claim(sessions), range(60)) if one]

    assert len(taken) == len(set(taken)) == 40


def test_many_who_enqueue_the_same_key_at_once_make_one_job(sessions: Sessions, enqueue: Enqueue) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: enqueue(key="daily"), range(16)))

    assert the_job(sessions).key == "daily"


def test_a_job_whose_lease_is_over_is_taken_again_and_its_first_worker_changes_nothing(
    sessions: Sessions, enqueue: Enqueue
) -> None:
    enqueue()
    first = claimed(sessions)

    second = claimed(sessions, NOON + LEASE)

    assert second.attempt == 2
    with sessions.begin() as session:
        assert not embedded.renew(session, first, now=NOON)
        assert not embedded.finish(session, first, now=NOON)
        assert embedded.fail(session, first, ValueError(), now=NOON) is None
    assert the_job(sessions).state is JobState.DOING


def test_a_renewed_lease_keeps_the_job(sessions: Sessions, enqueue: Enqueue) -> None:
    enqueue()
    first = claimed(sessions)

    with sessions.begin() as session:
        assert embedded.renew(session, first, now=NOON + LEASE / 2)

    assert claim(sessions, NOON + LEASE) is None
    assert claim(sessions, NOON + LEASE * 1.5)


def test_a_failed_job_waits_and_keeps_only_the_name_of_its_error(sessions: Sessions, enqueue: Enqueue) -> None:
    enqueue()
    first = claimed(sessions)

    with sessions.begin() as session:
        assert embedded.fail(session, first, ValueError("oABC said 低保"), now=NOON) is JobState.WAITING

    job = the_job(sessions)
    assert job.error == "ValueError"
    assert job.run_at == NOON + pause_after(1)


def test_a_job_that_fails_every_time_is_given_up_and_can_be_tried_again(sessions: Sessions, enqueue: Enqueue) -> None:
    enqueue()
    now = NOON
    for _ in range(MAX_ATTEMPTS):
        attempt = claimed(sessions, now)
        with sessions.begin() as session:
            state = embedded.fail(session, attempt, ValueError(), now=now)
        now += LONGEST_PAUSE

    assert state is JobState.FAILED
    assert claim(sessions, now) is None
    with sessions.begin() as session:
        assert embedded.retry(session, attempt.id, now=now)
    assert claimed(sessions, now).attempt == 1


def test_a_job_that_kills_its_worker_every_time_is_given_up(sessions: Sessions, enqueue: Enqueue) -> None:
    enqueue()
    for number in range(MAX_ATTEMPTS):
        claimed(sessions, NOON + number * LEASE)

    after = NOON + MAX_ATTEMPTS * LEASE
    assert claim(sessions, after) is None
    with sessions.begin() as session:
        assert embedded.give_up_on_dead(session, now=after) == [(the_job(sessions).id, "push")]
    assert the_job(sessions).state is JobState.FAILED


def test_only_a_job_that_was_given_up_can_be_tried_again(sessions: Sessions, enqueue: Enqueue) -> None:
    enqueue()

    with sessions.begin() as session:
        assert not embedded.retry(session, the_job(sessions).id, now=NOON)
        assert not embedded.retry(session, 0, now=NOON)


def test_done_jobs_are_forgotten_after_a_week(sessions: Sessions, enqueue: Enqueue) -> None:
    enqueue(key="daily")
    first = claimed(sessions)
    with sessions.begin() as session:
        assert embedded.finish(session, first, now=NOON)

    for later, kept in ((embedded.KEPT, 1), (embedded.KEPT + SECOND, 0)):
        with sessions.begin() as session:
            embedded.forget_finished(session, now=NOON + later)
            assert len(session.scalars(select(QueuedJob)).all()) == kept


@given(st.integers(1, 10_000))
def test_pauses_grow_up_to_an_hour(attempt: int) -> None:
    assert pause_after(1) == timedelta(seconds=10)
    assert pause_after(attempt) <= pause_after(attempt + 1) <= LONGEST_PAUSE
