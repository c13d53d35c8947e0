"""The arithmetic of measuring: percentiles, medians of rounds, ratios taken within a round. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf
from statistics import median


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` (0…1) of the values do not exceed. Raises ValueError without values."""
    if not values:
        raise ValueError("no values")
    return sorted(values)[max(ceil(share * len(values)) - 1, 0)]


@dataclass(frozen=True)
class Ratio:
    """How one thing compares with another over several rounds: the middle ratio, and the outermost ones."""

    middle: float
    lowest: float
    highest: float

    def __str__(self) -> str:
        return f"{self.middle:.2f} ({self.lowest:.2f}–{self.highest:.2f})"


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Ratio:
    """Compare round by round, so that what slows the machine down in one round slows both.

    Infinite where the other did nothing. Raises ValueError where the rounds do not pair up.
    """
    ratios = [our / their if their else inf for our, their in zip(ours, theirs, strict=True)]
    if not ratios:
        raise ValueError("no rounds")
    return Ratio(median(ratios), min(ratios), max(ratios))
