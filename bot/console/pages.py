"""The console's own pages: what is to be done, signing in, signing out."""

import logging
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Flask, Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.app import Kit, kit
from bot.console.forms import ROOT, way_back
from bot.console.guard import for_strangers, needs
from bot.console.registry import Counter
from bot.console.shell import is_open_to
from bot.console.visit import (
    SIGNED_IN,
    VISITING,
    client_address,
    cookie,
    current_visit,
    delete_cookie,
    set_cookie,
)
from bot.errors import BotError
from bot.workers.passwords import Busy, Passwords
from bot.workers.sessions import end_session
from bot.workers.sign_in import Attempt, WrongLogin
from bot.workers.sign_in import sign_in as let_in
from bot.workers.sign_in import sign_out as let_out
from bot.workers.throttle import TooManyAttempts
from bot.workers.worker import Worker

console = Blueprint("console", __name__, url_prefix="/console")
log = logging.getLogger(__name__)


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


@console.get("/sign-in")
@for_strangers
def sign_in() -> ResponseReturnValue:
    """Ask for login and password; who is signed in goes on at once."""
    wanted = way_back(request.args.get("next", ROOT))
    if current_visit():
        return redirect(wanted, 303)
    return _sign_in_page(wanted, note="您已退出登录。" if "left" in request.args else "")


@console.post("/sign-in")
@for_strangers
def check_sign_in() -> ResponseReturnValue:
    """Let the worker in, with a new token whatever this browser had before; or say why not."""
    wanted, token = way_back(request.form.get("next", ROOT)), secrets.token_urlsafe(32)
    attempt = Attempt(request.form.get("login", ""), request.form.get("password", ""), client_address())
    try:
        worker = let_in(
            kit().sessions,
            current_app.extensions["passwords"],
            attempt,
            token=token,
            now=kit().clock.now(),
            with_examples=kit().settings.is_sandbox,
        )
    except (WrongLogin, TooManyAttempts, Busy) as error:
        log.warning("a sign-in was refused: %s", type(error).__name__)
        return _sign_in_page(wanted, error=error, login=attempt.login)
    log.info("worker %s signed in", worker.id)
    return _signed_in(wanted, token)


@console.post("/sign-out")
@needs()
def sign_out(worker: Worker) -> Response:
    """End the session, here and now."""
    with kit().sessions.begin() as session:
        let_out(session, worker, token=cookie(SIGNED_IN), now=kit().clock.now())
    response = make_response(redirect(url_for(".sign_in", left=1), 303))
    delete_cookie(response, SIGNED_IN)
    return response


def init_app(app: Flask, kit: Kit) -> None:
    """Add the pages; the first to ask for a login that does not exist must not wait longer than the others."""
    app.register_blueprint(console)
    passwords = app.extensions["passwords"] = Passwords()
    kit.before_serving.append(passwords.prepare)


def _waiting(counters: Iterable[Counter], numbers: Iterable[int]) -> Iterable[Waiting]:
    for counter, number in zip(counters, numbers, strict=True):
        yield Waiting(number, counter.words, url_for(counter.endpoint, **dict[str, Any](counter.values)))


def _sign_in_page(wanted: str, *, note: str = "", error: BotError | None = None, login: str = "") -> Response:
    secret = cookie(VISITING) or secrets.token_urlsafe(32)
    html = render_template(
        "console/sign_in.html", wanted=wanted, note=note, error=error, login=login, form_secret=secret
    )
    response = make_response(html, _status(error))
    if isinstance(error, TooManyAttempts):
        response.headers["Retry-After"] = str(error.seconds)
    set_cookie(response, VISITING, secret)
    return response


def _status(error: BotError | None) -> int:
    if error is None:
        return 200
    return {TooManyAttempts: 429, Busy: 503}.get(type(error), 403)


def _signed_in(wanted: str, token: str) -> Response:
    if before := cookie(SIGNED_IN):
        with kit().sessions.begin() as session:
            end_session(session, before)
    response = make_response(redirect(wanted, 303))
    set_cookie(response, SIGNED_IN, token)
    delete_cookie(response, VISITING)
    return response
