"""The console over a small catalog, and people: an administrator, an auditor, a worker of one community."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

import community_catalog
from bot import console, pages, workers
from bot.app import Kit, create_app
from bot.db import Base
from bot.settings import Settings
from bot.workers.roles import Role
from tests.bot.console.browsing import Browsing
from tests.bot.workers.builders import QUICK, a_tree, a_worker
from tests.community_catalog.builders import a_row, load


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """Three items, one of which was changed once and another withdrawn."""
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'app.db'}")
    app = create_app(settings, [pages, workers, console, community_catalog])
    kit: Kit = app.extensions["kit"]
    app.extensions["passwords"] = QUICK
    Base.metadata.create_all(kit.sessions.engine)
    with kit.sessions.begin() as session:
        a_tree(session)
        a_worker(session, "chen", "陈明", (Role.CATALOG_ADMIN, "350102"))
        a_worker(session, "zheng", "郑平", (Role.AUDITOR, "350102"))
        a_worker(session, "lin", "林强", (Role.COMMUNITY_WORKER, "350102001001"), (Role.CATALOG_ADMIN, "350102001"))
        a_worker(session, "xu", "许可", (Role.SYSTEM_ADMIN, "350102"))
        home = a_row("YL-001", domain="养老服务", level2="养老机构信息", levels=("社区",), stage="结果")
        load(session, a_row(), home, a_row("SJ-007", level2="旧事项"))
        load(session, a_row(content="办理条件、办理时限"), home, file_name="目录第二版.csv")
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
