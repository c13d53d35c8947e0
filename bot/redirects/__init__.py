"""Redirects: an address that is no more leads to its new one, with the day and the reason kept."""

from urllib.parse import quote, unquote

from flask import Flask, Response, request

from bot.app import Kit, kit
from bot.redirects.api import REDIRECTS
from bot.redirects.commands import redirect
from bot.redirects.models import Redirect
from bot.redirects.rules import redirect_of

__all__ = ["Redirect", "init_app", "moved_to"]

MOVED_S = 3600


def init_app(app: Flask, kit: Kit) -> None:
    """Add `juwutong redirect`, and send whoever asks for an old address on."""
    app.cli.add_command(redirect)
    kit.api.add(REDIRECTS)
    app.after_request(_led_on)


def _led_on(response: Response) -> Response:
    """Look only where there is nothing to see: whatever is found costs nothing more."""
    if response.status_code not in {404, 410} or request.method not in {"GET", "HEAD"}:
        return response
    with kit().sessions.read() as session:
        found = redirect_of(session, request.path)
    if found is None:
        return response
    return moved_to(quote(found.new))


def moved_to(address: str) -> Response:
    """Send on for good to another address of this site, percent-encoded.

    Remembered for an hour only: browsers keep what says nothing of the sort for ever, and redirects can be changed.
    """
    moved = Response(f"这一页已经搬到 {unquote(address)}\n", 301, mimetype="text/plain")
    moved.location = address
    moved.cache_control.public = True
    moved.cache_control.max_age = MOVED_S
    return moved
