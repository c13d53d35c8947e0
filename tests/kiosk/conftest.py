"""The screen joined to an application of its own, showing a small catalog in a district of two streets."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import kiosk
from bot import pages
from bot.app import create_app
from bot.db import Base
from bot.settings import Settings
from kiosk.live import LiveContents
from tests.bot.workers.builders import a_tree
from tests.browser import chromium, chromium_page
from tests.kiosk.builders import a_catalog, a_document

__all__ = ["chromium", "chromium_page"]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """Twenty more items make the lists longer than a screen."""
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'app.db'}", public_url="https://juwutong.example")
    app = create_app(settings, [pages, kiosk])
    more = [a_document(f"YL-1{n:02d}", f"养老服务名录{n}") for n in range(20)]
    documents = {document.code: document for document in (*a_catalog(), *more)}
    app.extensions["kiosk"] = LiveContents(lambda: documents)
    sessions = app.extensions["kit"].sessions
    Base.metadata.create_all(sessions.engine)
    with sessions.begin() as session:
        a_tree(session)
    yield app
    sessions.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
