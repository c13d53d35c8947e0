"""Randomness and the identifiers made from it: one stream per purpose, the same for the same seed."""

from __future__ import annotations

import base64
import random


class Dice:
    """Named streams. `boot` is the number of starts, so that a restarted sandbox does not repeat identifiers."""

    def __init__(self, seed: int, boot: int = 0) -> None:
        self._seed, self._boot = seed, boot
        self._streams: dict[str, random.Random] = {}

    def of(self, purpose: str) -> random.Random:
        """The stream for one purpose; drawing from it does not move any other."""
        if purpose not in self._streams:
            name = f"{self._seed}:{self._boot}:{purpose}"
            self._streams[purpose] = random.Random(name)  # noqa: S311 - repeatable on purpose
        return self._streams[purpose]

    def openid(self) -> str:
        """28 characters, `o` and 27 of base64's URL alphabet."""
        return "o" + base64.urlsafe_b64encode(self.of("openid").randbytes(21)).decode()[:27]

    def name(self, purpose: str, length: int) -> str:
        """Text of A-Z a-z 0-9 - _ such as tokens, tickets and media ids."""
        raw = self.of(purpose).randbytes(length * 3 // 4 + 3)
        return base64.urlsafe_b64encode(raw).decode()[:length]

    def request_id(self) -> str:
        """The `rid` WeChat puts into error messages; different on every call."""
        bits = f"{self.of('rid').getrandbits(96):024x}"
        return f"{bits[:8]}-{bits[8:16]}-{bits[16:]}"
