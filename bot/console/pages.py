"""The page a worker begins the day with: what is to be done."""

from flask import Blueprint, Flask, render_template

from bot.app import Kit, kit
from bot.console.drafts import all_of
from bot.console.guard import needs
from bot.console.shell import undos_so_far
from bot.console.to_do import to_do as waiting_for
from bot.workers.worker import Worker

console = Blueprint("console", __name__, url_prefix="/console")


@console.get("/")
@needs()
def to_do(worker: Worker) -> str:
    """What waits for this worker, the most urgent first."""
    now = kit().clock.now()
    with kit().sessions.read() as session:
        sections, done = waiting_for(session, worker, kit().console, now=now)
        drafts = all_of(session, worker.id, now=now)
        return render_template("console/to_do.html", sections=sections, done=done, drafts=drafts, undos=undos_so_far())


def init_app(app: Flask, kit: Kit) -> None:  # noqa: ARG001  (every part joins the same way)
    """Add the page, and those of `account_entry`."""
    app.register_blueprint(console)
