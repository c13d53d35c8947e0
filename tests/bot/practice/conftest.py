"""The whole product on a database with a small district, and the practice community set up in it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from pydantic import SecretStr

import wsgi
from bot.app import Kit, create_app
from bot.db import Base
from bot.practice import world
from bot.settings import Settings
from bot.time import Clock
from bot.workers.roles import Role
from tests.bot.console.browsing import Browsing
from tests.bot.workers.builders import PASSWORD, QUICK, a_tree, a_worker
from tests.conftest import NOON

HASHES = {login: QUICK.hash(PASSWORD) for login in world.WORKERS}


class Noon(Clock):
    """It is always noon."""

    def now(self) -> datetime:
        return NOON


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Flask]:
    """The product before anybody set practice up."""
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'app.db'}", secret_key=SecretStr("for tests only" * 4))
    app = create_app(settings, wsgi.PARTS)
    app.extensions["passwords"] = QUICK
    kit = app.extensions["kit"] = replace(app.extensions["kit"], clock=Noon())
    Base.metadata.create_all(kit.sessions.engine)
    with kit.sessions.begin() as session:
        a_tree(session)
        row = a_worker(session, "wang", "王芳", (Role.DISCLOSURE_OFFICE, "350102"))
        row.no_code_reason = "测试"
    yield app
    kit.sessions.engine.dispose()


@pytest.fixture
def app(bare: Flask) -> Flask:
    """The product with the practice community."""
    kit: Kit = bare.extensions["kit"]
    with kit.sessions.begin() as session:
        world.set_up(session, HASHES, kit.practice.examples, by="system", now=NOON)
    return bare


@pytest.fixture
def kit(app: Flask) -> Kit:
    found: Kit = app.extensions["kit"]
    return found


@pytest.fixture
def browsing(app: Flask) -> Browsing:
    return Browsing(app.test_client())
