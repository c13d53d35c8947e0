"""Which items stand under which heading: domain, level-1 name, office, stage, level; made once a catalog version.

Lists on pages are read from here: what a page costs then grows with the lines it shows, not with the catalog.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from community_catalog.domains import domain_order
from community_catalog.items import catalog_version, last_import
from community_catalog.models import Item

H = TypeVar("H")  # a heading


@dataclass(frozen=True, slots=True)
class Entry:
    """One item in force, as a list shows it."""

    code: str
    name: str
    domain: str
    level1: str
    offices: tuple[str, ...]
    levels: tuple[str, ...]
    stage: str


Headings = Mapping[str, Sequence[Entry]]


@dataclass(frozen=True, eq=False)
class Directory:
    """The items of one catalog version under their headings, each list in catalog order; `as_of` None: no catalog.

    Equal only to itself, so that what is made of a directory can be kept by it.
    """

    version: int = 0
    as_of: date | None = None
    entries: Sequence[Entry] = ()
    by_domain: Headings = field(default_factory=dict)
    by_office: Headings = field(default_factory=dict)
    by_stage: Headings = field(default_factory=dict)
    _by_level1: Mapping[tuple[str, str], Sequence[Entry]] = field(default_factory=dict)
    _by_level: Mapping[tuple[str, str], Sequence[Entry]] = field(default_factory=dict)

    @classmethod
    def of(cls, entries: Iterable[Entry], *, version: int, as_of: date | None) -> "Directory":
        """Sort entries into catalog order and under their headings."""
        ordered = sorted(entries, key=lambda entry: (domain_order(entry.domain), entry.domain, entry.code))
        return cls(
            version=version,
            as_of=as_of,
            entries=ordered,
            by_domain=_under(ordered, lambda entry: (entry.domain,)),
            by_office=_under(ordered, lambda entry: entry.offices),
            by_stage=_under(ordered, lambda entry: (entry.stage,)),
            _by_level1=_under(ordered, lambda entry: ((entry.domain, entry.level1),)),
            _by_level=_under(ordered, lambda entry: ((entry.domain, level) for level in entry.levels)),
        )

    def beside(self, domain: str, level1: str) -> Sequence[Entry]:
        """The items of this domain under this level-1 name."""
        return self._by_level1.get((domain, level1), ())

    def at_level(self, domain: str, level: str) -> Sequence[Entry]:
        """The items of this domain that are published at this level: 区级, 街镇 or 社区."""
        return self._by_level.get((domain, level), ())


class LiveDirectory:
    """The directory of the catalog as it now is; made again when another version was applied."""

    def __init__(self) -> None:
        self._current = Directory(version=-1)
        self._lock = Lock()

    def now(self, session: Session) -> Directory:
        """The directory of the version this session sees."""
        version = catalog_version(session)
        if self._current.version != version:
            with self._lock:  # several threads notice at once; one does the work
                if self._current.version != version:
                    self._current = read_directory(session, version)
        return self._current


def read_directory(session: Session, version: int) -> Directory:
    """Make the directory of the stored catalog, which has this version."""
    columns = (Item.code, Item.level2, Item.domain, Item.level1, Item.subjects, Item.levels, Item.stage)
    rows = session.execute(select(*columns).where(Item.withdrawn_at.is_(None)))
    entries = [
        Entry(code, name, domain, level1, tuple(offices), tuple(levels), stage)
        for code, name, domain, level1, offices, levels, stage in rows
    ]
    last = last_import(session)
    return Directory.of(entries, version=version, as_of=last.as_of if last else None)


def _under(entries: Sequence[Entry], headings: Callable[[Entry], Iterable[H]]) -> dict[H, list[Entry]]:
    found: dict[H, list[Entry]] = defaultdict(list)
    for entry in entries:
        for heading in headings(entry):
            found[heading].append(entry)
    return dict(found)
