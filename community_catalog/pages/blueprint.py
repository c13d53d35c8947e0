"""The blueprint of the disclosure column, and what its pages share."""

from typing import cast

from flask import Blueprint, Flask, current_app
from sqlalchemy.orm import Session

from bot.time import chinese_date
from community_catalog.directory import Directory, LiveDirectory

pages = Blueprint("catalog_pages", __name__, template_folder="../templates")
pages.add_app_template_filter(chinese_date, "chinese_date")
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
