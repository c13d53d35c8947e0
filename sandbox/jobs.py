"""Work the platform does later: mass jobs, publishing, callbacks. Kept on the sandbox's clock and over restarts."""

from __future__ import annotations

import asyncio
import heapq
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
        self._order = [(job.due, job.id) for job in self._records.values()]
        heapq.heapify(self._order)
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
        heapq.heappush(self._order, (due, self._last))
        if self._order[0][1] == self._last:
            self.changed.set()

    def waiting(self) -> list[dict[str, Any]]:
        """Jobs to come, soonest first."""
        jobs = sorted(self._records.values(), key=lambda job: job.due)
        return [{"id": job.id, "kind": job.kind, "due": iso(job.due), "details": job.details} for job in jobs]

    def run_due(self) -> None:
        """Do everything whose time has come, earliest first, also what those jobs plan for now."""
        while job := self._next_due():
            self._workers[job.kind](self._world, job.details)
            self.done += 1

    def _next_due(self) -> Job | None:
        """Take the earliest job when its time has come."""
        if not self._order or self._order[0][0] > self._world.clock.stamp():
            return None
        return self._records.drop(str(heapq.heappop(self._order)[1]))

    def seconds_to_next(self) -> float | None:
        """Real seconds until the next job, None when there is none."""
        return max(0.0, self._order[0][0] - self._world.clock.stamp()) if self._order else None

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
        self._order.clear()
