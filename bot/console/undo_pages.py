"""Taking back what was just done."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from bot.app import kit
from bot.console import undo
from bot.console.guard import needs
from bot.console.limits import limit
from bot.console.visit import current_visit
from bot.workers.worker import Worker

pages = Blueprint("console_undo", __name__, url_prefix="/console/undo")
limit(pages)


@pages.post("/<int:undo_id>")
@needs()
def take_back(_worker: Worker, undo_id: int) -> ResponseReturnValue:
    """Have the part undo it: its view gets the same POST, form token included (307)."""
    visit = current_visit()
    assert visit is not None  # noqa: S101  (the guard has let somebody in)
    with kit().sessions.begin() as session:
        taken = undo.take(session, visit.session_id, undo_id, now=kit().clock.now())
    return redirect(url_for(taken.endpoint, **taken.values), 307)
