"""Through HTTP: each delivery is answered once, refusals are quiet, and a bug does not silence the account."""

import io
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError
from werkzeug.test import TestResponse

from bot import followers
from bot.app import Kit, create_app
from bot.db import Base, Sessions
from bot.settings import Mode, Settings
from bot.webhook import Outcome, inbox, init_app
from bot.webhook.messages import Message, Text
from bot.webhook.replies import TextReply
from bot.webhook.view import APOLOGY, LARGEST
from tests.bot.webhook import platform


class Echo:
    """A conversation that repeats what it hears, counts its effects, and fails where it is told to."""

    def __init__(self) -> None:
        self.effects = 0

    def prepare(self, message: Message) -> object:
        return message.words

    def respond(self, connection: Connection, message: Message, prepared: object, *, now: datetime) -> Outcome | None:
        if not isinstance(message, Text):
            return None
        if prepared == "bug":
            raise LookupError("a bug")
        if prepared == "busy":
            raise OperationalError(None, None, RuntimeError("locked"))
        follower = followers.meet(connection, message.sender, now=now)
        self.effects += 1
        return Outcome("echo", TextReply(f"{prepared} {self.effects}"), follower.id)


class Account:
    """An application with nothing but the door in."""

    def __init__(self, database_url: str, mode: Mode = Mode.SAFE, account_id: str | None = None) -> None:
        secret = SecretStr("x" * 40)
        settings = Settings(
            database_url=database_url,
            secret_key=secret,
            wechat_app_id=platform.APP_ID,
            wechat_app_secret=secret,
            wechat_token=SecretStr(platform.TOKEN),
            wechat_aes_key=SecretStr(platform.AES_KEY),
            wechat_mode=mode,
            wechat_account_id=account_id,
        )
        self.conversation = Echo()
        self.app: Flask = create_app(settings, [])
        self.kit: Kit = self.app.extensions["kit"]
        Base.metadata.create_all(self.kit.sessions.engine)
        init_app(self.app, self.kit, self.conversation)

    @property
    def client(self) -> FlaskClient:
        return self.app.test_client()

    def deliver(self, xml: str, **query: str) -> TestResponse:
        """Deliver encrypted; `query` overrides what the platform would send."""
        sealed = platform.encrypt(xml)
        return self.client.post(
            "/wechat", query_string={**platform.query(sealed), **query}, data=platform.envelope(sealed)
        )

    def hears(self, xml: str) -> str:
        """The text of the reply, "" for a bare acknowledgement."""
        body = self.deliver(xml).get_data(as_text=True)
        if body == "success":
            return ""
        return platform.read(platform.decrypt(platform.read(body)["Encrypt"])[0])["Content"]


@pytest.fixture
def account(tmp_path: Path) -> Iterator[Account]:
    made = Account(f"sqlite:///{tmp_path / 'test.db'}")
    yield made
    made.kit.sessions.engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def stored(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Account]:
    """The same on both databases."""
    url = f"sqlite:///{tmp_path / 'test.db'}"
    if request.param == "postgres":
        sessions: Sessions = request.getfixturevalue("postgres")
        url = sessions.engine.url.render_as_string(hide_password=False)
    made = Account(url)
    yield made
    made.kit.sessions.engine.dispose()


def test_the_url_check_echoes_exactly_what_was_sent(account: Account) -> None:
    response = account.client.get("/wechat", query_string={**platform.query(), "echostr": "5838479218127813673"})

    assert response.data == b"5838479218127813673"
    assert response.mimetype == "text/plain"


def test_a_url_check_with_a_wrong_signature_echoes_nothing(account: Account) -> None:
    query = {**platform.query(), "echostr": "4242", "signature": "0" * 40}

    response = account.client.get("/wechat", query_string=query)

    assert (response.status_code, response.data) == (403, b"")


def test_a_message_is_answered_under_the_same_encryption(account: Account) -> None:
    assert account.hears(platform.text("低保")) == "低保 1"


