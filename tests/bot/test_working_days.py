"""Working days: shifted days included, the district's own table over them, and honest about years not announced."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
from flask.testing import FlaskCliRunner
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot import audit
from bot import working_days as ground
from bot.app import create_app
from bot.db import Base, Sessions
from bot.settings import Settings
from bot.tables import TableError, csv_content, read_table
from bot.working_days import (
    COLUMNS,
    NEW_YEAR_REACHES_BACK,
    WorkingDayOverride,
    WorkingDays,
    overrides_of,
    replace_overrides,
    working_days,
)
from tests.conftest import NOON

LAST = max(chinese_calendar.holidays).year
announced = st.dates(date(2004, 1, 1), date(LAST, 12, 24))
any_day = st.dates(date(2004, 1, 1), date(2090, 12, 31))
tables = st.dictionaries(announced, st.booleans(), max_size=5)


@given(announced)
def test_every_announced_day_is_as_the_state_council_says(day: date) -> None:
    known = WorkingDays().on(day)

    assert known.works == chinese_calendar.is_workday(day)
    assert known.confirmed


def test_a_shifted_sunday_is_worked_and_a_holiday_is_not() -> None:
    assert WorkingDays().on(date(2026, 2, 14)).works  # a Saturday, worked for the Spring Festival
    assert not WorkingDays().on(date(2026, 2, 16)).works  # a Monday


@given(st.dates(date(LAST + 1, 1, 1), date(2090, 12, 31)))
def test_a_year_not_announced_is_reckoned_by_the_week_and_not_confirmed(day: date) -> None:
    known = WorkingDays().on(day)

    assert known.works == (day.weekday() < 5)
    assert not known.confirmed


def test_the_last_days_of_a_year_wait_for_the_next_years_arrangement() -> None:
    assert WorkingDays().on(date(LAST, 12, 25)).confirmed
    assert not WorkingDays().on(date(LAST, 12, 26)).confirmed


def test_no_arrangement_ever_moved_a_day_earlier_in_december_than_we_think() -> None:
    moved = {**chinese_calendar.holidays, **chinese_calendar.workdays}

    assert all(day + NEW_YEAR_REACHES_BACK >= date(day.year + 1, 1, 1) for day in moved if day.month == 12)


@given(tables, announced)
def test_the_districts_table_decides_where_it_says_something(table: dict[date, bool], day: date) -> None:
    expected = table.get(day, chinese_calendar.is_workday(day))

    assert WorkingDays(table).on(day).works == expected


def test_a_table_with_new_years_day_announces_the_year() -> None:
    days = WorkingDays({date(LAST + 1, 1, 1): False})

    assert days.on(date(LAST + 1, 3, 1)).confirmed
    assert days.on(date(LAST, 12, 31)).confirmed


@given(any_day, st.integers(1, 30))
def test_counting_ends_on_a_working_day_with_just_as_many_on_the_way(start: date, count: int) -> None:
    days = WorkingDays()

    end = days.after(start, count)

    between = [days.on(start + timedelta(days=n)) for n in range(1, (end.date - start).days + 1)]
    assert end.works
    assert sum(day.works for day in between) == count
    assert end.confirmed == all(day.confirmed for day in between)


def test_counting_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="count"):
        WorkingDays().after(date(2026, 11, 23), 0)


def a_table(*rows: tuple[str, str, str]) -> tuple[WorkingDayOverride, ...]:
    return overrides_of(read_table("安排.csv", csv_content(("日期", "上班还是休息", "说明"), rows), COLUMNS))


def test_a_table_takes_the_place_of_what_was_known_of_its_years(sessions: Sessions) -> None:
    with sessions.begin() as session:
        first = a_table(("2027-01-01", "休息", "元旦"), ("2028-01-03", "休息", ""))
        replace_overrides(session, first, source="一", by="林", at=NOON)
        replace_overrides(session, a_table(("2027/01/04", "休息", "台风")), source="二", by="林", at=NOON)

    with sessions.read() as session:
        assert session.scalars(select(WorkingDayOverride.day).order_by("day")).all() == [
            date(2027, 1, 4),
            date(2028, 1, 3),
        ]
        assert not working_days(session).on(date(2027, 1, 4)).works
        assert {event.actor for event in audit.latest(session)} == {"林"}


def test_everything_wrong_in_a_table_is_named_at_once() -> None:
    with pytest.raises(TableError) as refused:
        a_table(("明天", "上班", ""), ("2027-01-02", "也许", ""), ("2027-01-03", "班", ""), ("2027-01-03", "休", ""))

    assert "2027-01-01 这样" in str(refused.value)
    assert "“上班”或“休息”" in str(refused.value)
    assert "2027-01-03 写了不止一次" in str(refused.value)


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[FlaskCliRunner]:
    """The command line over an empty database."""
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'test.db'}"), [ground])
    engine = app.extensions["kit"].sessions.engine
    Base.metadata.create_all(engine)
    yield app.test_cli_runner()
    engine.dispose()


def test_an_operator_imports_a_table_and_sees_it(runner: FlaskCliRunner, tmp_path: Path) -> None:
    file = tmp_path / "安排.csv"
    file.write_bytes(csv_content(("日期", "安排", "说明"), [("2027-01-01", "休息", "元旦")]))

    imported = runner.invoke(args=["working-days", "import", str(file), "--by", "林小雨"])

    assert imported.output == "记下了 1 天的安排。\n"
    assert "2027-01-01  休息  元旦" in runner.invoke(args=["working-days", "list"]).output


def test_a_bad_table_ends_with_a_sentence_and_no_traceback(runner: FlaskCliRunner, tmp_path: Path) -> None:
    file = tmp_path / "安排.csv"
    file.write_bytes(csv_content(("日期", "安排"), [("元旦", "休息")]))

    refused = runner.invoke(args=["working-days", "import", str(file)])

    assert refused.exit_code == 1
    assert "2027-01-01 这样" in refused.output
