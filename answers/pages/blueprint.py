"""The address of all residents' pages about answers, and what the application keeps for them."""

from collections.abc import Callable
from typing import cast

from flask import Blueprint, current_app

from answers.card import readable_name
from answers.engine import Engine
from answers.item_codes import CodeMaker
from answers.live import LiveEngine
from answers.often import OftenAsked

ENGINE, CODES, OFTEN = "answers_engine", "answers_codes", "answers_often"

pages = Blueprint("answers_pages", __name__, template_folder="../templates")
pages.add_app_template_filter(readable_name, "readable_name")


def engine() -> Engine:
    """The engine the account answers with."""
    return cast("Callable[[], LiveEngine]", current_app.extensions[ENGINE])().current()


def codes() -> CodeMaker:
    """Who asks WeChat for QR codes."""
    return cast("CodeMaker", current_app.extensions[CODES])


def often_asked() -> OftenAsked:
    """What was counted last."""
    return cast("OftenAsked", current_app.extensions[OFTEN])
