"""The view behind `/wechat`: limit, check, open, answer once, seal. It knows no handler; it is given a conversation."""

import logging
import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Protocol
from urllib.parse import parse_qsl

from flask import Flask
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException
from werkzeug.wsgi import get_input_stream

from bot.app import Kit
from bot.metrics import MESSAGE_SECONDS, MESSAGES, REPLIES
from bot.webhook import inbox, messages
from bot.webhook.envelope import Envelope
from bot.webhook.errors import Malformed, Refused, TooLarge
from bot.webhook.messages import Message
from bot.webhook.replies import TextReply, render

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = logging.getLogger(__name__)
PATH = "/wechat"
MOST_FIELDS = 50  # of a query; WeChat sends eight
XML = "text/xml; charset=utf-8"
LARGEST = 256 * 1024  # bytes; the largest text, in both forms of compatibility mode, is under 64 KB
MOST_AT_ONCE = 8
PATIENCE_S = 4.0  # WeChat has five
# The database is busy, away, or on its way to another machine.
BUSY = (OperationalError, InternalError, InterfaceError, PoolTimeoutError)
TRIES = 3  # each but the last can only lose against one other process that answers the same
APOLOGY = "对不起，系统刚才出了点问题，没能回答您。请过一会儿再发一次。"


@dataclass(frozen=True)
class Outcome:
    """What became of a message: who answered, what is said, and whose message it was (None: nobody we keep)."""

    handler: str
    reply: TextReply | None
    follower_id: int | None = None


class Conversation(Protocol):
    """What the handlers offer the door: first think (no database), then answer (inside its transaction)."""

    def prepare(self, message: Message) -> object:
        """Everything about the message that needs no database, so that no lock is held while thinking."""

    def respond(self, connection: Connection, message: Message, prepared: object, *, now: datetime) -> Outcome | None:
        """Answer, with all effects over `connection`; None where nobody wants the message and nothing happened."""


