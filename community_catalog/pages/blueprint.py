"""The blueprint of the disclosure column, and what its pages share."""

from datetime import date, datetime
from typing import cast

from flask import Blueprint, Flask, current_app
from sqlalchemy.orm import Session

from bot.time import local
from community_catalog.directory import Directory, LiveDirectory

pages = Blueprint("catalog_pages", __name__, template_folder="../templates")
EXTENSION = "catalog_directory"


def join_directory(app: Flask) -> LiveDirectory:
    """Give the application a directory of its own."""
    live = app.extensions[EXTENSION] = LiveDirectory()
    return live


def directory(session: Session) -> Directory:
    """The items under their headings, as this session sees the catalog; looked for once in each session."""
    if EXTENSION not in session.info:
        session.info[EXTENSION] = cast("LiveDirectory", current_app.extensions[EXTENSION]).now(session)
    return cast("Directory", session.info[EXTENSION])


@pages.app_template_filter("chinese_date")
def chinese_date(day: date | datetime) -> str:
    """A day as in 2026年11月23日; a moment is the day in Fuzhou."""
    day = local(day).date() if isinstance(day, datetime) else day
    return f"{day.year}年{day.month}月{day.day}日"
