"""The sandbox's one clock: real time plus an offset that can be moved forward."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
DAY_S = 86400


class Clock:
    """`now = real + offset`. Windows, quotas and lifetimes ask it; only the 5 s of a delivery are real seconds."""

    def __init__(self, *, offset_s: float = 0.0, real: Callable[[], float] = time.time) -> None:
        self.offset_s = offset_s
        self._real = real

    def stamp(self) -> float:
        """Seconds since 1970 on the sandbox's clock."""
        return self._real() + self.offset_s

    def now(self) -> datetime:
        """The moment on the sandbox's clock, in UTC."""
        return datetime.fromtimestamp(self.stamp(), UTC)

    def advance(self, seconds: float) -> None:
        """Move forward; a clock never goes back, for no quota or token could be trusted afterwards."""
        if seconds < 0:
            raise ValueError("时钟只能往前拨")
        self.offset_s += seconds

    def seconds_to_next_month(self) -> float:
        """Until 00:00 of the first day of the next month in Asia/Shanghai."""
        here = self.now().astimezone(SHANGHAI)
        first = here.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        return ((first + timedelta(days=32)).replace(day=1) - here).total_seconds()


def iso(stamp: float) -> str:
    """A stamp as ISO 8601 in UTC with milliseconds and Z."""
    return datetime.fromtimestamp(stamp, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def day_of(stamp: float) -> int:
    """A number that changes at 00:00 in Asia/Shanghai."""
    return int(stamp + 8 * 3600) // DAY_S


def month_of(stamp: float) -> str:
    """`2026-11` in Asia/Shanghai."""
    return datetime.fromtimestamp(stamp, SHANGHAI).strftime("%Y-%m")
