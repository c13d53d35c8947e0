"""The console with enquiries in it, as workers of several places open it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

import casework
from bot import console, pages, workers
from bot.app import Kit, create_app
from bot.db import Base
from bot.settings import Settings
from casework.models import Enquiry
from tests.bot.console.browsing import Browsing
from tests.bot.workers.builders import QUICK, a_tree
from tests.casework.builders import DAMING, ZHONGSHAN, an_enquiry, the_workers


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """One message in 中山社区 with a mobile number, one in 达明社区, both left just now."""
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'app.db'}"), [pages, workers, console, casework])
    kit: Kit = app.extensions["kit"]
    app.extensions["passwords"] = QUICK
    Base.metadata.create_all(kit.sessions.engine)
    with kit.sessions.begin() as session:
        a_tree(session)
        the_workers(session)
        an_enquiry(session, at=ZHONGSHAN, left_at=kit.clock.now())
        an_enquiry(session, "井盖坏了", at=DAMING, openid="o2", left_at=kit.clock.now())
    yield app
    kit.sessions.engine.dispose()


@pytest.fixture
def kit(app: Flask) -> Kit:
    found: Kit = app.extensions["kit"]
    return found


@pytest.fixture
def as_(app: Flask) -> Callable[[str], Browsing]:
    """Somebody's browser, signed in."""

    def signed_in(login: str) -> Browsing:
        browsing = Browsing(app.test_client())
        browsing.sign_in(login)
        return browsing

    return signed_in


@pytest.fixture
def stored(kit: Kit) -> Callable[[], Enquiry]:
    """The message of 中山社区 as it is stored now."""

    def read() -> Enquiry:
        with kit.sessions.read() as session:
            found = session.get(Enquiry, 1)
            assert found
            return found

    return read
