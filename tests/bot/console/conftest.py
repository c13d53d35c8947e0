"""An application with the console, two example pages of a part, and people who can sign in."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Blueprint, Flask, render_template_string

from bot import console, pages, workers
from bot.app import Kit, create_app
from bot.console.guard import needs, require
from bot.console.visit import say
from bot.db import Base, Session
from bot.places import place_by_code
from bot.settings import Settings
from bot.time import Clock
from bot.workers.roles import Role
from bot.workers.worker import Worker
from tests.bot.console.browsing import Browsing
from tests.bot.workers.builders import QUICK, a_tree, a_worker
from tests.browser import chromium, chromium_page
from tests.conftest import NOON

__all__ = ["chromium", "chromium_page"]

part = Blueprint("part", __name__, url_prefix="/console/part")


class StoppedClock(Clock):
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        super().__init__()
        self.at = NOON

    def now(self) -> datetime:
        return self.at

    def pass_(self, time: timedelta) -> None:
        self.at += time


@part.get("/wordings")
@needs(Role.CATALOG_ADMIN)
def wordings(worker: Worker) -> str:
    return render_template_string(
        '{% extends "console/base.html" %}{% block content %}<h1>问法归{{ name }}管</h1>{% endblock %}',
        name=worker.name,
    )


@part.post("/wordings")
@needs(Role.CATALOG_ADMIN)
def add_wording(worker: Worker) -> str:
    with _kit.sessions.begin() as session:
        say(session, f"{worker.name}加了一条<b>问法</b>。")
    return "added"


@part.get("/places/<code>")
@needs(Role.COMMUNITY_WORKER)
def place_page(worker: Worker, code: str) -> str:
    with _kit.sessions.read() as session:
        place = place_by_code(session, code)
        assert place
        require(worker, Role.COMMUNITY_WORKER, at=place)
        return place.name


def waiting(_session: Session, worker: Worker, _now: datetime) -> int:
    return 3 if worker.login == "wang" else 0


_kit: Kit


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def app(tmp_path: Path, clock: StoppedClock) -> Iterator[Flask]:
    """The console with a part of two pages; a catalog administrator, a community worker, someone without a role."""
    global _kit  # noqa: PLW0603
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'app.db'}"), [pages, workers, console])
    _kit = app.extensions["kit"] = replace(app.extensions["kit"], clock=clock)
    app.extensions["passwords"] = QUICK
    app.register_blueprint(part)
    _kit.console.add_entry("问法", "part.wordings")
    _kit.console.add_counter("条问法等待复核", "part.wordings", waiting, values={"state": "draft"})
    Base.metadata.create_all(_kit.sessions.engine)
    with _kit.sessions.begin() as session:
        a_tree(session)
        a_worker(session, "wang", "王芳", (Role.CATALOG_ADMIN, "350102"))
        a_worker(session, "lin", "林强", (Role.COMMUNITY_WORKER, "350102001001"))
        a_worker(session, "none", "无角色")
    yield app
    _kit.sessions.engine.dispose()


@pytest.fixture
def kit(app: Flask) -> Kit:
    found: Kit = app.extensions["kit"]
    return found


@pytest.fixture
def browsing(app: Flask) -> Browsing:
    """A browser nobody is signed in with."""
    return Browsing(app.test_client())
