"""What surrounds every console page: name, navigation, messages, headers; and pages that say what went wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, Response, g, make_response, render_template, request, url_for
from markupsafe import Markup

from bot.app import kit
from bot.console import drafting, undo
from bot.console.access import concerns_console, guard_of
from bot.console.addresses import with_query
from bot.console.forms import FIELD, form_token
from bot.console.models import ConsoleUndo
from bot.console.progress_now import progress_piece
from bot.console.registry import Counter, DueCounter, Entry
from bot.console.visit import FETCHED, VISITING, cookie, current_visit, forget_shown, messages_to_show
from bot.console.words import day, moment
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
MOST_IN_ONE_GROUP = 6  # entries without the headings of their groups


@dataclass(frozen=True)
class Group:
    """Entries of the navigation that belong together; without a label they stand for themselves."""

    label: str
    entries: Sequence[Entry]


@dataclass(frozen=True)
class Shell:
    """What the base template shows around a page; for a stranger nothing but the name of the system."""

    worker: Worker | None
    groups: Sequence[Group]
    own: Sequence[Entry]
    here: str
    messages: Sequence[str]
    undos: Sequence[ConsoleUndo]
    is_sandbox: bool


def console_shell() -> Shell:
    """The shell for whoever asks."""
    visit, kit_ = current_visit(), kit()
    if visit is None:
        return Shell(None, (), (), "", (), (), kit_.settings.is_sandbox)
    entries, own = (
        [entry for entry in those if is_open_to(visit.worker, entry)]
        for those in (kit_.console.entries, kit_.console.own)
    )
    here = _here([*entries, *own])
    return Shell(
        visit.worker, grouped(entries), own, here, messages_to_show(), _undos_to_show(), kit_.settings.is_sandbox
    )


def grouped(entries: Sequence[Entry]) -> list[Group]:
    """The entries by their groups, each where its first entry stands; a short navigation needs no headings."""
    if len(entries) <= MOST_IN_ONE_GROUP:
        return [Group("", entries)] if entries else []
    labels = dict.fromkeys(entry.group for entry in entries)
    return [Group(label, [entry for entry in entries if entry.group == label]) for label in labels]


def is_open_to(worker: Worker, way: Entry | Counter | DueCounter) -> bool:
    """Whether the page an entry or counter leads to lets this worker in. Raises LookupError: there is no such page."""
    guard = guard_of(way.endpoint)
    if guard is None:
        raise LookupError(f"{way.endpoint} is no guarded page of the console")
    return guard.lets_in(worker)


def form_field(secret: str | None = None, *, draft: str = "", called: str = "") -> Markup:
    """The hidden field every console form carries: `{{ form_token() }}`.

    With `draft` what is filled in survives a closed tab and an expired session (`drafting`): it names this form and
    what it is about, as in "guide:350102-01"; `called` says so on the to-do page: "办事指南：低保".
    """
    visit = current_visit()
    secret = secret or (visit.token if visit else cookie(VISITING))
    field = Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, form_token(secret))
    return field + drafting.form_part(draft, called)


def turn_to(number: int) -> str:
    """The address of another page of the list that is being shown; its filters and order stay."""
    return with_query(page=str(number))


def error_page(code: int, title: str, advice: str) -> Response:
    """A page of the console that says what could not be done, and what to do instead."""
    return make_response(render_template("console/refused.html", title=title, advice=advice), code)


def init_app(app: Flask) -> None:
    """Give the templates what they show, every console response its headers, and refusals of rules a page."""
    app.jinja_env.globals.update(console_shell=console_shell, form_token=form_field)
    app.jinja_env.globals.update(turn_to=turn_to, with_query=with_query, progress_piece=progress_piece)
    app.jinja_env.filters.update(moment=moment, day=day)
    app.after_request(_with_headers)
    app.after_request(forget_shown)
    app.after_request(_note_shown_undos)
    app.register_error_handler(BotError, _refusal)


def _here(entries: Sequence[Entry]) -> str:
    """The endpoint of the entry this page lies below: the one whose address begins this page's, the longest."""
    addresses = {url_for(entry.endpoint).rstrip("/"): entry.endpoint for entry in entries}
    above = [address for address in addresses if f"{request.path.rstrip('/')}/".startswith(f"{address}/")]
    return addresses[max(above, key=len)] if above else ""


def undos_so_far() -> Sequence[ConsoleUndo]:
    """What this worker can still take back that an earlier page has told of, the newest first."""
    return [row for row in _offered() if row.shown]


def _undos_to_show() -> Sequence[ConsoleUndo]:
    if FETCHED in request.headers:
        return ()
    found = [row for row in _offered() if not row.shown]
    g.console_undos_shown = [row.id for row in found]
    return found


def _offered() -> Sequence[ConsoleUndo]:
    visit = current_visit()
    if visit is None:
        return ()
    with kit().sessions.read() as session:
        return undo.offered(session, visit.session_id, now=kit().clock.now())


def _note_shown_undos(response: Response) -> Response:
    if shown := g.pop("console_undos_shown", None):
        with kit().sessions.begin() as session:
            undo.note_shown(session, shown)
    return response


def _with_headers(response: Response) -> Response:
    if concerns_console():
        response.headers.update(HEADERS)
    return response


def _refusal(error: BotError) -> Response:
    if not concerns_console():
        raise error
    return error_page(409 if request.method == "POST" else 404, "没有办成", str(error))
