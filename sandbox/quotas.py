"""How often an interface may be called: each day until 00:00 in Shanghai, and each minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.clock import day_of
from sandbox.refusals import Refused

if TYPE_CHECKING:
    from sandbox.world import World


class Quotas:
    """Counters per interface; `quota_factor` shrinks the daily limits so that tests can reach them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._days: dict[str, list[int]] = dict(world.store.load("quota"))
        self._minutes: dict[str, list[int]] = {}

    def spend(self, name: str, *, daily: int = 0, minute: int = 0) -> None:
        """Count one call; raises 45009 or 45011 when a limit (0 = none) is reached."""
        now = self._world.clock.stamp()
        if minute:
            _count(self._minutes, name, int(now) // 60, minute, Refused(45011, "api minute-quota reach limit"))
        if daily:
            _count(self._days, name, day_of(now), self.limit(daily), Refused(45009, "reach max api daily quota limit"))
            self._world.store.mark("quota", name, self._days[name])

    def limit(self, daily: int) -> int:
        """A daily limit under the switch `quota_factor`."""
        return max(1, int(daily * self._world.switches.quota_factor))

    def used(self, name: str) -> int:
        """Calls counted today."""
        day, count = self._days.get(name, [0, 0])
        return count if day == day_of(self._world.clock.stamp()) else 0

    def exhaust(self, name: str) -> None:
        """Pretend that today's quota of an interface is gone."""
        self._days[name] = [day_of(self._world.clock.stamp()), 10**9]

    def clear(self, name: str | None = None) -> None:
        """Start counting anew, for one interface or for all but the monthly ones."""
        for key in [key for key in self._days if name in (None, key)]:
            del self._days[key]
            self._world.store.mark("quota", key, None)
        self._minutes.clear()


def _count(counters: dict[str, list[int]], name: str, period: int, limit: int, refusal: Refused) -> None:
    counter = counters.get(name)
    if counter is None or counter[0] != period:
        counter = counters[name] = [period, 0]
    if counter[1] >= limit:
        raise refusal
    counter[1] += 1
