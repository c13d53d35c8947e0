"""An application with the catalog's pages and commands, on a database of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import community_catalog
from bot import pages
from bot.app import Kit, create_app
from bot.db import Base
from bot.settings import Settings
from tests.browser import chromium, chromium_page

__all__ = ["chromium", "chromium_page"]


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The pages and the catalog, joined, with an empty catalog."""
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'app.db'}")
    app = create_app(settings, [pages, community_catalog])
    engine = app.extensions["kit"].sessions.engine
    Base.metadata.create_all(engine)
    yield app
    engine.dispose()


@pytest.fixture
def kit(app: Flask) -> Kit:
    """What the application stands on."""
    found: Kit = app.extensions["kit"]
    return found
