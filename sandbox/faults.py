"""Faults on purpose: which calls of the API go wrong, how, and how often."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, fields
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sandbox.world import World

KINDS = frozenset({
    "latency", "hang", "slow_body", "reset", "http_500", "http_502", "http_504", "html_200", "empty_200",
    "truncated_json", "40001_once", "40001_forever", "token_replaced_by_other", "quota_exhausted", "minute_quota",
    "bom", "errcode_string", "wrong_charset", "clock_jump",
})  # fmt: skip
SPEAKING = frozenset({"slow_body", "truncated_json", "bom", "errcode_string", "wrong_charset", "latency"})
"""These change how a real answer is told, so the call is always executed."""

TOKEN_PATHS = frozenset({"/cgi-bin/token", "/cgi-bin/stable_token"})
P50_S, P99_S = 0.08, 1.5


class FaultProblem(ValueError):
    """The description of a fault cannot be used; the message is Chinese."""


@dataclass
class Fault:
    """`kind` is one of KINDS or `errcode:N`; it hits calls whose path matches the glob `path`.

    Each with `probability`, at most `times`, only the `nth` when given. `executed` says whether the call took effect
    although its answer was spoilt.
    """

    kind: str
    path: str = "*"
    probability: float = 1.0
    times: int | None = None
    nth: int | None = None
    executed: bool = False
    seconds: float = 0.0
    low: float = 0.0
    high: float = 0.0
    distribution: str = "fixed"
    seen: int = 0
    hits: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS and not self._is_errcode():
            raise FaultProblem(f"没有这种故障：{self.kind}")
        if self.distribution not in ("fixed", "uniform", "lognormal"):
            raise FaultProblem("distribution 只能是 fixed、uniform、lognormal")
        if self.kind == "40001_once" and self.times is None:
            self.times = 1
        self.executed = self.executed or self.kind in SPEAKING

    def _is_errcode(self) -> bool:
        word, _, number = self.kind.partition(":")
        return word == "errcode" and number.lstrip("-").isdigit()

    @property
    def errcode(self) -> int:
        """The errcode this fault answers with, 0 when it spoils something else."""
        if self.kind.startswith("errcode:"):
            return int(self.kind.partition(":")[2])
        return {"40001_once": 40001, "40001_forever": 40001, "quota_exhausted": 45009, "minute_quota": 45011}.get(
            self.kind, 0
        )

    def matches(self, path: str) -> bool:
        """Whether a call of this path can meet the fault."""
        if self.kind.startswith("40001") and path in TOKEN_PATHS:
            return False
        return fnmatchcase(path, self.path)


class Faults:
    """The faults in force."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.active: list[Fault] = []

    def set(self, descriptions: list[dict[str, Any]]) -> None:
        """Replace all faults; raises FaultProblem and changes nothing when one cannot be used."""
        self.active = [_fault(description) for description in descriptions]

    def values(self) -> list[dict[str, Any]]:
        """The faults with how often they hit."""
        return [asdict(fault) for fault in self.active]

    def hitting(self, path: str) -> list[Fault]:
        """The faults this call meets, in the order they were set."""
        return [fault for fault in self.active if self._hits(fault, path)]

    def _hits(self, fault: Fault, path: str) -> bool:
        if not fault.matches(path) or (fault.times is not None and fault.hits >= fault.times):
            return False
        fault.seen += 1
        if fault.nth is not None and fault.seen != fault.nth:
            return False
        if self._world.dice.of("faults").random() >= fault.probability:
            return False
        fault.hits += 1
        return True

    def delay_s(self, fault: Fault) -> float:
        """How long a `latency` fault holds this call."""
        dice = self._world.dice.of("latency")
        if fault.distribution == "uniform":
            return dice.uniform(fault.low, fault.high)
        if fault.distribution == "lognormal":
            return dice.lognormvariate(math.log(P50_S), math.log(P99_S / P50_S) / 2.326)
        return fault.seconds


def _fault(description: dict[str, Any]) -> Fault:
    known = {item.name for item in fields(Fault)} - {"seen", "hits"}
    if unknown := set(description) - known:
        raise FaultProblem(f"故障里没有这一项：{'、'.join(sorted(unknown))}")
    if "kind" not in description:
        raise FaultProblem("故障缺少 kind")
    try:
        return Fault(**description)
    except TypeError as error:
        raise FaultProblem(f"故障的值不对：{error}") from None
