"""What makes a console form safe: a token only its own page can hold, a request from our own site, a way back here."""

import hashlib
import hmac
import re
from collections.abc import Collection
from urllib.parse import urlsplit

FIELD = "form_token"
ROOT = "/console/"
_PATH = re.compile(r"/console/[^\\\s\x00-\x1f\x7f]*")


def form_token(secret: str) -> str:
    """What forms carry: derived from a secret that lies in this browser's cookie and nowhere else, 64 hex digits."""
    return hmac.new(secret.encode(), b"console form", hashlib.sha256).hexdigest()


def is_form_token(given: str, secret: str) -> bool:
    """Whether a form's token belongs to this secret."""
    return hmac.compare_digest(given.encode(), form_token(secret).encode())


def is_from_our_site(*, fetched: str | None, origin: str | None, hosts: Collection[str]) -> bool:
    """Whether the browser says that one of our own pages sent this. Old browsers say nothing; the token remains.

    `fetched` is Sec-Fetch-Site, `origin` is Origin, `hosts` are ours with their ports.
    """
    if fetched is not None and fetched not in {"same-origin", "none"}:
        return False
    return origin is None or urlsplit(origin).netloc in hosts


def way_back(wanted: str) -> str:
    """Where to go after signing in: a page of the console, whatever was asked for."""
    return wanted if _PATH.fullmatch(wanted) and not wanted.startswith("/console/sign-") else ROOT
