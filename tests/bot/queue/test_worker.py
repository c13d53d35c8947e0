"""Workers do what is due, survive what jobs do to them, and leave nothing behind when killed."""

import logging
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import select, text

from bot import queue
from bot.db import Sessions
from bot.queue import EmbeddedQueue, Jobs, UnknownJobError
from bot.queue.embedded import LEASE, MAX_ATTEMPTS
from bot.queue.models import JobState, QueuedJob
from bot.queue.worker import Worker
from bot.settings import Settings
from bot.time import Clock
from tests.conftest import NOON


class StoppedClock(Clock):
    """Stands still until it is set."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        return self.at


@dataclass
class Bench:
    """A queue, what its jobs did, and somebody to do them."""

    sessions: Sessions
    clock: StoppedClock = field(default_factory=StoppedClock)
    jobs: Jobs = field(default_factory=Jobs)
    done: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.jobs.register("add", lambda payload: self.done.append(payload["number"]))
        self.jobs.register("break", lambda _: self.done.append(1 // 0))
        self.worker = Worker(self.sessions, self.jobs, self.clock)

    def enqueue(self, job: str, number: int = 0) -> None:
        with self.sessions.begin() as session:
            EmbeddedQueue().enqueue(session, job, {"number": number}, run_at=self.clock.at)

    def states(self) -> list[JobState]:
        with self.sessions.read() as session:
            return list(session.scalars(select(QueuedJob.state).order_by(QueuedJob.id)))


@pytest.fixture
def bench(sessions: Sessions) -> Bench:
    return Bench(sessions)


def test_a_worker_does_everything_that_is_due_in_order(bench: Bench) -> None:
    for number in range(5):
        bench.enqueue("add", number)

    assert bench.worker.do_due() == 5

    assert bench.done == [0, 1, 2, 3, 4]
    assert set(bench.states()) == {JobState.DONE}


def test_a_job_that_breaks_does_not_keep_the_next_from_being_done(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.enqueue("break")
    bench.enqueue("add", 1)

    bench.worker.do_due()

    assert bench.done == [1]
    assert bench.states() == [JobState.WAITING, JobState.DONE]
    assert "break, attempt 1: postponed" in caplog.text


def test_a_job_nobody_knows_is_tried_again_and_finally_given_up_with_an_alarm(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.enqueue("unheard-of")

    for _ in range(MAX_ATTEMPTS):
        bench.worker.do_due()
        bench.clock.at += timedelta(hours=1)

    assert bench.states() == [JobState.FAILED]
    alarms = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert len(alarms) == 1
    assert "unheard-of is given up: UnknownJobError" in alarms[0]


def test_a_job_left_by_a_dead_worker_in_its_last_attempt_is_given_up_with_an_alarm(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.enqueue("add")
    for _ in range(MAX_ATTEMPTS):
        assert bench.worker._claim()
        bench.clock.at += LEASE

    assert bench.worker.do_due() == 0

    assert bench.states() == [JobState.FAILED]
    assert "ALARM" in caplog.text


def test_a_worker_goes_on_when_the_database_comes_back(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    bench.enqueue("add", 1)
    rename(bench.sessions, "jobs", "away")

    while_away = bench.worker._do_one_if_possible()
    rename(bench.sessions, "away", "jobs")

    assert not while_away
    assert "no jobs from the database" in caplog.text
    assert bench.worker._do_one_if_possible()


def rename(sessions: Sessions, table: str, name: str) -> None:
    with sessions.begin() as session:
        session.execute(text(f"ALTER TABLE {table} RENAME TO {name}"))


def test_a_worker_told_to_stop_finishes_what_it_is_doing_and_starts_nothing(bench: Bench) -> None:
    stop = Event()
    bench.jobs.register("stop", lambda _: stop.set())
    bench.enqueue("stop")
    bench.enqueue("add", 1)

    bench.worker.work(stop)

    assert bench.states() == [JobState.DONE, JobState.WAITING]


def test_a_long_job_keeps_its_lease(sessions: Sessions) -> None:
    jobs, clock = Jobs(), Clock()
    lease = timedelta(seconds=0.3)
    leases: list[datetime | None] = []

    def watch(payload: dict[str, object]) -> None:
        deadline = time.monotonic() + 10
        while len(set(leases)) < 3 and time.monotonic() < deadline:
            with sessions.read() as session:
                leases.append(session.scalars(select(QueuedJob.locked_until)).one())
            time.sleep(0.02)

    jobs.register("watch", watch)
    with sessions.begin() as session:
        EmbeddedQueue().enqueue(session, "watch", {}, run_at=NOON - timedelta(days=3650))

    Worker(sessions, jobs, clock, lease=lease).do_due()

    assert len(set(leases)) >= 3


def test_two_jobs_cannot_share_a_name() -> None:
    jobs = Jobs()
    jobs.register("push", lambda _: None)

    with pytest.raises(ValueError, match="push"):
        jobs.register("push", lambda _: None)
    with pytest.raises(UnknownJobError):
        jobs.run("pull", {})


WORKER = """
import sys, time
from datetime import timedelta
from pathlib import Path
from bot.db import Sessions, open_database
from bot.queue import Jobs
from bot.queue.worker import Worker, stop_on_signals
from bot.time import Clock
url, notes, first_waits = sys.argv[1], Path(sys.argv[2]), sys.argv[3] == "waits"

