"""The console page for those who practise: what there is to try, and putting everything back."""

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bot.app import kit
from bot.console.guard import needs
from bot.console.shell import error_page
from bot.console.visit import say
from bot.practice import world
from bot.practice.fence import is_practising
from bot.workers.worker import Worker

pages = Blueprint("practice", __name__, url_prefix="/console/practice")


@pages.get("/")
@needs()
def show(_worker: Worker) -> ResponseReturnValue:
    """Say what can be tried."""
    return render_template("console/practice.html", place=world.NAME) if is_practising() else _not_here()


@pages.post("/reset")
@needs()
def reset(worker: Worker) -> ResponseReturnValue:
    """Put the practice community back as it was at first."""
    if not is_practising():
        return _not_here()
    with kit().sessions.begin() as session:
        world.reset(session, kit().practice.examples, by=worker.login, now=kit().clock.now())
        say(session, "练习社区已恢复原样。")
    return redirect(url_for(".show"), 303)


def _not_here() -> Response:
    return error_page(404, "您不在练习", "这一页只给练习账号用。")
