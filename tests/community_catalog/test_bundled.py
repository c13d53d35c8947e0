from dataclasses import replace
from datetime import timedelta

from bot.db import Sessions
from community_catalog.bundled import AS_OF, bundled_rows, setup
from community_catalog.items import catalog_version, current_items, last_import
from community_catalog.models import Origin
from community_catalog.revision import apply_plan, plan_for
from tests.community_catalog.builders import DIBAO, a_source, load
from tests.conftest import NOON


def test_setting_up_an_empty_database_loads_the_bundled_catalog(sessions: Sessions) -> None:
    with sessions.begin() as session:
        lines = setup(session, NOON)

        assert {item.row() for item in current_items(session)} == set(bundled_rows())
        assert {item.as_of for item in current_items(session)} == {AS_OF}
        assert lines == ["自带目录：新增 360 项，变更 0 项，撤销 0 项。"]


def test_setting_up_again_changes_nothing(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        setup(session, NOON)
        version = catalog_version(session)

        assert setup(session, NOON + timedelta(days=400)) == []
        assert catalog_version(session) == version


def test_setting_up_never_overwrites_an_owners_catalog(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        setup(session, NOON)
        load(session, DIBAO)

        assert setup(session, NOON) == []
        assert [item.code for item in current_items(session)] == ["SJ-006"]


def test_a_newer_bundled_catalog_replaces_an_older_one(sqlite: Sessions) -> None:
    older = [replace(row, deadline="及时公开") if row.code == "SJ-006" else row for row in bundled_rows()[1:]]
    with sqlite.begin() as session:
        apply_plan(session, plan_for(session, older), source=a_source(origin=Origin.BUNDLED), by="system", at=NOON)

        lines = setup(session, NOON)

        last = last_import(session)
        assert lines == ["自带目录：新增 1 项，变更 1 项，撤销 0 项。"]
        assert last is not None
        assert last.origin is Origin.BUNDLED
