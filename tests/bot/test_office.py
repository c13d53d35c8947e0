"""Whether somebody picks up the telephone now, and if not, when."""

from datetime import date, datetime, time, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.office import DISCLOSURE_OFFICE, FILE, Hours, Opening, read_office
from bot.time import SHANGHAI, local
from bot.working_days import WorkingDays

HOURS = Hours(((time(8), time(12)), (time(14, 30), time(17, 30))), example=True)
DAYS = WorkingDays()
LAST = max(chinese_calendar.holidays).year
moments = st.dates(date(2020, 1, 1), date(2029, 12, 1)).flatmap(
    lambda day: st.times().map(lambda at: datetime.combine(day, at, SHANGHAI))
)


def fuzhou(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=SHANGHAI)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (fuzhou(2026, 11, 23, 8), True),
        (fuzhou(2026, 11, 23, 12), False),
        (fuzhou(2026, 11, 23, 17, 29), True),
        (fuzhou(2026, 11, 22, 9), False),  # a Sunday
        (fuzhou(2026, 2, 14, 9), True),  # a Saturday worked for the Spring Festival
        (fuzhou(2026, 10, 1, 9), False),
    ],
)
def test_somebody_is_there_in_the_hours_of_a_working_day(moment: datetime, is_open: bool) -> None:
    assert HOURS.is_open(moment, DAYS) is is_open


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        (fuzhou(2026, 11, 23, 7), fuzhou(2026, 11, 23, 8)),
        (fuzhou(2026, 11, 23, 13), fuzhou(2026, 11, 23, 14, 30)),
        (fuzhou(2026, 11, 23, 20), fuzhou(2026, 11, 24, 8)),
        (fuzhou(2026, 11, 27, 18), fuzhou(2026, 11, 30, 8)),
        (fuzhou(2026, 9, 30, 18), fuzhou(2026, 10, 8, 8)),
    ],
)
def test_it_opens_next_on_a_working_day(moment: datetime, opens: datetime) -> None:
    assert HOURS.opens_next(moment, DAYS) == Opening(opens, confirmed=True)


def test_an_opening_in_a_year_not_announced_is_not_confirmed() -> None:
    opening = HOURS.opens_next(fuzhou(LAST + 1, 3, 1, 20), DAYS)

    assert not opening.confirmed


@given(moments)
def test_the_next_opening_is_ahead_and_somebody_is_there_then(moment: datetime) -> None:
    opening = HOURS.opens_next(moment, DAYS)

    assert opening.at > local(moment)
    assert HOURS.is_open(opening.at, DAYS)
    assert not HOURS.is_open(opening.at - timedelta(minutes=1), DAYS)


def test_the_published_office_says_that_its_hours_are_an_example() -> None:
    assert DISCLOSURE_OFFICE.telephone == "0591-87573297"
    assert DISCLOSURE_OFFICE.hours.example
    assert DISCLOSURE_OFFICE.hours.is_open(fuzhou(2026, 11, 23, 9), WorkingDays({date(2026, 11, 23): True}))


@pytest.mark.parametrize("spans", ['["12:00-08:00"]', "[]", '["08:00-12:00", "11:00-17:00"]', '["morning"]'])
def test_hours_that_make_no_sense_are_refused(tmp_path: Path, spans: str) -> None:
    file = tmp_path / "office.toml"
    file.write_text(FILE.read_text("utf-8").replace('["08:00-12:00", "14:30-17:30"]', spans), "utf-8")

    with pytest.raises(ValueError):
        read_office(file)
