"""What happens regularly happens at each of its times once, and is made up for when missed."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.db import Sessions
from bot.queue import EmbeddedQueue
from bot.queue.embedded import KEPT
from bot.queue.models import QueuedJob
from bot.schedule import Cron, EverySeconds, Firing, Rhythm, Schedule
from tests.conftest import NOON

HOUR = timedelta(hours=1)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
lengths = st.timedeltas(timedelta(0), timedelta(days=3))
rhythms = st.one_of(
    st.builds(EverySeconds, st.integers(60, 100_000)),
    st.sampled_from(["0 * * * *", "30 8 * * mon-fri", "*/7 1-5 * * *", "0 0 1 * *"]).map(Cron),
)


def test_every_ten_seconds_means_the_same_seconds_for_everybody() -> None:
    rhythm = EverySeconds(10)

    latest = rhythm.latest(after=NOON - HOUR, until=NOON + timedelta(seconds=19.5))

    assert latest == NOON + timedelta(seconds=10)


@pytest.mark.parametrize(
    ("line", "local_time"),
    [("30 8 * * mon-fri", "2026-11-20T08:30+08:00"), ("0 9 * * *", "2026-11-22T09:00+08:00")],
)
def test_cron_lines_are_read_in_local_time(line: str, local_time: str) -> None:
    monday_before_eight = datetime.fromisoformat("2026-11-23T07:59+08:00")

    latest = Cron(line).latest(after=monday_before_eight - timedelta(days=6), until=monday_before_eight)

    assert latest == datetime.fromisoformat(local_time)


@given(rhythms, moments, lengths, lengths)
def test_looking_often_or_seldom_finds_the_same_latest_time(
    rhythm: Rhythm, start: datetime, first: timedelta, second: timedelta
) -> None:
    middle, end = start + first, start + first + second

    whole = rhythm.latest(after=start, until=end)

    earlier, later = rhythm.latest(after=start, until=middle), rhythm.latest(after=middle, until=end)
    assert whole == (later or earlier)
    assert whole is None or start < whole <= end


@pytest.mark.parametrize("rhythm", [{}, {"seconds": 0}, {"seconds": 5, "cron": "* * * * *"}, {"cron": "every day"}])
def test_a_rhythm_that_makes_no_sense_is_refused(rhythm: dict[str, int | str]) -> None:
    with pytest.raises(ValueError):
        Schedule().every("push", job="push", **rhythm)  # type: ignore[arg-type]


def test_weekdays_by_number_are_refused_because_people_count_them_differently() -> None:
    with pytest.raises(ValueError, match="by name"):
        Cron("30 8 * * 1-5")


def test_two_things_cannot_share_a_name() -> None:
    schedule = Schedule()
    schedule.every("push", seconds=60, job="push")

    with pytest.raises(ValueError, match="push"):
        schedule.every("push", seconds=60, job="push")


def test_nothing_is_made_up_for_after_the_queue_forgot_whether_it_was_done() -> None:
    with pytest.raises(ValueError, match="grace"):
        Schedule().every("push", seconds=60, job="push", grace=KEPT)


def hourly() -> Firing:
    schedule = Schedule()
    schedule.every("push", cron="0 * * * *", job="push.plan", payload={"limit": 500})
    return Firing(schedule, EmbeddedQueue())


def fire(firing: Firing, sessions: Sessions, now: datetime) -> None:
    due = firing.due(now=now)
    with sessions.begin() as session:
        firing.fire_due(session, due)
    firing.note(due)


def fired(sessions: Sessions) -> list[datetime]:
    with sessions.read() as session:
        return list(session.scalars(select(QueuedJob.run_at).order_by(QueuedJob.run_at)))


def test_what_comes_due_is_enqueued_with_its_payload(sessions: Sessions) -> None:
    fire(hourly(), sessions, NOON)

    with sessions.read() as session:
        job = session.scalars(select(QueuedJob)).one()
    assert (job.job, job.payload, job.run_at) == ("push.plan", {"limit": 500}, NOON)


def test_each_time_becomes_one_job_however_many_clocks_fire_it_and_however_often(sessions: Sessions) -> None:
    clocks = [hourly(), hourly()]

    for minutes in range(130):
        for clock in clocks:
            fire(clock, sessions, NOON + timedelta(minutes=minutes))

    assert fired(sessions) == [NOON, NOON + HOUR, NOON + 2 * HOUR]


def test_a_clock_that_died_before_its_commit_is_made_up_for(sessions: Sessions) -> None:
    dying = hourly()
    with pytest.raises(RuntimeError), sessions.begin() as session:
        dying.fire_due(session, dying.due(now=NOON))
        raise RuntimeError

    fire(hourly(), sessions, NOON + timedelta(minutes=3))

    assert fired(sessions) == [NOON]


def test_of_many_missed_times_only_the_last_is_made_up_for(sessions: Sessions) -> None:
    fire(hourly(), sessions, NOON + timedelta(days=2, minutes=59))

    assert fired(sessions) == [NOON + timedelta(days=2)]


def test_a_time_missed_longer_ago_than_its_grace_is_let_go() -> None:
    schedule = Schedule()
    schedule.every("push", cron="0 12 * * *", job="push", grace=timedelta(minutes=5))
    firing = Firing(schedule, EmbeddedQueue())

    assert firing.due(now=NOON + timedelta(minutes=4)) == {"push": NOON}
    assert firing.due(now=NOON + timedelta(minutes=5)) == {}


def test_a_clock_set_back_fires_nothing_twice(sessions: Sessions) -> None:
    firing = hourly()

    for hours in (1, 0, 1):
        fire(firing, sessions, NOON + hours * HOUR)

    assert fired(sessions) == [NOON + HOUR]
