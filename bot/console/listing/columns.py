"""What a list is made of: columns, search, filters and order; and its cells in the words of the screen."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement
from sqlalchemy.orm import InstrumentedAttribute

from bot.console.listing.filters import Filter
from bot.time import local

R = TypeVar("R")
Expression = ColumnElement[Any] | InstrumentedAttribute[Any]
RESERVED = frozenset({"q", "sort", "page", "export", "draft"})  # what the shell itself puts into addresses


@dataclass(frozen=True)
class Column(Generic[R]):
    """One column. `name` is what addresses call it, `label` its heading.

    `value` gives what a row shows there: text, number, bool, date, moment, a StrEnum with a `label`, or None; without
    it the row's attribute called `name`. `sort` makes the heading a link that sorts by it. `href` makes the cell a
    link. `numeric` sets it flush right.
    """

    name: str
    label: str
    value: Callable[[R], object] | None = None
    sort: Expression | None = None
    href: Callable[[R], str] | None = None
    numeric: bool = False

    def of(self, row: R) -> object:
        """What this row has here."""
        return self.value(row) if self.value else attrgetter(self.name)(row)

    def words(self, row: R) -> str:
        """The same as workers read it."""
        return words(self.of(row))

    def is_short(self, row: R) -> bool:
        """Whether this must not be broken into lines: a number, a day, a moment."""
        return isinstance(self.of(row), int | float | date)


@dataclass(frozen=True)
class Listing(Generic[R]):
    """One kind of list. `title` names the table and its XLSX file; `name` stands in the audit trail.

    `order` settles the order until a heading is pressed, and ties after that: its last member must be unique.
    `search` are the columns that the search box looks into; without any there is no search box. `unit` counts rows:
    共 12 条.
    """

    name: str
    title: str
    columns: Sequence[Column[R]]
    order: Sequence[Expression]
    search: Sequence[Expression] = ()
    search_label: str = "搜索"
    filters: Sequence[Filter] = ()
    empty: str = "没有符合的内容。"
    unit: str = "条"
    size: int = 50

    def __post_init__(self) -> None:
        """Refuse names that mean something else in an address, or two things."""
        names = [column.name for column in self.columns]
        fields = [field for one in self.filters for field in one.fields]
        for given in (names, fields):
            if len(set(given)) < len(given) or (given is fields and RESERVED & set(given)):
                raise ValueError(f"a name of the list {self.name} is taken: {given}")


def words(value: object) -> str:
    """A value as workers read it: 是 and 否, moments of Fuzhou to the minute, labels of enumerations."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        return f"{local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return str(getattr(value, "label", value))
