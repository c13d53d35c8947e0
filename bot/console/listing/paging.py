"""Long lists, one page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

T = TypeVar("T")
SIZE = 50


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list; `number` counts from 1."""

    rows: Sequence[T]
    number: int
    total: int
    size: int = SIZE

    @property
    def last(self) -> int:
        """The number of the last page; an empty list has one page too."""
        return max(1, ceil(self.total / self.size))


def page_of(session: Session, query: Select[T], wanted: str | None, *, size: int = SIZE) -> Page[T]:
    """The page `wanted`, as the query of an address names it; what is no number or too large becomes the nearest.

    The query selects one thing and must order its rows, or pages overlap.
    """
    total = count(session, query)
    number = min(page_number(wanted), max(1, ceil(total / size)))
    rows: Sequence[T] = _rows(session, query.limit(size).offset((number - 1) * size))
    return Page(rows, number, total, size)


def count(session: Session, query: Select[*tuple[Any, ...]]) -> int:
    """How many rows a query has."""
    return session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def page_number(wanted: str | None) -> int:
    """The number a query names, at least 1."""
    text = (wanted or "").strip()
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) <= 9 else 1


def _rows(session: Session, query: Select[*tuple[Any, ...]]) -> Sequence[Any]:
    """Things where the query selects one, rows of them where it selects several."""
    alone = len(query.column_descriptions) == 1
    return session.scalars(query).all() if alone else session.execute(query).all()
