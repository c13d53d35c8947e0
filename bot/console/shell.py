"""What surrounds every console page: name, navigation, messages, headers; and pages that say what went wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, Response, make_response, render_template, request
from markupsafe import Markup

from bot.app import kit
from bot.console.access import concerns_console, guard_of
from bot.console.addresses import with_query
from bot.console.forms import FIELD, form_token
from bot.console.registry import Counter, Entry
from bot.console.visit import VISITING, cookie, current_visit, forget_shown, messages_to_show
from bot.errors import BotError
from bot.workers.worker import Worker

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Frame-Options": "DENY",  # browsers inside WeChat that do not know frame-ancestors
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@dataclass(frozen=True)
class Shell:
    """What the base template shows around a page; for a stranger nothing but the name of the system."""

    worker: Worker | None
    entries: Sequence[Entry]
    messages: Sequence[str]
    is_sandbox: bool


def console_shell() -> Shell:
    """The shell for whoever asks."""
    visit, kit_ = current_visit(), kit()
    if visit is None:
        return Shell(None, (), (), kit_.settings.is_sandbox)
    entries = [entry for entry in kit_.console.entries if is_open_to(visit.worker, entry)]
    return Shell(visit.worker, entries, messages_to_show(), kit_.settings.is_sandbox)


def is_open_to(worker: Worker, way: Entry | Counter) -> bool:
    """Whether the page an entry or counter leads to lets this worker in. Raises LookupError: there is no such page."""
    guard = guard_of(way.endpoint)
    if guard is None:
        raise LookupError(f"{way.endpoint} is no guarded page of the console")
    return guard.lets_in(worker)


def form_field(secret: str | None = None) -> Markup:
    """The hidden field every console form carries: `{{ form_token() }}`."""
    visit = current_visit()
    secret = secret or (visit.token if visit else cookie(VISITING))
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, form_token(secret))


def turn_to(number: int) -> str:
    """The address of another page of the list that is being shown; its filters and order stay."""
    return with_query(page=str(number))


def error_page(code: int, title: str, advice: str) -> Response:
    """A page of the console that says what could not be done, and what to do instead."""
    return make_response(render_template("console/refused.html", title=title, advice=advice), code)


def init_app(app: Flask) -> None:
    """Give the templates what they show, every console response its headers, and refusals of rules a page."""
    app.jinja_env.globals.update(
        console_shell=console_shell, form_token=form_field, turn_to=turn_to, with_query=with_query
    )
    app.after_request(_with_headers)
    app.after_request(forget_shown)
    app.register_error_handler(BotError, _refusal)


def _with_headers(response: Response) -> Response:
    if concerns_console():
        response.headers.update(HEADERS)
    return response


def _refusal(error: BotError) -> Response:
    if not concerns_console():
        raise error
    return error_page(409 if request.method == "POST" else 404, "没有办成", str(error))