def test_a_repeat_gets_the_same_reply_and_has_no_second_effect(stored: Account) -> None:
    first, repeat = stored.hears(platform.text("低保", number=1)), stored.hears(platform.text("低保", number=1))

    assert first == repeat == "低保 1"
    assert stored.hears(platform.text("低保", number=2)) != first
    with stored.kit.sessions.read() as session:
        assert session.query(inbox.InboxRow).count() == 2


def test_eight_deliveries_at_once_are_one_message(stored: Account) -> None:
    message, replies, gate = platform.text("低保", number=3), [], threading.Barrier(8)

    def deliver() -> None:
        gate.wait()
        replies.append(stored.hears(message))

    threads = [threading.Thread(target=deliver) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(replies) == 8
    assert len(set(replies)) == 1
    with stored.kit.sessions.read() as session:
        assert session.query(inbox.InboxRow).count() == 1


def test_two_first_messages_of_one_newcomer_are_both_answered(stored: Account) -> None:
    replies, gate = [], threading.Barrier(4)

    def deliver(number: int) -> None:
        gate.wait()
        replies.append(stored.hears(platform.text("低保", number=number)))

    threads = [threading.Thread(target=deliver, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(reply.startswith("低保") for reply in replies)
    with stored.kit.sessions.read() as session:
        assert session.query(followers.FollowerRow).count() == 1
        assert session.query(inbox.InboxRow).count() == 4


def test_a_bug_is_met_with_an_apology_and_leaves_nothing_half_done(account: Account) -> None:
    assert account.hears(platform.text("bug")) == APOLOGY

    with account.kit.sessions.read() as session:
        assert session.query(inbox.InboxRow).count() == 0


def test_a_busy_database_asks_the_platform_to_come_again(account: Account) -> None:
    response = account.deliver(platform.text("busy"))

    assert (response.status_code, response.data) == (503, b"")


@pytest.mark.parametrize("event", ["LOCATION", "VIEW", "MASSSENDJOBFINISH", "brand_new_event_2027"])
def test_what_nobody_wants_is_acknowledged(account: Account, event: str) -> None:
    response = account.deliver(platform.event(event))

    assert response.data == b"success"


def test_a_message_for_another_account_is_refused(tmp_path: Path) -> None:
    account = Account(f"sqlite:///{tmp_path / 'test.db'}", account_id="gh_another")

    assert account.deliver(platform.text("低保")).status_code == 403


def test_a_body_larger_than_any_message_is_refused_before_it_is_read(account: Account) -> None:
    response = account.client.post("/wechat", query_string=platform.query(), data=b"A" * (LARGEST + 1))

    assert (response.status_code, response.data) == (413, b"")


def test_so_is_one_that_does_not_say_how_long_it_is(account: Account) -> None:
    endless = io.BytesIO(b"A" * LARGEST * 2)

    response = account.client.post(
        "/wechat",
        query_string=platform.query(),
        input_stream=endless,
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )

    assert response.status_code == 413


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""]
)
def test_whatever_content_type_is_claimed_the_body_is_read_as_it_is(account: Account, kind: str) -> None:
    sealed = platform.encrypt(platform.text("低保"))

    response = account.client.post(
        "/wechat", query_string=platform.query(sealed), data=platform.envelope(sealed), content_type=kind
    )

    assert response.mimetype == "text/xml"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "PROPFIND"])
def test_other_methods_are_refused(account: Account, method: str) -> None:
    assert account.client.open("/wechat", method=method).status_code == 405


def test_plain_mode_answers_plainly(tmp_path: Path) -> None:
    account = Account(f"sqlite:///{tmp_path / 'test.db'}", Mode.PLAIN)

    response = account.client.post("/wechat", query_string=platform.query(), data=platform.text("低保").encode())

    assert platform.read(response.get_data(as_text=True))["Content"] == "低保 1"


def test_no_words_of_a_resident_reach_the_log(account: Account, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")

    account.hears(platform.text("我家的私事"))
    account.hears(platform.text("bug"))

    assert "私事" not in caplog.text
    assert platform.GRANDMOTHER not in caplog.text
