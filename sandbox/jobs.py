"""Work the platform does later: mass jobs, publishing, callbacks. Kept on the sandbox's clock and over restarts."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.clock import iso
from sandbox.plain import Json
from sandbox.state import Records

if TYPE_CHECKING:
    from sandbox.world import World

Worker = Callable[["World", dict[str, Any]], None]


@dataclass
class Job:
    """Something due at a stamp; `kind` names the function that does it."""

    id: int
    kind: str
    due: float
    details: dict[str, Any] = field(default_factory=dict)


class Jobs:
    """Jobs waiting for their time."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._records: Records[Job] = Records(world.store, "job", Job)
        self._workers: dict[str, Worker] = {}
        self._last = max((job.id for job in self._records.values()), default=0)
        self.changed = asyncio.Event()
        self.done = 0

    def teach(self, workers: Mapping[str, Worker]) -> None:
        """Say which function does which kind of job."""
        self._workers |= workers

    def later(self, kind: str, seconds: float, *, exact: bool = False, **details: Json) -> None:
        """Plan a job; `seconds` are multiplied by the switch `time_scale` unless `exact`."""
        self._last += 1
        due = self._world.clock.stamp() + seconds * (1.0 if exact else self._world.switches.time_scale)
        self._records.put(str(self._last), Job(self._last, kind, due, details))
        self.changed.set()

    def waiting(self) -> list[dict[str, Any]]:
        """Jobs to come, soonest first."""
        jobs = sorted(self._records.values(), key=lambda job: job.due)
        return [{"id": job.id, "kind": job.kind, "due": iso(job.due), "details": job.details} for job in jobs]

    def run_due(self) -> None:
        """Do everything whose time has come, earliest first, also what those jobs plan for now."""
        while job := self._next_due():
            self._records.drop(str(job.id))
            self._workers[job.kind](self._world, job.details)
            self.done += 1

    def _next_due(self) -> Job | None:
        now = self._world.clock.stamp()
        due = [job for job in self._records.values() if job.due <= now]
        return min(due, key=lambda job: (job.due, job.id)) if due else None

    def seconds_to_next(self) -> float | None:
        """Real seconds until the next job, None when there is none."""
        times = [job.due for job in self._records.values()]
        return max(0.0, min(times) - self._world.clock.stamp()) if times else None

    async def run(self) -> None:
        """Do jobs as they become due, until cancelled."""
        while True:
            self.run_due()
            self.changed.clear()
            try:
                await asyncio.wait_for(self.changed.wait(), self.seconds_to_next())
            except TimeoutError:
                continue

    def clear(self) -> None:
        """Forget all jobs."""
        self._records.clear()
