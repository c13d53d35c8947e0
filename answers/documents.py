"""What the engine answers from: plain values, so that it needs no database."""

from dataclasses import dataclass
from datetime import date

from community_catalog.elements import CatalogRow
from community_catalog.guides.text import GuideText


@dataclass(frozen=True)
class Document:
    """One item as its catalog states it on the day `as_of`, with the ways residents are known to ask for it.

    `guide` says how it is done, where that is known and holds for the item as it now reads.
    """

    row: CatalogRow
    as_of: date
    wordings: tuple[str, ...] = ()
    guide: GuideText | None = None

    @property
    def code(self) -> str:
        """The item's code."""
        return self.row.code

    @property
    def name(self) -> str:
        """What the item is called."""
        return self.row.name
