"""A newer checkout brings an older database along, and ends where the models are."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, select, text
from sqlalchemy.exc import DBAPIError

import wsgi  # noqa: F401  (imports every part, and so every table)
from bot import audit, migrating
from bot.db import Base, Sessions, open_database
from bot.health import expected_heads
from community_catalog.models import Item
from tests.conftest import NOON


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database, once of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'old.db'}"
        return
    server: str = request.getfixturevalue("postgres_url")
    _empty(server)
    yield server
    _empty(server)


def _empty(server: str) -> None:
    engine = open_database(server)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP SCHEMA public CASCADE")
        connection.exec_driver_sql("CREATE SCHEMA public")
    engine.dispose()


def test_migrations_end_where_the_models_are(url: str) -> None:
    migrating.upgrade(url)

    engine = open_database(url)
    with engine.connect() as connection:
        ours = {"target_metadata": _without_test_tables(), "compare_type": True}
        differences = compare_metadata(MigrationContext.configure(connection, opts=ours), _without_test_tables())
        assert differences == []
        assert set(MigrationContext.configure(connection).get_current_heads()) == expected_heads()
    engine.dispose()


def test_a_database_of_the_first_version_keeps_what_it_holds(url: str) -> None:
    migrating.upgrade(url, "0001")
    sessions = Sessions(open_database(url))
    with sessions.begin() as session:
        session.execute(
            text("INSERT INTO followers (openid, first_seen_at, elder_mode) VALUES ('oGrandmother', :now, :elder)"),
            {"now": "2026-11-23 04:00:00+00:00", "elder": True},
        )
        audit.record(session, actor="system", action="test", subject="test", details={}, at=NOON)

    migrating.upgrade(url)

    with sessions.read() as session:
        assert session.execute(text("SELECT openid FROM followers")).scalar_one() == "oGrandmother"
        assert isinstance(audit.verify(session), audit.Verified)
    sessions.engine.dispose()


def test_items_of_an_older_catalog_say_when_they_last_changed(url: str) -> None:
    migrating.upgrade(url, "0011")
    sessions = Sessions(open_database(url))
    with sessions.begin() as session:
        for statement in (AN_IMPORT, AN_ITEM, A_REVISION):
            session.execute(text(statement), {"at": "2026-11-23 04:00:00+00:00"})
    sessions.engine.dispose()

    migrating.upgrade(url)

    with sessions.read() as session:
        assert session.scalars(select(Item.updated_at)).one() == NOON
        assert session.execute(text("SELECT count(*) FROM item_revisions")).scalar_one() == 1
    sessions.engine.dispose()


AN_IMPORT = """
INSERT INTO catalog_imports (id, follows, origin, state, file_name, sha256, as_of, "by", at,
                             added, changed, editorial, withdrawn, unchanged)
VALUES (1, 0, 'file', 'applied', 'f.csv', '0', '2026-11-23', '林小雨', :at, 1, 0, 0, 0, 0)"""
AN_ITEM = """
INSERT INTO items (id, code, domain, level1, level2, content, basis, deadline, subjects, method, channels, audience,
                   levels, stage, revision, as_of)
VALUES (1, 'SJ-006', '社会救助', '低保', '低保', '条件', '办法', '20日', '[]', '主动公开', '[]', '全社会', '[]', '服务',
        1, '2026-11-23')"""
A_REVISION = """
INSERT INTO item_revisions (item_id, import_id, number, change, elements, changed, "by", at)
VALUES (1, 1, 1, 'added', '{}', '[]', '林小雨', :at)"""


def test_upgrading_twice_changes_nothing(url: str) -> None:
    migrating.upgrade(url)
    migrating.upgrade(url)


def test_a_migrated_audit_trail_refuses_changes(url: str) -> None:
    migrating.upgrade(url)
    sessions = Sessions(open_database(url))
    with sessions.begin() as session:
        audit.record(session, actor="system", action="test", subject="test", details={}, at=NOON)

    for statement in ("UPDATE audit_events SET actor = 'x'", "DELETE FROM audit_events"):
        with pytest.raises(DBAPIError, match="append-only"), sessions.begin() as session:
            session.execute(text(statement))
    sessions.engine.dispose()


def _without_test_tables() -> MetaData:
    ours = MetaData(naming_convention=Base.metadata.naming_convention)
    for table in Base.metadata.sorted_tables:
        if not table.name.startswith("test_"):
            table.to_metadata(ours)
    return ours
