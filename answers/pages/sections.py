"""What stands on the pages of items and guides: how residents ask for the item, and the way to the account."""

from flask import render_template
from markupsafe import Markup

from answers.pages.blueprint import engine
from bot.db import Session

SHOWN = 5  # wordings
LONGEST = 20  # characters of a wording shown


def ways_to_ask(_session: Session, code: str) -> Markup | None:
    """The item's reviewed wordings, each leading to its answer, and 帮我问; None for an item not in force."""
    document = engine().documents.get(code)
    if document is None:
        return None
    wordings = [wording for wording in document.wordings if len(wording) <= LONGEST][:SHOWN]
    return Markup(render_template("answers/pages/ways_to_ask.html", code=code, wordings=wordings))  # noqa: S704


def ask_button(_session: Session, code: str) -> Markup:
    """帮我问 about an item."""
    return Markup(render_template("answers/pages/ask_button.html", code=code))  # noqa: S704
