"""A resident's side of the account: the whole application, its door and its real catalog, one chat."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr

import wsgi
from bot.app import Kit, create_app
from bot.db import Base
from bot.settings import Settings
from tests.bot.webhook import platform

_numbers = count(7_300_000_000_000_000_001)


class Resident:
    """Somebody who writes to the account, and reads what it answers."""

    def __init__(self, client: FlaskClient, openid: str) -> None:
        self._client = client
        self.openid = openid

    def say(self, words: str, *, menu_id: str = "") -> str:
        """Type something, or tap a link that says it."""
        tapped = f"<bizmsgmenuid>{menu_id}</bizmsgmenuid>" if menu_id else ""
        content = f"<Content><![CDATA[{words}]]></Content>{tapped}<MsgId>{next(_numbers)}</MsgId>"
        return self.deliver(platform.message("text", content, sender=self.openid))

    def speak(self, heard: str) -> str:
        """Send a voice message of which the platform heard that."""
        inner = f"<MediaId>m</MediaId><Recognition>{heard}</Recognition><MsgId>{next(_numbers)}</MsgId>"
        return self.deliver(platform.message("voice", inner, sender=self.openid))

    def send(self, kind: str, inner: str = "") -> str:
        """Send a picture, a location …"""
        return self.deliver(platform.message(kind, f"{inner}<MsgId>{next(_numbers)}</MsgId>", sender=self.openid))

    def do(self, event: str, key: str = "", inner: str = "") -> str:
        """Follow, unfollow, scan, press a button."""
        inner = f"<EventKey>{key}</EventKey>{inner}"
        # Each in a second of its own, as a person would.
        at = int(time.time()) + next(_numbers) % 100_000
        return self.deliver(platform.event(event, inner, sender=self.openid, at=at))

    def deliver(self, xml: str) -> str:
        """What WeChat would show after delivering this: the text of the reply, "" for none."""
        sealed = platform.encrypt(xml)
        response = self._client.post("/wechat", query_string=platform.query(sealed), data=platform.envelope(sealed))
        assert response.status_code == 200
        if response.get_data(as_text=True) == "success":
            return ""
        reply, app_id = platform.decrypt(platform.read(response.get_data(as_text=True))["Encrypt"])
        assert app_id == platform.APP_ID
        return platform.read(reply)["Content"]


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the bundled catalog, places and wordings, to be copied."""
    file = tmp_path_factory.mktemp("filled") / "test.db"
    with _application(file) as app:
        kit: Kit = app.extensions["kit"]
        Base.metadata.create_all(kit.sessions.engine)
        for setup in kit.setups:
            with kit.sessions.begin() as session:
                list(setup(session, kit.clock.now()))
    return file


@pytest.fixture
def app(tmp_path: Path, filled: Path) -> Iterator[Flask]:
    """The application on a database of its own with the bundled catalog, places and wordings."""
    with _application(Path(shutil.copy(filled, tmp_path))) as app:
        yield app


@contextmanager
def _application(database: Path) -> Iterator[Flask]:
    secret = SecretStr("x" * 40)
    settings = Settings(
        database_url=f"sqlite:///{database}",
        secret_key=secret,
        public_url="https://juwu.example",
        wechat_app_id=platform.APP_ID,
        wechat_app_secret=secret,
        wechat_token=SecretStr(platform.TOKEN),
        wechat_aes_key=SecretStr(platform.AES_KEY),
    )
    app = create_app(settings, wsgi.PARTS)
    yield app
    app.extensions["kit"].sessions.engine.dispose()


@pytest.fixture
def kit(app: Flask) -> Kit:
    """What the application stands on."""
    made: Kit = app.extensions["kit"]
    return made


@pytest.fixture
def grandmother(app: Flask) -> Resident:
    """One resident."""
    return Resident(app.test_client(), platform.GRANDMOTHER)


@pytest.fixture
def neighbour(app: Flask) -> Resident:
    """Another."""
    return Resident(app.test_client(), "oNeighbour0123456789abcdefgh")
