"""The tree of places: loaded with sources, grown by import, never losing a place or a code."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import audit, places
from bot.app import create_app
from bot.db import Base, Sessions
from bot.place_list import COLUMNS, PlaceKind, PlaceRow, place_rows, plain_name, plan_places
from bot.places import Place, PlacesMoved, apply_plan, below, place_by_code, place_of_scene, plan_for, scene_of
from bot.settings import Settings
from bot.tables import Row, Table, TableError, read_file
from tests.bot.workers.builders import a_tree
from tests.conftest import NOON

DISTRICT = PlaceRow("350102", PlaceKind.DISTRICT, "鼓楼区", None, "350102", "公报")
STREET = PlaceRow("350102001", PlaceKind.STREET, "鼓东街道", "350102", "350102001", "公报")
ZHONGSHAN = PlaceRow("350102001001", PlaceKind.COMMUNITY, "中山社区", "350102001", "350102001001", "公报")
TREE = (DISTRICT, STREET, ZHONGSHAN)


def a_table(*rows: dict[str, str]) -> Table:
    complete = [{"name": "", "parent": "鼓东", **values} for values in rows]
    numbered = tuple(Row(number, values) for number, values in enumerate(complete, 2))
    return Table("名单.csv", "0" * 64, numbered, {"name": "社区名称（A 列）"})


def problems_of(*rows: dict[str, str]) -> list[str]:
    with pytest.raises(TableError) as caught:
        place_rows(a_table(*rows), TREE)
    return [str(problem) for problem in caught.value.problems]


def load(session: Session, *rows: dict[str, str], complete: bool = False) -> None:
    plan, _existing = plan_for(session, a_table(*rows), complete=complete)
    apply_plan(session, plan, source="名单.csv", by="林小雨", at=NOON)


def the_place(session: Session, code: str) -> Place:
    place = place_by_code(session, code)
    assert place is not None
    return place


@pytest.fixture
def tree(sessions: Sessions) -> Sessions:
    with sessions.begin() as session:
        places.setup(session, NOON)
    return sessions


def test_every_bundled_place_carries_its_source() -> None:
    rows = place_rows(read_file(places.FILE, COLUMNS), ())

    assert all(row.source for row in rows)
    assert [sum(row.kind is kind for row in rows) for kind in PlaceKind] == [1, 10, 21]


def test_setting_up_twice_adds_nothing_the_second_time(tree: Sessions) -> None:
    with tree.begin() as session:
        before = session.scalar(select(func.count()).select_from(Place))

        assert places.setup(session, NOON) == []
        assert session.scalar(select(func.count()).select_from(Place)) == before == 32


def test_setting_up_leaves_what_the_owner_changed(tree: Sessions) -> None:
    with tree.begin() as session:
        load(session, {"name": "军门", "parent": "东街", "official_code": "350102004001", "status": "停用"})
        places.setup(session, NOON)

        junmen = the_place(session, "350102004-L01")

        assert (junmen.official_code, junmen.active) == ("350102004001", False)


def test_a_scanned_code_leads_back_to_its_community(tree: Sessions) -> None:
    with tree.read() as session:
        for place in session.scalars(select(Place)):
            scene = scene_of(place)

            assert len(scene) <= 64
            assert scene.isascii()
            assert place_of_scene(session, scene) is place
            assert place_of_scene(session, f"qrscene_{scene}") is place


@pytest.mark.parametrize("scene", ["", "place:", "place:999", "notice:350102001001", "350102001001"])
def test_any_other_scene_is_no_place(tree: Sessions, scene: str) -> None:
    with tree.read() as session:
        assert place_of_scene(session, scene) is None


def test_an_old_poster_of_a_deactivated_community_leads_nowhere(tree: Sessions) -> None:
    with tree.begin() as session:
        load(session, {"name": "中山社区", "status": "停用"})

        assert place_of_scene(session, "place:350102001001") is None


def test_a_street_to_practise_in_is_not_the_district(sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.add(Place(code="LX", kind=PlaceKind.STREET, name="练习街道", source="示例", practice=True))
        session.flush()
        assert places.district(session) is None
        places.setup(session, NOON)

        found = places.district(session)

        assert found
        assert found.code == "350102"


def test_communities_come_by_code_without_deactivated_ones(tree: Sessions) -> None:
    with tree.begin() as session:
        load(session, {"name": "中山社区", "status": "停用"})

        assert [place.full_name for place in places.communities(session)][:2] == [
            "鼓东街道庆城社区",
            "鼓东街道贤南社区",
        ]


def test_an_official_list_gives_known_communities_their_codes_and_adds_the_rest(tree: Sessions) -> None:
    with tree.begin() as session:
        load(
            session,
            {"name": "军门", "parent": "东街街道", "official_code": "350102004001"},
            {"name": "旗汛口居委会", "parent": "350102004", "official_code": "350102004002"},
        )

        assert the_place(session, "350102004-L01").official_code == "350102004001"
        added = the_place(session, "350102004002")
        assert (added.name, added.source) == ("旗汛口社区", "导入文件《名单.csv》")


def test_a_community_without_an_official_code_gets_one_of_ours(tree: Sessions) -> None:
    with tree.begin() as session:
        load(session, {"name": "旗汛口", "parent": "东街"})

        assert the_place(session, "350102004-L02").name == "旗汛口社区"


def test_two_communities_may_exchange_their_names(tree: Sessions) -> None:
    with tree.begin() as session:
        load(
            session,
            {"name": "庆城", "official_code": "350102001001"},
            {"name": "中山", "official_code": "350102001002"},
        )

        assert the_place(session, "350102001001").name == "庆城社区"


def test_a_complete_list_deactivates_the_communities_it_lacks(tree: Sessions) -> None:
    with tree.begin() as session:
        load(session, {"name": "中山"}, complete=True)

        assert [place.name for place in places.communities(session)] == ["中山社区"]
        assert not the_place(session, "350102004-L01").active


def test_a_plan_is_refused_when_a_place_changed_meanwhile(tree: Sessions) -> None:
    with tree.begin() as session:
        stale, _existing = plan_for(session, a_table({"name": "中山", "source": "区民政局名单"}))
        load(session, {"name": "中山", "source": "别处"})

        with pytest.raises(PlacesMoved):
            apply_plan(session, stale, source="名单.csv", by="林小雨", at=NOON)


def test_an_import_stands_in_the_audit_trail(tree: Sessions) -> None:
    with tree.begin() as session:
        load(session, {"name": "旗汛口"})

        event = audit.latest(session)[0]

        assert (event.actor, event.action, event.details["added"]) == ("林小雨", "places.apply", 1)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"name": ""}, "第 2 行「社区名称（A 列）」：不能为空。"),
        ({"name": "长" * 60}, "太长"),
        ({"name": "中山", "parent": ""}, "社区要写明属于哪个街镇"),
        ({"name": "中山", "parent": "鼓北街道"}, "没有叫「鼓北街道」的街镇"),
        ({"name": "中山", "kind": "省"}, "「省」不认识，应为：区、街镇、社区"),
        ({"name": "中山", "official_code": "3501"}, "「3501」应为 12 位数字"),
        ({"name": "中山", "code": "中山"}, "只能用字母、数字和横线"),
        ({"name": "中山", "status": "关"}, "应为「启用」或「停用」"),
        ({"name": "鼓东街道", "kind": "街镇", "parent": "鼓楼区", "status": "停用"}, "下面还有启用的地方"),
        ({"name": "新社区", "official_code": "350102001001", "code": "other"}, "已经是别的地方的代码"),
        ({"name": "中山", "code": "other"}, "同一个上级下面已经有「中山社区」"),
    ],
)
def test_a_bad_row_is_named(row: dict[str, str], message: str) -> None:
    assert any(message in problem for problem in problems_of(row))


def test_the_same_community_twice_in_a_file_is_refused() -> None:
    assert "和第 2 行是同一个地方" in problems_of({"name": "中山"}, {"name": "中山居委会"})[0]


def test_all_rows_problems_are_told_at_once_in_the_files_order() -> None:
    told = problems_of({"name": "甲", "parent": "乙"}, {"name": ""}, {"name": "鼓东街道", "kind": "街镇", "parent": ""})

    assert [problem[:5] for problem in told] == ["第 2 行", "第 3 行", "第 4 行"]


def test_a_street_may_stand_below_its_communities_in_the_file() -> None:
    rows = place_rows(
        a_table({"name": "甲", "parent": "新街街道"}, {"name": "新街街道", "kind": "街镇", "parent": "鼓楼"}), TREE
    )

    assert [row.name for row in rows] == ["新街街道", "甲社区"]


@pytest.mark.parametrize("said", ["中山", "中山社区", " 中山 社区居委会", "中山社区居民委员会", "中山居委会"])
def test_a_community_has_one_name_however_it_is_written(said: str) -> None:
    assert plain_name(said, PlaceKind.COMMUNITY) == "中山社区"


def test_a_village_stays_a_village() -> None:
    assert plain_name("国光村委会", PlaceKind.COMMUNITY) == "国光村"


@st.composite
def trees(draw: st.DrawFn) -> tuple[PlaceRow, ...]:
    numbers = draw(st.lists(st.integers(1, 6), unique=True))
    names = st.sampled_from(["中山社区", "庆城社区"])
    made = [
        replace(ZHONGSHAN, code=f"L{n}", official_code=None, name=draw(names), active=draw(st.booleans()))
        for n in numbers
    ]
    return DISTRICT, STREET, *made


@given(trees())
def test_a_list_compared_with_itself_changes_nothing(rows: Sequence[PlaceRow]) -> None:
    assert plan_places(rows, rows, complete=True).is_empty


@given(trees(), trees())
def test_after_a_complete_list_only_its_communities_are_active(
    old: Sequence[PlaceRow], new: Sequence[PlaceRow]
) -> None:
    plan = plan_places(old, new, complete=True)

    after = {row.code: row for row in old} | {row.code: row for row in plan.added}
    after |= {row.code: row for _before, row in plan.changed}
    assert {row.code for row in after.values() if row.active} == {row.code for row in new if row.active}
    assert {row.code for row in old} <= set(after)


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[FlaskCliRunner]:
    app: Flask = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'cli.db'}"), [places])
    engine = app.extensions["kit"].sessions.engine
    Base.metadata.create_all(engine)
    with app.extensions["kit"].sessions.begin() as session:
        places.setup(session, NOON)
    yield app.test_cli_runner()
    engine.dispose()


def write_list(folder: Path, text: str) -> str:
    file = folder / "名单.csv"
    file.write_text(text, encoding="gb18030")
    return str(file)


def run(runner: FlaskCliRunner, *arguments: str) -> Any:
    return runner.invoke(args=["places", *arguments])


def test_an_operator_sees_the_plan_then_applies_it(runner: FlaskCliRunner, tmp_path: Path) -> None:
    file = write_list(tmp_path, "街道,社区名称\n东街,旗汛口\n")

    planned = run(runner, "import", file, "--plan")
    applied = run(runner, "import", file, "--apply", "--by", "林小雨")
    again = run(runner, "import", file, "--apply")

    assert "+ 旗汛口社区" in planned.output
    assert "已应用" in applied.output
    assert "没有变化" in again.output
    assert "旗汛口社区  350102004-L02" in run(runner, "list").output


def test_a_bad_list_ends_with_a_sentence_and_no_traceback(runner: FlaskCliRunner, tmp_path: Path) -> None:
    outcome = run(runner, "import", write_list(tmp_path, "街道,社区名称\n月亮,旗汛口\n"), "--apply")

    assert outcome.exit_code == 1
    assert "第 2 行「街道（A 列）」：没有叫「月亮」的街镇" in outcome.output


def test_an_operator_must_say_whether_to_apply(runner: FlaskCliRunner, tmp_path: Path) -> None:
    outcome = run(runner, "import", write_list(tmp_path, "街道,社区名称\n东街,旗汛口\n"))

    assert outcome.exit_code == 2
    assert "--plan" in outcome.output


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        ((), set()),
        (("350102001001",), {"350102001001"}),
        (("350102001", "350102001001"), {"350102001", "350102001001", "350102001002"}),
        (("350102",), {"350102", "350102001", "350102001001", "350102001002", "350102002", "350102002001"}),
    ],
)
def test_a_place_and_all_below_it_are_found_each_once(
    sessions: Sessions, codes: Sequence[str], found: set[str]
) -> None:
    with sessions.begin() as session:
        a_tree(session)
        ids = session.scalars(select(Place.id).where(Place.code.in_(codes))).all()

        listed = session.scalars(select(Place.code).where(Place.id.in_(below(ids)))).all()
        same = session.scalars(below(select(Place.id).where(Place.code.in_(codes)))).all()

    assert set(listed) == found
    assert len(same) == len(found)
