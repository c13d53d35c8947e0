"""The page to try a text on: what a resident would read, and why."""

from flask import render_template, request

from answers.commands import reply_text
from answers.console.access import READ
from answers.console.blueprint import console
from answers.engine import Engine
from answers.loop.explaining import explained
from answers.sources import live_engine
from bot.app import kit
from bot.console.guard import needs
from bot.workers.worker import Worker

FOUND = 12  # items a search shows


@console.get("/try")
@needs(*READ)
def try_out(_worker: Worker) -> str:
    """A text as a resident would ask it, the answer, and why."""
    text = request.args.get("q", "").strip()[:400]
    engine = current_engine()
    if not text:
        return render_template("answers/try.html", text="", tried=None, reply="")
    reply = reply_text(engine.decide(text), engine, kit().settings.public_url)
    return render_template("answers/try.html", text=text, tried=explained(engine, text), reply=reply)


def current_engine() -> Engine:
    """The engine residents are answered by, with the newest release in it."""
    live = live_engine(kit().sessions)
    live.refresh()
    return live.current()
