"""What happens regularly, and which of its times has come last: parts register it, the clock process fires it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Protocol

from apscheduler.triggers.cron import CronTrigger
from sqlalchemy.orm import Session

from bot.queue.embedded import KEPT
from bot.queue.port import Payload, Queue
from bot.time import SHANGHAI

GRACE = timedelta(hours=1)


class Rhythm(Protocol):
    """A rule that says when."""

    def latest(self, *, after: datetime, until: datetime) -> datetime | None:
        """The last of its times in (after, until], the same whichever process asks; None when there is none."""


@dataclass(frozen=True)
class EverySeconds:
    """At every multiple of so many seconds since 1970."""

    seconds: int

    def latest(self, *, after: datetime, until: datetime) -> datetime | None:
        """See Rhythm."""
        due = datetime.fromtimestamp(int(until.timestamp()) // self.seconds * self.seconds, UTC)
        return due if due > after else None


class Cron:
    """As a crontab line says, read in the time of Fuzhou: `"30 8 * * mon-fri"` is half past eight on weekdays."""

    def __init__(self, line: str) -> None:
        # APScheduler counts weekdays from Monday = 0, cron from Sunday = 0: only names mean the same to both.
        if any(mark.isdigit() for mark in line.rsplit(maxsplit=1)[-1]):
            raise ValueError(f"weekdays by name, please (mon-fri): {line}")
        self._trigger = CronTrigger.from_crontab(line, timezone=SHANGHAI)

    def latest(self, *, after: datetime, until: datetime) -> datetime | None:
        """See Rhythm."""
        latest, due = None, self._next(after)
        while due and due <= until:
            latest, due = due, self._next(due)
        return latest

    def _next(self, moment: datetime) -> datetime | None:
        due: datetime | None = self._trigger.get_next_fire_time(None, moment + timedelta(microseconds=1))
        return due and due.astimezone(UTC)


@dataclass(frozen=True)
class Entry:
    """Something that happens regularly: when its time comes, a job is enqueued."""

    name: str
    rhythm: Rhythm
    job: str
    payload: Payload
    grace: timedelta


@dataclass
class Schedule:
    """All that happens regularly in this system."""

    entries: dict[str, Entry] = field(default_factory=dict)

    def every(
        self,
        name: str,
        *,
        seconds: int | None = None,
        cron: str | None = None,
        job: str,
        payload: Payload | None = None,
        grace: timedelta = GRACE,
    ) -> None:
        """Have `job` enqueued every so many seconds, or as `cron` says in local time.

        Of several times missed only the last is made up for, and only within `grace`. Raises ValueError when the name
        is taken, `grace` is longer than the queue remembers keys, or not exactly one of `seconds` (> 0) and `cron` is
        given and makes sense.
        """
        if name in self.entries:
            raise ValueError(f"two things on the schedule are called {name}")
        if grace >= KEPT:
            raise ValueError(f"{name}: the queue remembers for {KEPT} what was fired, grace must be shorter")
        self.entries[name] = Entry(name, _rhythm(seconds, cron), job, payload or {}, grace)


def _rhythm(seconds: int | None, cron: str | None) -> Rhythm:
    if cron and seconds is None:
        return Cron(cron)
    if seconds and seconds > 0 and cron is None:
        return EverySeconds(seconds)
    raise ValueError("either seconds (more than none) or cron")


@dataclass
class Firing:
    """Enqueues what has come due. Any number of processes may do so: each time of each entry becomes one job."""

    schedule: Schedule
    queue: Queue
    _fired: dict[str, datetime] = field(default_factory=dict)

    def fire_due(self, session: Session, due: dict[str, datetime]) -> None:
        """Enqueue these, in the caller's transaction: the time that came due is part of each job's key."""
        for name, moment in due.items():
            entry = self.schedule.entries[name]
            key = f"{name}@{moment.isoformat()}"
            self.queue.enqueue(session, entry.job, entry.payload, run_at=moment, key=key)

    def due(self, *, now: datetime) -> dict[str, datetime]:
        """The last time of each entry that has come and that this process has not fired yet."""
        found = {name: self._latest(entry, now) for name, entry in self.schedule.entries.items()}
        return {name: moment for name, moment in found.items() if moment}

    def note(self, due: dict[str, datetime]) -> None:
        """They are committed: do not ask the database about them again."""
        self._fired |= due

    def _latest(self, entry: Entry, now: datetime) -> datetime | None:
        earliest = now - entry.grace
        return entry.rhythm.latest(after=max(earliest, self._fired.get(entry.name, earliest)), until=now)
