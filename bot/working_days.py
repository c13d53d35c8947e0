"""Which days are worked: the State Council's arrangement with its shifted days (调休), and the district's own table.

The arrangement of a year is announced the November before. Until then its days are reckoned Monday to Friday, and
said to be not yet confirmed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import chinese_calendar
import click
from flask import Flask
from sqlalchemy import String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot import audit
from bot.app import Kit, kit
from bot.db import Base
from bot.refusals import Commands
from bot.tables import Column, Problem, Row, Table, TableError, read_file

SATURDAY = 5
# New Year's arrangement has moved days of the old year, never one before the 26th of December.
NEW_YEAR_REACHES_BACK = timedelta(days=6)
_ANNOUNCED = range(min(chinese_calendar.holidays).year, max(chinese_calendar.holidays).year + 1)

COLUMNS = (
    Column("day", ("日期",)),
    Column("works", ("上班还是休息", "上班/休息", "安排", "类型")),
    Column("note", ("说明", "备注", "依据"), required=False),
)
_WORKS = {"上班": True, "班": True, "工作日": True, "休息": False, "休": False, "放假": False}
LONGEST_NOTE = 200


class WorkingDayOverride(Base):
    """A day about which the district knows better: an arrangement just announced, a typhoon."""

    __tablename__ = "working_day_overrides"

    day: Mapped[date] = mapped_column(primary_key=True)
    works: Mapped[bool]
    note: Mapped[str] = mapped_column(String(LONGEST_NOTE))


@dataclass(frozen=True)
class Day:
    """One day: whether it is worked, and whether that is confirmed or rests on a year not yet announced."""

    date: date
    works: bool
    confirmed: bool = True


class WorkingDays:
    """The calendar of one moment. `overrides` says of single days whether they are worked."""

    def __init__(self, overrides: Mapping[date, bool] | None = None) -> None:
        self._overrides = overrides or {}

    def on(self, day: date) -> Day:
        """Whether that day is worked."""
        if day in self._overrides:
            return Day(day, self._overrides[day])
        confirmed = self._is_announced(day.year) and self._is_announced((day + NEW_YEAR_REACHES_BACK).year)
        works = chinese_calendar.is_workday(day) if day.year in _ANNOUNCED else day.weekday() < SATURDAY
        return Day(day, works, confirmed)

    def after(self, start: date, count: int = 1) -> Day:
        """The working day `count` (at least 1) working days after `start`, which is not counted itself.

        It is confirmed when every day on the way is.
        """
        if count < 1:
            raise ValueError("count from the first working day after the start")
        day, confirmed = Day(start, works=False), True
        while count:
            day = self.on(day.date + timedelta(days=1))
            confirmed = confirmed and day.confirmed
            count -= day.works
        return Day(day.date, works=True, confirmed=confirmed)

    def _is_announced(self, year: int) -> bool:
        # Every arrangement says something of New Year's Day: a table that does holds the year's arrangement.
        return year in _ANNOUNCED or date(year, 1, 1) in self._overrides


def working_days(session: Session) -> WorkingDays:
    """The calendar with the district's table."""
    return WorkingDays({row.day: row.works for row in session.scalars(select(WorkingDayOverride))})


def overrides_of(table: Table) -> tuple[WorkingDayOverride, ...]:
    """The days a table names, in its order. Raises TableError with everything wrong in it."""
    problems = [problem for row in table.rows for problem in _problems(table, row)]
    days = [day for row in table.rows if (day := _day(row))]
    problems += [Problem(f"{day} 写了不止一次") for day in sorted({day for day in days if days.count(day) > 1})]
    if problems:
        raise TableError(table.file, problems)
    rows = zip(days, table.rows, strict=True)
    return tuple(
        WorkingDayOverride(day=day, works=_WORKS[row.values["works"]], note=row.values.get("note", ""))
        for day, row in rows
    )


def replace_overrides(
    session: Session, overrides: Iterable[WorkingDayOverride], *, source: str, by: str, at: datetime
) -> int:
    """Put these days in place of the years they are in, and note it in the audit trail; how many days."""
    new = list(overrides)
    years = sorted({one.day.year for one in new})
    for year in years:
        within = WorkingDayOverride.day.between(date(year, 1, 1), date(year, 12, 31))
        session.execute(delete(WorkingDayOverride).where(within))
    session.add_all(new)
    details = {"source": source, "years": years, "days": len(new)}
    audit.record(session, actor=by, action="working_days.import", subject="working_days", details=details, at=at)
    return len(new)


def _day(row: Row) -> date | None:
    try:
        return date.fromisoformat(row.values["day"].strip().replace("/", "-"))
    except ValueError:
        return None


def _problems(table: Table, row: Row) -> Iterable[Problem]:
    if _day(row) is None:
        yield table.problem(row, "day", "日期请写成 2027-01-01 这样")
    if row.values["works"] not in _WORKS:
        yield table.problem(row, "works", "请写“上班”或“休息”")
    if len(row.values.get("note", "")) > LONGEST_NOTE:
        yield table.problem(row, "note", f"说明最多 {LONGEST_NOTE} 个字")


commands = Commands("working-days", help="工作日：哪天上班，哪天休息。")


@commands.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--by", default="system", show_default=True, help="谁导入的，记入审计记录。")
def import_command(file: Path, by: str) -> None:
    """导入调整的日子（.csv 或 .xlsx，三列：日期、上班还是休息、说明），代替表里这些年份原有的调整。"""
    overrides = overrides_of(read_file(file, COLUMNS))
    with kit().sessions.begin() as session:
        count = replace_overrides(session, overrides, source=file.name, by=by, at=kit().clock.now())
    click.echo(f"记下了 {count} 天的安排。")


@commands.command("list")
def list_command() -> None:
    """列出调整的日子。没有列出的，按国务院公布的放假安排。"""
    with kit().sessions.read() as session:
        rows = session.scalars(select(WorkingDayOverride).order_by(WorkingDayOverride.day)).all()
        lines = [f"{row.day}  {'上班' if row.works else '休息'}  {row.note}".rstrip() for row in rows]
    click.echo("\n".join(lines) or "没有调整，全部按国务院公布的放假安排。")
    click.echo(f"程序自带的放假安排到 {_ANNOUNCED[-1]} 年。")


def init_app(app: Flask, kit: Kit) -> None:  # noqa: ARG001  (every part joins the same way)
    """Add `juwutong working-days`."""
    app.cli.add_command(commands)
