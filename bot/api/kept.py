"""Keeping what is slow to make: made once for each state of what it is made of, however many ask."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from bot.api.problems import Refusal

T = TypeVar("T")
PATIENCE_S, COME_BACK_S = 3.0, 5


class Kept(Generic[T]):
    """The newest of its kind. One request makes it, the others wait a little rather than make it too."""

    def __init__(self) -> None:
        self._making = threading.Lock()
        self._made: tuple[object, T] | None = None

    def get(self, state: object, make: Callable[[], T]) -> T:
        """What was made of this state. Raises Refusal (503) when another request needs long to make it."""
        made = self._made
        if made is None or made[0] != state:
            made = self._make(state, make)
        return made[1]

    def _make(self, state: object, make: Callable[[], T]) -> tuple[object, T]:
        if not self._making.acquire(timeout=PATIENCE_S):
            raise Refusal(503, "正在准备新的一版，请稍等几秒再来。", retry_after_s=COME_BACK_S)
        try:
            if self._made is None or self._made[0] != state:
                self._made = (state, make())
            return self._made
        finally:
            self._making.release()
