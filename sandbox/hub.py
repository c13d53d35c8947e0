"""Live events for the phone: who listens, and what is told to whom."""

from __future__ import annotations

import asyncio
from typing import Any

Event = tuple[str, dict[str, Any]]


class Hub:
    """Listeners hear what concerns everybody and what concerns the resident they watch."""

    def __init__(self) -> None:
        self._listeners: dict[asyncio.Queue[Event], str | None] = {}

    def listen(self, openid: str | None) -> asyncio.Queue[Event]:
        """A queue of events; a listener that does not read for long loses the newest events."""
        queue: asyncio.Queue[Event] = asyncio.Queue(maxsize=1000)
        self._listeners[queue] = openid
        return queue

    def leave(self, queue: asyncio.Queue[Event]) -> None:
        """Stop listening."""
        self._listeners.pop(queue, None)

    def tell(self, event: str, data: dict[str, Any], *, openid: str | None = None) -> None:
        """Tell everyone, or with `openid` only those who watch that resident (or watch all)."""
        for queue, watched in self._listeners.items():
            wanted = openid is None or watched is None or watched == openid
            if wanted and not queue.full():
                queue.put_nowait((event, data))

    def watches(self, openid: str) -> bool:
        """Whether someone looks at this resident's chat now."""
        return openid in self._listeners.values()
