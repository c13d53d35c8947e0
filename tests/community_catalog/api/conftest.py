"""The open data of a catalog of a test's own, on both databases."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

import community_catalog
from bot import api, pages, redirects
from bot.app import Kit, create_app
from bot.db import Sessions
from bot.settings import Settings

SITE = "https://juwutong.example"


@pytest.fixture
def app(sessions: Sessions) -> Iterator[Flask]:
    url = sessions.engine.url.render_as_string(hide_password=False)
    settings = Settings(database_url=url, public_url=SITE, api_requests_per_minute=0)
    app = create_app(settings, [pages, redirects, community_catalog, api])
    yield app
    app.extensions["kit"].sessions.engine.dispose()


@pytest.fixture
def kit(app: Flask) -> Kit:
    found: Kit = app.extensions["kit"]
    return found


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
