"""What the engine answers from: plain values, so that it needs no database."""

from dataclasses import dataclass
from datetime import date

from community_catalog.elements import CatalogRow


@dataclass(frozen=True)
class Document:
    """One item as its catalog states it on the day `as_of`, with the ways residents are known to ask for it."""

    row: CatalogRow
    as_of: date
    wordings: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The item's code."""
        return self.row.code

    @property
    def name(self) -> str:
        """What the item is called."""
        return self.row.name
