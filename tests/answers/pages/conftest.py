"""Residents' pages about answers over the bundled catalog, with a WeChat that remembers what it was asked."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

import answers
import community_catalog
from bot import console, pages, workers
from bot.app import Kit, create_app
from bot.db import Base
from bot.settings import Settings
from tests.bot.wechat.stand_in import RememberingWeChat
from tests.browser import chromium, chromium_page

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

__all__ = ["chromium", "chromium_page"]


@pytest.fixture(scope="package")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the bundled catalog, guides and wordings, to be copied."""
    file = tmp_path_factory.mktemp("pages") / "filled.db"
    kit: Kit = _application(file).extensions["kit"]
    Base.metadata.create_all(kit.sessions.engine)
    for setup in kit.setups:
        with kit.sessions.begin() as session:
            list(setup(session, kit.clock.now()))
    kit.sessions.engine.dispose()
    return file


@pytest.fixture
def app(tmp_path: Path, filled: Path) -> Iterator[Flask]:
    """The catalog's and the answers' pages; WeChat gives nothing."""
    app = _application(Path(shutil.copy(filled, tmp_path)))
    app.extensions["kit"] = replace(app.extensions["kit"], wechat=RememberingWeChat())
    yield app
    app.extensions["kit"].sessions.engine.dispose()


def _application(file: Path) -> Flask:
    settings = Settings(database_url=f"sqlite:///{file}", public_url="https://juwu.example")
    return create_app(settings, [pages, workers, console, community_catalog, answers])


@pytest.fixture
def kit(app: Flask) -> Kit:
    """What the application stands on."""
    found: Kit = app.extensions["kit"]
    return found


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without a screen."""
    return app.test_client()


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The pages, served."""
    with serving(app) as address:
        yield address


@contextmanager
def serving(application: "WSGIApplication") -> Iterator[str]:
    """Serve on a port of its own; the address."""
    server = make_server("127.0.0.1", 0, application, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