def job(payload):
    with notes.open("a") as file:
        file.write(f"{payload['number']} begun\\n")
    if first_waits:
        time.sleep(600)
    with notes.open("a") as file:
        file.write(f"{payload['number']} done\\n")

jobs = Jobs()
jobs.register("note", job)
Worker(Sessions(open_database(url)), jobs, Clock(), lease=timedelta(seconds=1)).work(stop_on_signals(), poll_s=0.05)
"""


def start(url: str, notes: Path, how: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", WORKER, url, str(notes), how])


def wait_for(notes: Path, lines: int) -> list[str]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        written = notes.read_text().splitlines() if notes.exists() else []
        if len(written) >= lines:
            return written
        time.sleep(0.02)
    raise AssertionError(f"only {written}")


def test_a_job_whose_worker_is_killed_in_the_middle_is_done_by_another(sessions: Sessions, tmp_path: Path) -> None:
    url, notes = sessions.engine.url.render_as_string(hide_password=False), tmp_path / "notes"
    with sessions.begin() as session:
        EmbeddedQueue().enqueue(session, "note", {"number": 1}, run_at=NOON - timedelta(days=3650))
    victim = start(url, notes, "waits")
    wait_for(notes, 1)

    victim.kill()
    victim.wait()
    heir = start(url, notes, "finishes")

    try:
        assert wait_for(notes, 3) == ["1 begun", "1 begun", "1 done"]
    finally:
        heir.send_signal(signal.SIGTERM)
    assert heir.wait(timeout=30) == 0
    with sessions.read() as session:
        job = session.scalars(select(QueuedJob)).one()
    assert (job.state, job.attempts) == (JobState.DONE, 2)


@dataclass(frozen=True)
class Ground:
    sessions: Sessions
    settings: Settings = field(default_factory=Settings)
    clock: Clock = field(default_factory=StoppedClock)
    jobs: Jobs = field(default_factory=Jobs)


@pytest.fixture
def app(sqlite: Sessions) -> Flask:
    app = Flask("test")
    app.extensions["kit"] = ground = Ground(sqlite)
    queue.init_app(app, ground)
    return app


def test_the_list_counts_all_and_shows_what_is_not_done(app: Flask, sqlite: Sessions) -> None:
    bench = Bench(sqlite)
    for job in ("add", "break"):
        bench.enqueue(job)
    bench.worker.do_due()

    shown = app.test_cli_runner().invoke(args=["queue", "list"]).output

    assert shown == (
        "等待 1  进行中 0  完成 1  已放弃 0\n2  等待  break  2026-11-23 12:00:10  已尝试 1 次  ZeroDivisionError\n"
    )


def test_retrying_a_job_that_was_not_given_up_is_refused_in_plain_words(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["queue", "retry", "5"])

    assert result.exit_code == 1
    assert "没有编号为 5 且已放弃的任务" in result.output


def test_a_job_that_was_given_up_is_retried_by_command(app: Flask, sqlite: Sessions) -> None:
    bench = Bench(sqlite)
    bench.enqueue("add")
    with sqlite.begin() as session:
        session.scalars(select(QueuedJob)).one().state = JobState.FAILED

    result = app.test_cli_runner().invoke(args=["queue", "retry", "1"])

    assert result.exit_code == 0
    assert bench.states() == [JobState.WAITING]
