"""What parts bring to the residents' pages: ways in the navigation, sections of others' pages, addresses."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from markupsafe import Markup

from bot.db import Session


@dataclass(frozen=True)
class Way:
    """A page in the navigation, under the words residents know it by. The endpoint takes no arguments.

    What is for few, as webmasters, stands at the foot of the page and not in 长辈版.
    """

    label: str
    endpoint: str
    order: int
    is_for_few: bool = False


@dataclass(frozen=True)
class Address:
    """A page worth finding: its path as `url_for` gives it, percent-encoded; when it last changed (None: not known)."""

    path: str
    changed_at: datetime | None = None


Section = Callable[[Session, str], Markup | None]
"""Renders what a part adds to another's page for the thing with this code; None where it has nothing to say."""

Addresses = Callable[[Session], Iterable[Address]]
"""Names a part's pages that search engines and the district's website should know."""


@dataclass
class Site:
    """All that parts have brought."""

    ways: list[Way] = field(default_factory=list)
    addresses: list[Addresses] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    _sections: dict[str, list[tuple[int, Section]]] = field(default_factory=dict)

    def add_way(self, label: str, endpoint: str, *, order: int = 50, is_for_few: bool = False) -> None:
        """Show a page in the navigation, those with a small `order` first. Raises ValueError: it is there already."""
        if any(way.endpoint == endpoint for way in self.ways):
            raise ValueError(f"{endpoint} is in the navigation twice")
        self.ways.append(Way(label, endpoint, order, is_for_few))
        self.ways.sort(key=lambda way: way.order)

    def add_addresses(self, addresses: Addresses) -> None:
        """Have the sitemap name these pages."""
        self.addresses.append(addresses)

    def add_closed(self, *beginnings: str) -> None:
        """Have robots.txt keep programs that wander from all addresses that begin so."""
        self.closed += beginnings

    def add_section(self, page: str, section: Section, *, order: int = 50) -> None:
        """Show something on the page that another part owns: "item", "guide" or "place", each by its code."""
        sections = self._sections.setdefault(page, [])
        sections.append((order, section))
        sections.sort(key=lambda pair: pair[0])

    def sections(self, page: str, session: Session, code: str) -> list[Markup]:
        """What parts add to this page of the thing with this code, in order."""
        found = (section(session, code) for _, section in self._sections.get(page, ()))
        return [markup for markup in found if markup]
