"""Style sheets, scripts and pictures: read into memory once, and addressed by what they hold.

`url_for("static", filename="site.css")` gives an address with a digest of the file in it. What stands at such an
address never changes, so browsers may keep it for good.
"""

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, request
from werkzeug.security import safe_join

ENDPOINT, DIGEST = "static", "v"
A_YEAR_S = 365 * 86400


@dataclass(frozen=True)
class StaticFile:
    """A file as it was when last read."""

    body: bytes
    mimetype: str
    digest: str


def init_app(app: Flask) -> None:
    """Serve the static folders of application and parts from memory, and put the digest into each address in them."""

    def serve() -> Response | None:
        folder = _folder(app, request.endpoint)
        return file_response(folder, (request.view_args or {})["filename"]) if folder else None

    def with_digest(endpoint: str, values: dict[str, Any]) -> None:
        folder = _folder(app, endpoint)
        if folder and (found := find_file(folder, values.get("filename", ""))):
            values.setdefault(DIGEST, found.digest)

    app.before_request(serve)  # before Flask's own view, which would send an open file
    app.url_defaults(with_digest)


def file_response(folder: str, name: str) -> Response:
    """The file of this name below `folder`, to be kept for good at an address with its digest; a 404 without one."""
    found = find_file(folder, name)
    return _response(found) if found else abort(404)


def find_file(folder: str, name: str) -> StaticFile | None:
    """The file of this name below `folder`; None where there is none."""
    path = safe_join(folder, name)
    try:
        status = Path(path).stat() if path else None
        return _read(path, status.st_mtime_ns, status.st_size) if path and status else None
    except (OSError, ValueError):  # missing, a folder, or a name no file can have
        return None


def _folder(app: Flask, endpoint: str | None) -> str | None:
    """The static folder behind an endpoint; None where it is something else."""
    part, _dot, name = (endpoint or "").rpartition(".")
    if name != ENDPOINT:
        return None
    owner = app.blueprints.get(part) if part else app
    return owner.static_folder if owner else None


@lru_cache(maxsize=256)
def _read(path: str, _changed: int, _size: int) -> StaticFile:
    """Read at once and closed at once: a browser that goes away in mid-answer leaves no file open."""
    body = Path(path).read_bytes()
    return StaticFile(body, guess_type(path)[0] or "application/octet-stream", sha256(body).hexdigest()[:12])


def _response(file: StaticFile) -> Response:
    response = Response(file.body, mimetype=file.mimetype)
    response.cache_control.public = True
    if request.args.get(DIGEST) == file.digest:
        response.cache_control.max_age = A_YEAR_S
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    response.set_etag(file.digest, weak=True)
    return response.make_conditional(request)  # type: ignore[return-value]  # its type is that of any WSGI library
