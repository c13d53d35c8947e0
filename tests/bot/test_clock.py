"""Several clock processes fire each time once, outlive the leader's death, and stop when told."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from bot import clock as clock_process
from bot.clock import Beat
from bot.db import Sessions
from bot.lock import LeaderLock
from bot.queue import EmbeddedQueue, Jobs, Queue
from bot.queue.embedded import KEPT
from bot.queue.models import JobState, QueuedJob
from bot.schedule import Firing, Schedule
from bot.settings import Settings
from bot.time import Clock


class Chosen:
    """A lock that is held as long as it is said to be."""

    def __init__(self, *, leads: bool) -> None:
        self.leads = leads

    def hold(self) -> bool:
        return self.leads

    def release(self) -> None:
        self.leads = False


def a_beat(sessions: Sessions, leader: LeaderLock) -> Beat:
    schedule = Schedule()
    schedule.every("look", seconds=3600, job="look")
    return Beat(Firing(schedule, EmbeddedQueue()), sessions, Clock(), leader)


def count(sessions: Sessions, *conditions: object) -> int:
    with sessions.read() as session:
        return session.scalar(select(func.count()).select_from(QueuedJob).where(*conditions)) or 0  # type: ignore[arg-type]


def test_only_the_leader_fires(sessions: Sessions) -> None:
    leader = Chosen(leads=False)
    beat = a_beat(sessions, leader)

    beat()
    assert count(sessions) == 0

    leader.leads = True
    beat()
    assert count(sessions, QueuedJob.job == "look") == 1


def test_a_beat_without_a_database_is_made_up_for_by_the_next(
    sessions: Sessions, caplog: pytest.LogCaptureFixture
) -> None:
    beat = a_beat(sessions, Chosen(leads=True))
    rename(sessions, "jobs", "away")

    beat()
    rename(sessions, "away", "jobs")
    beat()

    assert "the clock cannot reach the database" in caplog.text
    assert count(sessions, QueuedJob.job == "look") == 1


def rename(sessions: Sessions, table: str, name: str) -> None:
    with sessions.begin() as session:
        session.execute(text(f"ALTER TABLE {table} RENAME TO {name}"))


@dataclass(frozen=True)
class Ground:
    sessions: Sessions
    settings: Settings = field(default_factory=Settings)
    clock: Clock = field(default_factory=Clock)
    jobs: Jobs = field(default_factory=Jobs)
    queue: Queue = field(default_factory=EmbeddedQueue)
    schedule: Schedule = field(default_factory=Schedule)


def test_the_clock_brings_a_nightly_job_that_forgets_what_was_done(sqlite: Sessions) -> None:
    ground = Ground(sqlite)
    clock_process.init_app(Flask("test"), ground)
    with sqlite.begin() as session:
        long_ago = ground.clock.now() - 2 * KEPT
        session.add(QueuedJob(job="old", payload={}, state=JobState.DONE, run_at=long_ago, finished_at=long_ago))

    ground.jobs.run("queue.forget", {})

    assert count(sqlite) == 0
    assert "queue.forget" in ground.schedule.entries


CLOCK = """
import logging, sys
from tests.bot.test_clock import Ground
from bot.clock import run_clock
from bot.db import Sessions, open_database
from bot.lock import leader_lock
from bot.queue.worker import stop_on_signals
logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
ground = Ground(Sessions(open_database(sys.argv[1])))
ground.jobs.register("tick", lambda payload: None)
ground.schedule.every("tick", seconds=1, job="tick")
run_clock(ground, leader_lock(ground.sessions.engine, "clock"), stop_on_signals(), beat_s=0.1)
"""


@contextmanager
def a_clock(sessions: Sessions, notes: Path) -> Iterator[subprocess.Popen[bytes]]:
    url = sessions.engine.url.render_as_string(hide_password=False)
    with notes.open("wb") as file, subprocess.Popen([sys.executable, "-c", CLOCK, url], stdout=file) as process:
        yield process
        process.kill()


def wait_until(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_when_the_leading_clock_is_killed_another_goes_on_and_no_time_is_fired_twice(
    sessions: Sessions, tmp_path: Path
) -> None:
    first_notes, second_notes = tmp_path / "first", tmp_path / "second"
    with a_clock(sessions, first_notes) as first:
        wait_until(lambda: "this clock leads" in first_notes.read_text())
        with a_clock(sessions, second_notes) as second:
            wait_until(lambda: "on the schedule" in second_notes.read_text())
            fired_together = count(sessions)
            wait_until(lambda: count(sessions) >= fired_together + 3)
            assert "leads" not in second_notes.read_text()

            first.kill()
            wait_until(lambda: "this clock leads" in second_notes.read_text())
            fired_before = count(sessions)
            wait_until(lambda: count(sessions) >= fired_before + 3)

            second.send_signal(signal.SIGTERM)
            assert second.wait(timeout=30) == 0

    with sessions.read() as session:
        times = session.scalars(select(QueuedJob.run_at)).all()
    assert len(times) == len(set(times))


def test_on_sqlite_the_clock_process_also_does_the_jobs(sqlite: Sessions, tmp_path: Path) -> None:
    with a_clock(sqlite, tmp_path / "notes") as process:
        wait_until(lambda: count(sqlite, QueuedJob.state == JobState.DONE) >= 2)

        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=30) == 0


def test_on_postgresql_jobs_are_left_to_workers(postgres: Sessions, tmp_path: Path) -> None:
    with a_clock(postgres, tmp_path / "notes") as process:
        wait_until(lambda: count(postgres) >= 2)

        process.send_signal(signal.SIGTERM)

        assert process.wait(timeout=30) == 0
    assert count(postgres) == count(postgres, QueuedJob.state == JobState.WAITING)