def init_app(app: Flask, kit: Kit, conversation: Conversation) -> None:
    """Open `/wechat` for the configured account.

    It stands before Flask, not in it: nothing of Flask (sessions, hooks, URL matching) concerns a delivery, and all of
    it together costs as much as answering one.
    """
    door, inner = Door(kit, conversation), app.wsgi_app

    def before_flask(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        chosen = door if environ.get("PATH_INFO") == PATH else inner
        return chosen(environ, start_response)

    kit.site.add_closed(PATH)
    app.wsgi_app = before_flask  # type: ignore[method-assign]  # the way Flask's documentation wraps applications
    inbox.register_upkeep(kit)


class Door:
    """One account's webhook, a WSGI application of its own."""

    def __init__(self, kit: Kit, conversation: Conversation) -> None:
        self._kit = kit
        self._envelope = Envelope.of(kit.settings)
        self._conversation = conversation
        self._account = kit.settings.wechat_account_id
        # Python runs one thread at a time, and lets go of one that waits for SQLite: the next runs for milliseconds
        # while the first holds the write lock. One message after the other is faster for all. PostgreSQL is far away
        # enough to do something else meanwhile.
        on_sqlite = kit.sessions.engine.dialect.name == "sqlite"
        self._turns = threading.Lock() if on_sqlite else threading.Semaphore(MOST_AT_ONCE)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer one HTTP request of WeChat. Nothing that arrives from outside makes it fail."""
        began = time.perf_counter()
        try:
            answer = self._respond(environ)
        except Refused as refused:
            log.info("wechat delivery refused: %s", refused.reason)
            answer = _nothing(refused.status, "refused")
        except BUSY:
            # The database is busy or away. WeChat asks again twice, so the message is not lost.
            log.exception("wechat delivery not answered: database")
            answer = _nothing(HTTPStatus.SERVICE_UNAVAILABLE, "busy")
        MESSAGE_SECONDS.labels("wechat").observe(time.perf_counter() - began)
        headers = [("Content-Type", answer.kind), ("Content-Length", str(len(answer.body)))]
        start_response(f"{answer.status.value} {answer.status.phrase}", headers)
        return [answer.body]

    def _respond(self, environ: "WSGIEnvironment") -> "Answer":
        method = environ["REQUEST_METHOD"]
        if method not in {"GET", "POST"}:
            raise Refused("method", HTTPStatus.METHOD_NOT_ALLOWED)
        now = self._kit.clock.now()
        query = _query(environ)
        self._envelope.check(query, now=now)
        if method == "GET":
            return Answer(query.get("echostr", "").encode("utf-8", "surrogateescape"))
        body = _body(environ)
        if not self._turns.acquire(timeout=PATIENCE_S):
            raise OperationalError(None, None, RuntimeError("too many messages before this one"))
        try:
            return self._receive(query, body, now=now)
        finally:
            self._turns.release()

    def _receive(self, query: Mapping[str, str], body: bytes, *, now: datetime) -> "Answer":
        opened = self._envelope.open(query, body)
        message = messages.understand(opened.root)
        if self._account and message.account != self._account:
            raise Refused("addressed to another account")
        reply = self._answer(message, now=now)
        if reply is None:
            return Answer(b"success")
        return Answer(self._envelope.seal(reply, opened.cipher, now=now).encode(), XML)

    def _answer(self, message: Message, *, now: datetime) -> str | None:
        try:
            prepared = self._conversation.prepare(message)
            for _ in range(TRIES):
                with suppress(IntegrityError):
                    return self._answer_first(message, prepared, now=now)
                before = self._answered(message)
                if before:
                    MESSAGES.labels("repeated").inc()
                    return before.reply
            raise OperationalError(None, None, RuntimeError("others kept being faster"))
        except BUSY:
            raise
        except Exception:  # the edge: a bug must not silence the account
            log.exception("no answer to a %s", message.kind)
            MESSAGES.labels("failed").inc()
            return _render(message, TextReply(APOLOGY), now=now) if message.is_from_resident else None

    def _answer_first(self, message: Message, prepared: object, *, now: datetime) -> str | None:
        """Answer as if it were no repeat; the key decides. Whatever a repeat did is rolled back with it.

        Raises IntegrityError for a repeat, and where another process met the same newcomer at the same moment.
        """
        with self._kit.sessions.connect() as connection:
            outcome = self._conversation.respond(connection, message, prepared, now=now)
            if outcome is None:
                MESSAGES.labels("acknowledged").inc()
                return None
            reply = _render(message, outcome.reply, now=now) if outcome.reply else None
            inbox.note(connection, message, outcome.handler, reply, follower_id=outcome.follower_id, now=now)
        MESSAGES.labels("answered").inc()
        REPLIES.labels(outcome.handler).inc()
        return reply

    def _answered(self, message: Message) -> inbox.Answered | None:
        with self._kit.sessions.read() as session:
            return inbox.answered(session.connection(), message.key)


@dataclass(frozen=True)
class Answer:
    """An HTTP answer."""

    body: bytes
    kind: str = "text/plain; charset=utf-8"
    status: HTTPStatus = HTTPStatus.OK


def _nothing(status: HTTPStatus, outcome: str) -> Answer:
    MESSAGES.labels(outcome).inc()
    return Answer(b"", status=status)


def _render(message: Message, reply: TextReply, *, now: datetime) -> str:
    return render(reply, to=message.sender, sender=message.account, at=now)


def _query(environ: "WSGIEnvironment") -> Mapping[str, str]:
    try:
        return dict(parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        raise Malformed("the query cannot be read") from None


def _body(environ: "WSGIEnvironment") -> bytes:
    try:
        # One byte more than allowed: a body that does not say how long it is ends silently at the limit.
        body = get_input_stream(environ, max_content_length=LARGEST + 1).read()
    except HTTPException:
        body = None
    if body is None or len(body) > LARGEST:
        raise TooLarge("longer than any message, or broken off")
    return body
