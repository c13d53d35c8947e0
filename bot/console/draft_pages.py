"""Where console.js sends forms that are not finished, and where workers throw away what was kept."""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from bot.app import kit
from bot.console import drafts
from bot.console.forms import ROOT, way_back
from bot.console.guard import needs
from bot.console.limits import limit
from bot.workers.worker import Worker

pages = Blueprint("console_drafts", __name__, url_prefix="/console/drafts")
limit(pages)


@pages.post("/")
@needs()
def keep(_worker: Worker) -> ResponseReturnValue:
    """Take no form: so every one that comes here is kept (`drafting`)."""
    return "", 204


@pages.post("/discard")
@needs()
def discard(worker: Worker) -> ResponseReturnValue:
    """Throw away what was kept of one form, and go back to where this was asked."""
    with kit().sessions.begin() as session:
        drafts.drop(session, worker.id, request.form.get("key", ""))
    return redirect(way_back(request.form.get("next", ROOT)), 303)
