"""Who is there: the worker behind the cookie of a request, and the lines that are shown to them once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Response, g, request
from sqlalchemy import delete, select

from bot.app import Kit, kit
from bot.console.undo import offer
from bot.db import Session
from bot.workers.models import ConsoleMessage
from bot.workers.sessions import find_session, note_use
from bot.workers.worker import Worker

SIGNED_IN, VISITING, HALF = "console", "console_visit", "console_half"
FETCHED = "HX-Request"  # sent by the script that takes only a piece of the answer, and so would lose the lines

Undo = tuple[str, Mapping[str, str | int]]
"""The view of a part that takes back what was done: its endpoint and its arguments."""


@dataclass(frozen=True)
class Visit:
    """A request of somebody signed in; `confirmed_at` is when they last gave their password."""

    session_id: int
    worker: Worker
    confirmed_at: datetime
    token: str
    messages: Sequence[ConsoleMessage]


def current_visit() -> Visit | None:
    """Who asks; None for a stranger. Looked up once for each request."""
    if "console_visit" not in g:
        g.console_visit = _find(kit())
    found: Visit | None = g.console_visit
    return found


def say(session: Session, text: str, *, undo: Undo | None = None) -> None:
    """Show a line on the next page this worker opens in this browser, if and only if the transaction commits.

    With `undo`, an endpoint and its arguments, a button beside it sends a POST there, for ten minutes and once.
    """
    visit = current_visit()
    if visit is None:
        raise RuntimeError("nobody is signed in who could be told")
    if undo:
        offer(session, visit.session_id, text, *undo, now=kit().clock.now())
    else:
        session.add(ConsoleMessage(session_id=visit.session_id, text=text))


def messages_to_show() -> list[str]:
    """The lines that wait; once they are on a page they are gone. What a script asks for is no page: none of them."""
    visit = current_visit()
    if visit is None or FETCHED in request.headers:
        return []
    g.console_shown = [message.id for message in visit.messages]
    return [message.text for message in visit.messages]


def forget_shown(response: Response) -> Response:
    """Delete what the page just made has shown. After the view: its own transaction is over by then."""
    if shown := g.pop("console_shown", None):
        with kit().sessions.begin() as session:
            session.execute(delete(ConsoleMessage).where(ConsoleMessage.id.in_(shown)))
    return response


def cookie(name: str) -> str:
    """What this browser sent for one of our cookies; empty when nothing."""
    return request.cookies.get(_full_name(name), "")


def set_cookie(response: Response, name: str, value: str) -> None:
    """Keep a secret in this browser until it is closed: not for scripts, not for other sites, not over plain HTTP."""
    response.set_cookie(_full_name(name), value, httponly=True, samesite="Lax", secure=_is_https(), path="/")


def delete_cookie(response: Response, name: str) -> None:
    """Have this browser forget it."""
    response.delete_cookie(_full_name(name), httponly=True, samesite="Lax", secure=_is_https(), path="/")


def _find(kit: Kit) -> Visit | None:
    token, now = cookie(SIGNED_IN), kit.clock.now()
    if not token:
        return None
    with kit.sessions.read() as session:
        found = find_session(session, token, now=now, with_examples=kit.settings.is_sandbox)
        if found is None:
            return None
        query = select(ConsoleMessage).where(ConsoleMessage.session_id == found.id).order_by(ConsoleMessage.id)
        messages = session.scalars(query).all()
    if found.note_due:
        with kit.sessions.begin() as session:
            note_use(session, found.id, now=now)
    return Visit(found.id, found.worker, found.confirmed_at, token, messages)


def _is_https() -> bool:
    return kit().settings.public_url.startswith("https://")


def _full_name(name: str) -> str:
    # A browser takes a cookie of such a name only from this very host, over HTTPS.
    return f"__Host-{name}" if _is_https() else name
