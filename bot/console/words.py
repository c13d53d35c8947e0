"""How the console writes what every part shows: moments, days left, and workers by their names."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.time import local
from bot.workers.models import WorkerRow

SYSTEM = "system"


def moment(at: datetime | None) -> str:
    """A moment as workers read it; empty where there is none."""
    return f"{local(at):%Y-%m-%d %H:%M}" if at else ""


def day(at: datetime | date | None) -> str:
    """A day, or the day of a moment, as workers read it; empty where there is none."""
    if at is None:
        return ""
    return f"{local(at).date() if isinstance(at, datetime) else at:%Y-%m-%d}"


def names(session: Session) -> Mapping[str, str]:
    """Workers' names by login; what the program itself did is its own."""
    rows = session.execute(select(WorkerRow.login, WorkerRow.name))
    return {row.login: row.name for row in rows} | {SYSTEM: "系统"}
