"""An application with the audit pages, and three people: an auditor, the disclosure office, one of a community."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from bot import audit, console, pages, workers
from bot.app import Kit, create_app
from bot.db import Base
from bot.settings import Settings
from bot.workers.roles import Role
from tests.bot.console.browsing import Browsing
from tests.bot.console.conftest import StoppedClock
from tests.bot.workers.builders import QUICK, a_tree, a_worker


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'app.db'}"), [pages, audit, workers, console])
    kit = app.extensions["kit"] = replace(app.extensions["kit"], clock=StoppedClock())
    app.extensions["passwords"] = QUICK
    Base.metadata.create_all(kit.sessions.engine)
    with kit.sessions.begin() as session:
        a_tree(session)
        a_worker(session, "zheng", "郑平", (Role.AUDITOR, "350102"))
        a_worker(session, "part", "街道审计", (Role.AUDITOR, "350102001"))
        a_worker(session, "wang", "王芳", (Role.DISCLOSURE_OFFICE, "350102"))
        a_worker(session, "lin", "林强", (Role.COMMUNITY_WORKER, "350102001001"))
    yield app
    kit.sessions.engine.dispose()


@pytest.fixture
def kit(app: Flask) -> Kit:
    found: Kit = app.extensions["kit"]
    return found


@pytest.fixture
def zheng(app: Flask) -> Browsing:
    """The auditor, signed in."""
    browsing = Browsing(app.test_client())
    browsing.sign_in("zheng")
    return browsing
