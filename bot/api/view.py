"""Serving operations over HTTP: what was asked is read and answered, and sent so that it can be kept."""

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from flask import Flask, Response, request

from bot.api.asking import read_parameters
from bot.api.operations import ROOT, Asked, File, Operation, Reply
from bot.api.problems import ADVICE, MEDIA_TYPE, Moved, Refusal, problem
from bot.app import kit

FRESH_S = 60  # a copy may be shown this long without asking again
MOVED_S = 3600  # the same for what has moved: redirects can be changed, and nothing said would mean for ever
ANYONE = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, RateLimit, RateLimit-Policy, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
    "Access-Control-Max-Age": "86400",
}


def init_app(app: Flask) -> None:
    """Answer below ROOT in the manner of open data, errors of every kind included."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(Moved, _moved)
    app.after_request(_as_open_data)


def add_route(app: Flask, operation: Operation[Any]) -> None:
    """Serve one operation."""
    rule = ROOT + re.sub(r"\{(\w+)\}", r"<\1>", operation.path)
    app.add_url_rule(rule, f"data.{operation.name}", _view(operation), methods=["GET"])


def may_be_kept(response: Response) -> Response:
    """Let anyone keep a copy for a minute, then ask by its ETag or date whether it still holds."""
    response.cache_control.public = True
    response.cache_control.max_age = FRESH_S
    response.vary.add("Accept-Encoding")  # whoever packs it on the way makes another representation of it
    response.add_etag()
    response.make_conditional(request)
    return response


def _view(operation: Operation[Any]) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        here = kit()
        parameters = read_parameters(operation.parameters, path, request.args.to_dict(flat=False))
        with here.sessions.read() as session:
            reply = operation.answer(Asked(session, here.settings.public_url), parameters)
        return _sent(reply, operation)

    return view


def _sent(reply: Reply, operation: Operation[Any]) -> Response:
    if isinstance(reply.body, File):
        assert isinstance(operation.gives, str)  # noqa: S101  (an operation gives files or values)
        response = Response(reply.body.content, mimetype=operation.gives)
        response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(reply.body.name)}"
    else:
        response = Response(reply.body.model_dump_json(), mimetype="application/json")
    response.last_modified = reply.changed_at
    if reply.following:
        response.headers["Link"] = f'<{reply.following}>; rel="next"'
    return may_be_kept(response)


def _refused(refusal: Refusal) -> Response:
    body = problem(refusal, kit().settings.public_url).model_dump_json(exclude_none=True)
    response = Response(body, refusal.status, mimetype=MEDIA_TYPE)
    response.cache_control.no_store = True
    if refusal.retry_after_s is not None:
        response.headers["Retry-After"] = str(refusal.retry_after_s)
    return response


def _moved(moved: Moved) -> Response:
    response = Response(status=HTTPStatus.MOVED_PERMANENTLY)
    del response.headers["Content-Type"]
    response.location = moved.location
    response.cache_control.public = True
    response.cache_control.max_age = MOVED_S
    return response


def _as_open_data(response: Response) -> Response:
    if not request.path.startswith(f"{ROOT}/"):
        return response
    if response.status_code >= 400 and response.mimetype != MEDIA_TYPE:
        response = _instead_of(response)
    response.headers.update(ANYONE)
    if request.method == "OPTIONS":
        response.headers.update(PREFLIGHT)
    return response


def _instead_of(error: Response) -> Response:
    """A problem in the place of an error page, which nobody below ROOT could read."""
    status = error.status_code
    response = _refused(Refusal(status, ADVICE.get(status, ADVICE[400 if status < 500 else 500])))
    for name in ("Allow", "Retry-After"):
        if name in error.headers:
            response.headers[name] = error.headers[name]
    return response
