"""How many guides need no visit, one, more, or do not say: the table the district is asked for (一趟不用跑). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from community_catalog.guides.text import GuideText


@dataclass(frozen=True)
class VisitCounts:
    """How many guides by how often one has to go; `unknown`: nobody has published it."""

    none: int = 0
    once: int = 0
    more: int = 0
    unknown: int = 0

    @property
    def total(self) -> int:
        """All guides."""
        return self.none + self.once + self.more + self.unknown

    @classmethod
    def of(cls, guides: Iterable[GuideText]) -> "VisitCounts":
        """Count guides. What a guide does not say is never taken for "no visit"."""
        visits = [guide.visits for guide in guides]
        return cls(visits.count(0), visits.count(1), sum(count > 1 for count in visits if count), visits.count(None))
