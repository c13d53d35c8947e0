"""Packing what is the same for everyone with gzip: text shrinks to a quarter on its way to a phone.

Only responses marked public are packed, and those that say they hold no secret. A page with something secret in it (a
form token of the console) beside something a stranger chose must stay as it is: its packed length would tell the secret
letter by letter (BREACH).
"""

import gzip
from functools import lru_cache

from flask import Flask, Response, g, request

PACKED_TYPES = frozenset(
    {
        *("text/html", "text/css", "text/plain", "text/csv", "text/xml", "text/javascript", "image/svg+xml"),
        *("application/json", "application/javascript", "application/xml", "application/atom+xml"),
    }
)
WORTH_IT = 600  # bytes: less fits into one packet anyway
SMALL = 64 * 1024
LEVEL = 6


def init_app(app: Flask) -> None:
    """Pack what may be packed for who can unpack it."""
    app.after_request(_packed)


def holds_no_secret() -> None:
    """Have the page being made packed though it is for one person alone. It is packed anew each time and not kept."""
    g.holds_no_secret = True


def _packed(response: Response) -> Response:
    if not _may_be_packed(response):
        return response
    response.vary.add("Accept-Encoding")
    body = response.get_data()
    if request.accept_encodings.quality("gzip") > 0 and len(body) >= WORTH_IT:
        response.set_data(_pack_once(body) if _is_for_all(response) and len(body) <= SMALL else _pack(body))
        response.content_encoding = "gzip"
        _weaken_tag(response)
    return response


def _may_be_packed(response: Response) -> bool:
    return (
        (_is_for_all(response) or "holds_no_secret" in g)
        and response.mimetype in PACKED_TYPES
        and response.content_encoding is None
        and response.status_code not in {206, 304}
        and not response.is_streamed
    )


def _is_for_all(response: Response) -> bool:
    return bool(response.cache_control.public)


def _weaken_tag(response: Response) -> None:
    # A strong tag would promise the same bytes, packed or not.
    tag, weak = response.get_etag()
    if tag is not None and not weak:
        response.set_etag(tag, weak=True)


def _pack(body: bytes) -> bytes:
    return gzip.compress(body, LEVEL, mtime=0)


@lru_cache(maxsize=256)
def _pack_once(body: bytes) -> bytes:
    """Files and pages are asked for again and again. Large ones are not kept: they would fill the memory."""
    return _pack(body)
