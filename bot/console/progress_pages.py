"""How far long work has come, as the piece of a page that asks again by itself."""

from flask import Blueprint, make_response
from flask.typing import ResponseReturnValue

from bot.console.guard import needs
from bot.console.limits import limit
from bot.console.progress_now import progress_now, progress_piece
from bot.workers.worker import Worker

pages = Blueprint("console_progress", __name__, url_prefix="/console/progress")
limit(pages)


@pages.get("/<path:key>")
@needs()
def progress(_worker: Worker, key: str) -> ResponseReturnValue:
    """The piece; when the work is over, the order to load the page anew, which shows what came of it."""
    response, row = make_response(progress_piece(key)), progress_now(key)
    if row and row.ended:
        response.headers["HX-Refresh"] = "true"
    return response
