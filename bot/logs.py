"""Structured logs: one line a record, and nothing in it that must not leave the machine.

What callers write: ids, codes, counts and outcomes. Never a resident's words, never a name: no filter can tell those
from harmless text. What this module makes sure of whatever callers and libraries write: openids appear shortened,
secrets never, and neither do the values that databases quote in their errors.
"""

import json
import logging
import re
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextvars import ContextVar
from datetime import UTC, datetime
from itertools import count
from traceback import format_tb
from types import TracebackType
from typing import TYPE_CHECKING, TextIO
from urllib.parse import quote

from flask import Flask
from pydantic import SecretStr
from sqlalchemy.engine import make_url

from bot.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

    from bot.app import Kit

BLANK = "***"
RUN_TIME_SECRETS = 50  # access tokens last two hours: fifty of them are four days
# They print whole URLs, with the access token in them, when they are allowed to speak.
TALKATIVE = (
    "urllib3",
    "requests",
    "aiohttp",
    "asyncio",
    "werkzeug",
    "wechatpy",
    "sqlalchemy",
    "apscheduler",
    "alembic",
)

# 28 characters beginning with o, at least one of them a digit or a capital: long snake_case names are not openids.
_OPENID = re.compile(r"(?<![A-Za-z0-9])o(?=[\w-]{0,26}[A-Z0-9])[\w-]{27}", re.ASCII)
_NAMED_SECRET = re.compile(
    r"""((?:access_token|refresh_token|app_?secret|secret|password|ticket)["']?\s*[=:]\s*["']?)[^\s&"',;}]+""",
    re.IGNORECASE,
)
_UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_request: ContextVar[int | None] = ContextVar("request", default=None)


def short(openid: str) -> str:
    """An openid as it may appear in logs: its first four characters and last two."""
    return f"{openid[:4]}…{openid[-2:]}" if len(openid) > 8 else "…"


class Secrets:
    """Values that must never be printed: those of the settings, and access tokens as they come."""

    def __init__(self) -> None:
        self._fixed: set[str] = set()
        self._passing: deque[str] = deque(maxlen=RUN_TIME_SECRETS)
        self._pattern: re.Pattern[str] | None = None

    def keep(self, values: Iterable[str]) -> None:
        """Blank these as long as the process lives."""
        self._fixed.update(value for value in values if value)
        self._rebuild()

    def keep_for_now(self, value: str) -> None:
        """Blank this access token until fifty newer ones have come."""
        if value and value not in self._passing:
            self._passing.append(value)
            self._rebuild()

    def blank(self, text: str) -> str:
        """The text with every known secret, everything called a secret, and all but a hint of openids removed."""
        if self._pattern:
            text = self._pattern.sub(BLANK, text)
        text = _NAMED_SECRET.sub(rf"\1{BLANK}", text)
        return _OPENID.sub(lambda match: short(match[0]), text)

    def _rebuild(self) -> None:
        values = self._fixed.union(self._passing)
        forms = {form for value in values for form in (value, quote(value), quote(value, safe=""), repr(value)[1:-1])}
        longest_first = sorted(forms, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(_whole, longest_first))) if forms else None


def _whole(secret: str) -> str:
    # A short webhook token may be part of an ordinary word: blank it only where it stands alone.
    return re.escape(secret) if len(secret) >= 8 else rf"(?<!\w){re.escape(secret)}(?!\w)"


SECRETS = Secrets()
"""What this process must never print; the logging of a process is one, so is this."""


def secrets_of(settings: Settings) -> list[str]:
    """Every secret value in the settings, the database's password included."""
    values = [getattr(settings, name) for name in type(settings).model_fields]
    found = [value.get_secret_value() for value in values if isinstance(value, SecretStr)]
    return [*found, str(make_url(settings.database_url).password or "")]


class Line(logging.Formatter):
    """A record as one line: logfmt for people at a terminal, JSON for machines."""

    def __init__(self, secrets: Secrets, *, as_json: bool) -> None:
        super().__init__()
        self._secrets = secrets
        self._as_json = as_json

    def format(self, record: logging.LogRecord) -> str:
        """Blank first, escape afterwards: an escaped secret would not be recognised."""
        free = {name: self._secrets.blank(value) for name, value in _free_fields(record).items()}
        fields = _fixed_fields(record) | free
        line = json.dumps(fields, ensure_ascii=False) if self._as_json else _logfmt(fields)
        return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", line)


def _fixed_fields(record: logging.LogRecord) -> dict[str, str]:
    at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    fields = {"at": at, "level": record.levelname.lower(), "pid": str(record.process), "logger": record.name}
    if (request := _request.get()) is not None:
        fields["request"] = str(request)
    return fields


def _free_fields(record: logging.LogRecord) -> dict[str, str]:
    fields = {"message": _text(record)}
    fields |= {name: str(value) for name, value in vars(record).items() if name not in _STANDARD}
    if record.exc_info and record.exc_info[1]:
        fields["error"] = "".join(_story(record.exc_info[1]))
    return fields


def _text(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError):  # left alone, logging would print the arguments unfiltered
        return f"{record.msg} (its arguments do not fit)"


def _story(error: BaseException) -> Iterator[str]:
    """The traceback of an error and of what caused it, the cause first."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if before:
        yield from _story(before)
    if isinstance(error, BaseExceptionGroup):
        for part in error.exceptions:
            yield from _story(part)
    yield from format_tb(error.__traceback__)
    yield f"{type(error).__module__}.{type(error).__qualname__}: {_message(error)}\n"


def _message(error: BaseException) -> str:
    # Database errors go on to quote the statement, its parameters and the offending row: residents' words.
    whole = str(error)
    from_database = type(error).__module__.startswith(("sqlalchemy", "psycopg", "sqlite3"))
    return whole.partition("\n")[0] if from_database else whole


def _logfmt(fields: Mapping[str, str]) -> str:
    return " ".join(f"{name}={_quoted(value)}" for name, value in fields.items())


def _quoted(value: str) -> str:
    plain = value and value.isprintable() and not any(mark in value for mark in ' "=\\')
    return value if plain else json.dumps(value, ensure_ascii=False)


def init_logging(
    settings: Settings, *, stream: TextIO | None = None, as_json: bool | None = None, level: int = logging.INFO
) -> None:
    """Send every record of this process to `stream` (standard error), one line each; JSON unless that is a terminal.

    Replaces handlers set before, so that calling it twice prints nothing twice. Uncaught errors are records too.
    """
    SECRETS.keep(secrets_of(settings))
    stream = stream or sys.stderr
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Line(SECRETS, as_json=not stream.isatty() if as_json is None else as_json))
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.captureWarnings(capture=True)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    sys.excepthook = _log_uncaught
    threading.excepthook = lambda args: _log_uncaught(args.exc_type, args.exc_value, args.exc_traceback)


def _log_uncaught(kind: type[BaseException], error: BaseException | None, traceback: TracebackType | None) -> None:
    if error is None or issubclass(kind, KeyboardInterrupt):
        return
    logging.getLogger("uncaught").critical("the process met an error nobody handled", exc_info=(kind, error, traceback))


def init_app(app: Flask, kit: "Kit") -> None:  # noqa: ARG001  (every part joins the same way)
    """Number the requests for pages, so that the records of one can be found together."""
    numbers, inner = count(1), app.wsgi_app

    def numbered(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        before = _request.set(next(numbers))
        try:
            return inner(environ, start_response)
        finally:
            _request.reset(before)  # the thread goes on to something else

    app.wsgi_app = numbered  # type: ignore[method-assign]  # the way Flask's documentation wraps applications
