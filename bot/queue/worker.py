"""The loop that does the jobs of the embedded queue, one at a time; any number of processes may run it.

At least once: what a job did before its worker died is done again by the next. A job that hangs keeps its worker.
"""

import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

from sqlalchemy.exc import SQLAlchemyError

from bot.db import Sessions
from bot.metrics import JOBS
from bot.queue import embedded
from bot.queue.embedded import LEASE, Claimed
from bot.queue.models import JobState
from bot.queue.port import Jobs
from bot.time import Clock

POLL_S = 0.5
FORGET_S = 3600.0

log = logging.getLogger(__name__)


class Worker:
    """Does jobs until told to stop; what it is doing then, it finishes first."""

    def __init__(self, sessions: Sessions, jobs: Jobs, clock: Clock, *, lease: timedelta = LEASE) -> None:
        self._sessions = sessions
        self._jobs = jobs
        self._clock = clock
        self._lease = lease

    def work(self, stop: Event, *, poll_s: float = POLL_S) -> None:
        """Do whatever is due, look again every `poll_s` seconds, return soon after `stop` is set."""
        while not stop.is_set():
            if not self._do_one_if_possible():
                stop.wait(poll_s)

    def do_due(self) -> int:
        """Do all that is due now, and return how many jobs that were."""
        count = 0
        while self._do_one():
            count += 1
        return count

    def _do_one(self) -> bool:
        claimed = self._claim()
        if claimed:
            self._do(claimed)
        return claimed is not None

    def _do_one_if_possible(self) -> bool:
        try:
            return self._do_one()
        except SQLAlchemyError as error:  # the database is away or busy: it comes back, and jobs keep until then
            log.warning("no jobs from the database: %s", type(error).__name__)
            return False

    def _claim(self) -> Claimed | None:
        now = self._clock.now()
        with self._sessions.read() as session:
            if not embedded.is_any_due(session, now=now):
                return None
        with self._sessions.begin() as session:
            dead = embedded.give_up_on_dead(session, now=now)
            claimed = embedded.claim_next(session, now=now, lease=self._lease)
        for job_id, job in dead:
            _tell_given_up(job_id, job, "its worker died in the last attempt")
        return claimed

    def _do(self, claimed: Claimed) -> None:
        try:
            with self._lease_kept(claimed):
                self._jobs.run(claimed.job, claimed.payload)
        except Exception as error:  # noqa: BLE001  (an edge: whatever a job raises is noted, the next gets its turn)
            self._note_failure(claimed, error)
        else:
            self._note_success(claimed)

    def _note_success(self, claimed: Claimed) -> None:
        with self._sessions.begin() as session:
            ours = embedded.finish(session, claimed, now=self._clock.now())
        _count(claimed, "done" if ours else "lost")
        log.info("job %s %s, attempt %s: %s", claimed.id, claimed.job, claimed.attempt, "done" if ours else "lost")

    def _note_failure(self, claimed: Claimed, error: Exception) -> None:
        with self._sessions.begin() as session:
            state = embedded.fail(session, claimed, error, now=self._clock.now())
        outcome = {JobState.WAITING: "postponed", JobState.FAILED: "given up"}[state] if state else "lost"
        _count(claimed, outcome)
        log.warning("job %s %s, attempt %s: %s", claimed.id, claimed.job, claimed.attempt, outcome, exc_info=error)
        if state is JobState.FAILED:
            _tell_given_up(claimed.id, claimed.job, type(error).__name__)

    @contextmanager
    def _lease_kept(self, claimed: Claimed) -> Iterator[None]:
        done = Event()
        renewing = Thread(target=self._renew, args=(claimed, done), name=f"lease of job {claimed.id}", daemon=True)
        renewing.start()
        try:
            yield
        finally:
            done.set()
            renewing.join()

    def _renew(self, claimed: Claimed, done: Event) -> None:
        while not done.wait(self._lease.total_seconds() / 3):
            try:
                with self._sessions.begin() as session:
                    ours = embedded.renew(session, claimed, now=self._clock.now(), lease=self._lease)
            except SQLAlchemyError as error:  # two more tries before the lease is over
                log.warning("job %s: lease not renewed: %s", claimed.id, type(error).__name__)
                continue
            if not ours:
                log.warning("job %s: another worker has it", claimed.id)
                return


def _count(claimed: Claimed, outcome: str) -> None:
    JOBS.labels(claimed.job, outcome).inc()


def _tell_given_up(job_id: int, job: str, reason: str) -> None:
    log.error("ALARM: job %s %s is given up: %s; `juwutong queue retry %s` tries it again", job_id, job, reason, job_id)


def stop_on_signals() -> Event:
    """Make an event that is set by SIGTERM and SIGINT. To be called in the main thread."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _number, _frame: stop.set())
    return stop
