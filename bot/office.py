"""The district's disclosure office: whom residents can always ring, and when somebody picks up."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from bot.paths import DATA
from bot.time import SHANGHAI, local
from bot.working_days import WorkingDays

FILE = DATA / "office.toml"


@dataclass(frozen=True)
class Opening:
    """When an office opens next, in local time; `confirmed` as its day is."""

    at: datetime
    confirmed: bool


@dataclass(frozen=True)
class Hours:
    """The spans of a working day in which somebody is there, in order. `example`: nobody confirmed them yet."""

    spans: tuple[tuple[time, time], ...]
    example: bool

    def is_open(self, now: datetime, days: WorkingDays) -> bool:
        """Whether somebody is there at that moment."""
        here = local(now)
        return days.on(here.date()).works and any(opens <= here.time() < closes for opens, closes in self.spans)

    def opens_next(self, now: datetime, days: WorkingDays) -> Opening:
        """The first opening after that moment."""
        here = local(now)
        today = days.on(here.date())
        if today.works:
            for opening in self._openings(today.date):
                if opening > here:
                    return Opening(opening, today.confirmed)
        following = days.after(today.date)
        return Opening(next(self._openings(following.date)), today.confirmed and following.confirmed)

    def _openings(self, day: date) -> Iterator[datetime]:
        return (datetime.combine(day, opens, SHANGHAI) for opens, _closes in self.spans)


@dataclass(frozen=True)
class Office:
    """An office as published; `source` says where."""

    name: str
    telephone: str
    address: str
    source: str
    hours: Hours

    @property
    def telephone_link(self) -> str:
        """The number as a link a phone dials."""
        return "tel:+86" + self.telephone.removeprefix("0").replace("-", "")


def read_office(file: Path) -> Office:
    """The office a file describes. Raises ValueError or KeyError where the file is not as data/office.toml."""
    fields = tomllib.loads(file.read_text("utf-8"))
    hours = fields.pop("hours")
    spans = tuple(_span(span) for span in hours["spans"])
    times = [moment for span in spans for moment in span]
    if not times or times != sorted(set(times)):
        raise ValueError(f"{file.name}: spans must follow one another, like 08:00-12:00, 14:30-17:30")
    return Office(**fields, hours=Hours(spans, bool(hours["example"])))


def _span(text: str) -> tuple[time, time]:
    opens, closes = text.split("-")
    return time.fromisoformat(opens), time.fromisoformat(closes)


DISCLOSURE_OFFICE = read_office(FILE)
