"""Which questions are alike: each joins the group it is nearest to, or begins one. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from answers.classifier import Vector

ALIKE = (
    0.3  # the cosine from which: of 60 items with 8 wordings each, two thirds of the pairs it puts together belong so
)


@dataclass
class Cluster:
    """Questions that are alike, by the sum of their vectors: its direction is their middle."""

    key: int
    _sum: dict[int, float] = field(default_factory=dict)

    def add(self, vector: Vector) -> None:
        """Take a question in."""
        for row, value in _pairs(vector):
            self._sum[row] = self._sum.get(row, 0.0) + value

    def likeness(self, vector: Vector) -> float:
        """The cosine between a question and the middle, from 0 to 1; 0 where either has no known feature."""
        length = sum(value * value for value in self._sum.values()) ** 0.5
        shared = sum(value * self._sum.get(row, 0.0) for row, value in _pairs(vector))
        return shared / length if length else 0.0


def nearest(vector: Vector, clusters: Sequence[Cluster], alike: float = ALIKE) -> Cluster | None:
    """The cluster a question belongs to; None where none is alike. Of equals the first."""
    best = max(clusters, key=lambda cluster: cluster.likeness(vector), default=None)
    return best if best and best.likeness(vector) >= alike else None


def _pairs(vector: Vector) -> Iterator[tuple[int, float]]:
    return zip(vector.rows.tolist(), vector.values.tolist(), strict=True)
