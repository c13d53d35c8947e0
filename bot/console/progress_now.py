"""How far long work has come, as the piece of a page that shows it and asks again by itself."""

from flask import render_template
from markupsafe import Markup

from bot.app import kit
from bot.progress import LONGEST_KEY, ProgressRow, is_silent, progress_of


def progress_now(key: str) -> ProgressRow | None:
    """How far the work of this key has come; None before it has told anything."""
    with kit().sessions.read() as session:
        return progress_of(session, key) if len(key) <= LONGEST_KEY else None


def progress_piece(key: str) -> Markup:
    """The bar, and a word when nobody has told of the work for so long that somebody should look."""
    row = progress_now(key)
    silent = row is not None and is_silent(row, now=kit().clock.now())
    return Markup(render_template("console/progress.html", key=key, row=row, silent=silent))  # noqa: S704  (it escapes)
