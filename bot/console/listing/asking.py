"""What an address asks of a list: which words, which filters, which order; and the query that answers it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Select
from sqlalchemy.orm import Session

from bot.console.listing.columns import Column, Expression, Listing
from bot.console.listing.filters import LONGEST, BadFilterError, Condition, Filter, Option, containing

R = TypeVar("R")
Query = Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Control:
    """A filter as the form shows it: what can be chosen, what is chosen, and what is wrong with that."""

    filter: Filter
    options: Sequence[Option]
    given: Sequence[str]
    problem: str = ""

    @property
    def is_set(self) -> bool:
        """Whether it narrows anything."""
        return any(self.given)


@dataclass(frozen=True)
class Asked(Generic[R]):
    """An address, understood: what cannot be understood narrows nothing and is said beside its field.

    `sort` is the column to sort by, None for the list's own order.
    """

    listing: Listing[R]
    text: str
    controls: Sequence[Control]
    conditions: Sequence[Condition]
    sort: Column[R] | None
    descending: bool

    @property
    def is_narrowed(self) -> bool:
        """Whether anything was searched or filtered."""
        return bool(self.text) or any(control.is_set for control in self.controls)

    @property
    def sort_value(self) -> str:
        """The order as an address names it: `name`, `-name` when descending, empty for the list's own."""
        return f"{'-' * self.descending}{self.sort.name}" if self.sort else ""

    def next_sort(self, column: Column[R]) -> str:
        """What pressing a heading asks for: sort by it, or turn it round."""
        return f"-{column.name}" if self.sort is column and not self.descending else column.name

    def aria_sort(self, column: Column[R]) -> str:
        """How the list is sorted by this column, for screen readers."""
        if self.sort is not column:
            return "none"
        return "descending" if self.descending else "ascending"

    def apply(self, query: Query) -> Query:
        """The query with everything asked for."""
        return query.where(*self.conditions).order_by(None).order_by(*self._order())

    def _order(self) -> Sequence[Expression]:
        if self.sort is None or self.sort.sort is None:
            return self.listing.order
        by = self.sort.sort.desc() if self.descending else self.sort.sort.asc()
        return [by.nulls_last(), *self.listing.order]  # databases disagree about where to put what is missing


def understand(listing: Listing[R], session: Session, args: Mapping[str, str]) -> Asked[R]:
    """What the query of an address asks of this list. Nothing in it raises."""
    text = args.get("q", "").replace("\0", "").strip()[:LONGEST]
    wanted = containing(text, listing.search) if listing.search else None
    controls, conditions = [], [] if wanted is None else [wanted]
    for one in listing.filters:
        control, condition = _control(one, session, args)
        controls.append(control)
        conditions += [] if condition is None else [condition]
    order = args.get("sort", "")
    sort = _sortable(listing, order.removeprefix("-"))
    return Asked(listing, text if listing.search else "", controls, conditions, sort, order.startswith("-"))


def _sortable(listing: Listing[R], name: str) -> Column[R] | None:
    return next((one for one in listing.columns if one.name == name and one.sort is not None), None)


def _control(one: Filter, session: Session, args: Mapping[str, str]) -> tuple[Control, Condition | None]:
    given = [args.get(field, "").replace("\0", "").strip()[:LONGEST] for field in one.fields]
    try:
        condition, problem = one.condition(given), ""
    except BadFilterError as error:
        condition, problem = None, str(error)
    return Control(one, one.options(session), given, problem), condition
