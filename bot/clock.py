"""The clock process: decides when, never what. It enqueues jobs at their times; workers do them.

APScheduler beats once a second in a process of its own, never in a web process. What has come due at a beat is
computed by `bot.schedule` from the time of `bot.time.Clock`, not by APScheduler from the system's: so a drill's clock
is followed, all processes agree on the times, and a new leader makes up for what nobody fired while there was none.
"""

import logging
from datetime import UTC, datetime
from threading import Event
from typing import Protocol

import click
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from bot import metrics
from bot.db import Sessions
from bot.lock import LeaderLock, leader_lock
from bot.logs import init_logging
from bot.queue import embedded
from bot.queue.port import Payload, Queue, WithJobs
from bot.queue.worker import Worker, stop_on_signals
from bot.schedule import Firing, Schedule
from bot.time import Clock

BEAT_S = 1.0

log = logging.getLogger(__name__)


class WithSchedule(WithJobs, Protocol):
    """What the clock needs of the kit."""

    @property
    def queue(self) -> Queue:
        """Where it puts jobs."""

    @property
    def schedule(self) -> Schedule:
        """What happens when."""


class Beat:
    """One look at the schedule: the leader enqueues what has come due, the others only ask whether they lead."""

    def __init__(self, firing: Firing, sessions: Sessions, clock: Clock, leader: LeaderLock) -> None:
        self._firing = firing
        self._sessions = sessions
        self._clock = clock
        self._leader = leader
        self._leads = False

    def __call__(self) -> None:
        """Do it; a database that is away is waited for, and what came due meanwhile is made up for."""
        try:
            if self._lead():
                self._fire()
        except SQLAlchemyError as error:
            log.warning("the clock cannot reach the database: %s", type(error).__name__)

    def _lead(self) -> bool:
        leads, self._leads = self._leads, self._leader.hold()
        if leads != self._leads:
            log.info("this clock %s", "leads" if self._leads else "no longer leads")
        return self._leads

    def _fire(self) -> None:
        due = self._firing.due(now=self._clock.now())
        if not due:
            return
        with self._sessions.begin() as session:
            self._firing.fire_due(session, due)
        self._firing.note(due)
        log.info("enqueued: %s", ", ".join(due))


def start_beating(beat: Beat, *, beat_s: float = BEAT_S) -> BackgroundScheduler:
    """Have APScheduler call it in a thread from now on. Beats that come late or pile up become one."""
    scheduler = BackgroundScheduler(executors={"default": ThreadPoolExecutor(1)}, timezone=UTC)
    once_at_a_time = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    scheduler.add_job(beat, "interval", seconds=beat_s, next_run_time=datetime.now(UTC), **once_at_a_time)
    scheduler.start()
    return scheduler


def run_clock(kit: WithSchedule, leader: LeaderLock, stop: Event, *, beat_s: float = BEAT_S) -> None:
    """Beat until `stop` is set. On SQLite also do the jobs: there the clock process is the worker too."""
    beat = Beat(Firing(kit.schedule, kit.queue), kit.sessions, kit.clock, leader)
    scheduler = start_beating(beat, beat_s=beat_s)
    log.info("the clock runs, on the schedule: %s", ", ".join(kit.schedule.entries) or "nothing")
    try:
        if kit.sessions.engine.dialect.name == "sqlite":
            Worker(kit.sessions, kit.jobs, kit.clock).work(stop)
        stop.wait()
    finally:
        scheduler.shutdown(wait=True)
        leader.release()


def register_upkeep(kit: WithSchedule) -> None:
    """Have the queue forget what was done long ago, every night."""

    def forget(_payload: Payload) -> None:
        with kit.sessions.begin() as session:
            embedded.forget_finished(session, now=kit.clock.now())

    kit.jobs.register("queue.forget", forget)
    kit.schedule.every("queue.forget", cron="40 3 * * *", job="queue.forget")


def init_app(app: Flask, kit: WithSchedule) -> None:
    """Add `juwutong clock`."""
    register_upkeep(kit)

    @app.cli.command(
        "clock",
        with_appcontext=False,
        help="定时进程：到点把任务放入队列（用 SQLite 时也执行任务）。可同时运行多个，只有一个起作用。",
    )
    def clock() -> None:
        metrics.prepare(tidy=False)
        init_logging(kit.settings)
        try:
            leader = leader_lock(kit.sessions.engine, "clock")
        except ValueError:
            raise click.ClickException("数据库只在内存中，定时进程无法与网站共用，请设置 DATABASE_URL。") from None
        run_clock(kit, leader, stop_on_signals())
