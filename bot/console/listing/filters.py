"""What a list can be narrowed by: words, one of several values, a span of days, a place and all below it."""

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Protocol

from sqlalchemy import ColumnElement, DateTime, and_, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import TypeDecorator

from bot.places import Place, below
from bot.time import SHANGHAI

LONGEST = 100  # characters of a search; more is no search
MOST_WORDS = 8
LARGEST = 2**31 - 1  # what both databases hold as a whole number
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)

Expression = ColumnElement[Any] | InstrumentedAttribute[Any]
Condition = ColumnElement[bool]
Option = tuple[str, str]
"""A value in the address, and the words for it."""


class BadFilterError(Exception):
    """What somebody put into a filter means nothing; the text says so in the reader's words."""


class Filter(Protocol):
    """One way to narrow a list. `kind` names the control that asks for it, `fields` what it is in an address."""

    @property
    def name(self) -> str:
        """What addresses call it."""

    @property
    def label(self) -> str:
        """What stands above it."""

    @property
    def kind(self) -> str:
        """Which control asks for it: text, choice or dates."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of its values in an address."""

    def options(self, session: Session) -> Sequence[Option]:
        """What can be chosen; nothing where one writes."""

    def condition(self, given: Sequence[str]) -> Condition | None:
        """What the rows must fulfil; `given` has a text for each field. None: all rows. Raises BadFilterError."""


@dataclass(frozen=True)
class Text:
    """Rows whose column holds these words."""

    name: str
    label: str
    by: Expression
    kind: str = "text"

    @property
    def fields(self) -> tuple[str, ...]:
        """See Filter."""
        return (self.name,)

    def options(self, session: Session) -> Sequence[Option]:  # noqa: ARG002
        """See Filter."""
        return ()

    def condition(self, given: Sequence[str]) -> Condition | None:
        """See Filter."""
        return containing(given[0], [self.by])


@dataclass(frozen=True)
class Choice:
    """Rows of one of several kinds. `by` is a column, or makes a condition of the value chosen.

    `choices` maps values to words (a StrEnum's labels: `{one: one.label for one in State}`), or reads them.
    """

    name: str
    label: str
    choices: Mapping[Any, str] | Callable[[Session], Iterable[Option]]
    by: Expression | Callable[[str], Condition]
    kind: str = "choice"

    @property
    def fields(self) -> tuple[str, ...]:
        """See Filter."""
        return (self.name,)

    def options(self, session: Session) -> Sequence[Option]:
        """See Filter."""
        pairs = self.choices(session) if callable(self.choices) else self.choices.items()
        return [(str(value), words) for value, words in pairs]

    def condition(self, given: Sequence[str]) -> Condition | None:
        """See Filter."""
        if not given[0]:
            return None
        if not callable(self.choices) and given[0] not in map(str, self.choices):
            raise BadFilterError("没有这个选项，请重新选。")
        return self.by(given[0]) if callable(self.by) else self.by == _of_type(self.by, given[0])


@dataclass(frozen=True)
class Dates:
    """Rows from one day to another, both included. Of a column of moments, days are those of Fuzhou."""

    name: str
    label: str
    by: Expression
    kind: str = "dates"

    @property
    def fields(self) -> tuple[str, ...]:
        """See Filter."""
        return (f"{self.name}-from", f"{self.name}-to")

    def options(self, session: Session) -> Sequence[Option]:  # noqa: ARG002
        """See Filter."""
        return ()

    def condition(self, given: Sequence[str]) -> Condition | None:
        """See Filter."""
        first, last = map(day_of, given)
        if first and last and last < first:
            raise BadFilterError("结束日期比开始日期早，请改一下。")
        parts = [self.by >= self._start(first)] if first else []
        parts += [self._until(last)] if last else []
        return and_(*parts) if parts else None

    def _until(self, last: date) -> Condition:
        return self.by < self._start(last + timedelta(days=1)) if self._holds_moments() else self.by <= last

    def _start(self, day: date) -> date | datetime:
        return datetime.combine(day, time(), SHANGHAI).astimezone(UTC) if self._holds_moments() else day

    def _holds_moments(self) -> bool:
        kind = self.by.type
        return isinstance(kind.impl if isinstance(kind, TypeDecorator) else kind, DateTime)


@dataclass(frozen=True)
class AtPlace:
    """Rows of a place and of all places below it. `by` holds a place's id."""

    name: str
    label: str
    by: Expression
    kind: str = "choice"

    @property
    def fields(self) -> tuple[str, ...]:
        """See Filter."""
        return (self.name,)

    def options(self, session: Session) -> Sequence[Option]:
        """All active places by code, so those of one street stand below it; a deeper one is set in."""
        places = session.scalars(select(Place).where(Place.active).order_by(Place.code)).all()
        return [(place.code, "\u3000" * place.depth + place.name) for place in places]

    def condition(self, given: Sequence[str]) -> Condition | None:
        """See Filter."""
        return self.by.in_(below(select(Place.id).where(Place.code == given[0]))) if given[0] else None


def containing(text: str, columns: Sequence[Expression]) -> Condition | None:
    """Rows in which each word of the text is in one of the columns, as it stands or in half width; None: no words.

    `%` and `_` mean themselves. Capital and small letters are the same.
    """
    found = text[:LONGEST].replace("\0", "").split()[:MOST_WORDS]
    if not found:
        return None
    return and_(*(or_(*(_holds(column, word) for column in columns)) for word in found))


def day_of(text: str) -> date | None:
    """The day a date field names; None when it is empty. Raises BadFilterError."""
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip().replace("/", "-"))
    except ValueError:
        raise BadFilterError("日期请写成 2026-11-23 这样。") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise BadFilterError(f"日期请在 {FIRST_DAY.year} 年到 {LAST_DAY.year} 年之间。")
    return day


def _of_type(column: Expression, given: str) -> object:
    """The value as the column holds it, a number or a member of an enumeration: PostgreSQL compares nothing else."""
    try:
        value: object = column.type.python_type(given)
    except ValueError:
        value = None
    if value is None or (isinstance(value, int) and abs(value) > LARGEST):
        raise BadFilterError("没有这个选项，请重新选。")
    return value


def _holds(column: Expression, word: str) -> Condition:
    half_width = unicodedata.normalize("NFKC", word)
    found = column.icontains(word, autoescape=True)
    return found if half_width == word else or_(found, column.icontains(half_width, autoescape=True))
