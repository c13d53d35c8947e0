"""The page a worker begins the day with: what is to be done."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, render_template, url_for

from bot.app import Kit, kit
from bot.console.guard import needs
from bot.console.registry import Counter
from bot.console.shell import is_open_to
from bot.workers.worker import Worker

console = Blueprint("console", __name__, url_prefix="/console")


@dataclass(frozen=True)
class Waiting:
    """One counter as the to-do page shows it."""

    number: int
    words: str
    href: str


@console.get("/")
@needs()
def to_do(worker: Worker) -> str:
    """What waits for this worker, the most urgent first."""
    with kit().sessions.read() as session:
        now = kit().clock.now()
        counters = [counter for counter in kit().console.counters if is_open_to(worker, counter)]
        numbers = [counter.count(session, worker, now) for counter in counters]
    waiting = list(_waiting(counters, numbers))
    return render_template(
        "console/to_do.html",
        waiting=[one for one in waiting if one.number],
        done=[one for one in waiting if not one.number],
    )


def init_app(app: Flask, kit: Kit) -> None:  # noqa: ARG001  (every part joins the same way)
    """Add the page, and those of `account_entry`."""
    app.register_blueprint(console)


def _waiting(counters: Iterable[Counter], numbers: Iterable[int]) -> Iterable[Waiting]:
    for counter, number in zip(counters, numbers, strict=True):
        yield Waiting(number, counter.words, url_for(counter.endpoint, **dict[str, Any](counter.values)))
