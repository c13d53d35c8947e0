from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from bot.app import Kit
from bot.tables import write_table
from community_catalog.bundled import setup
from community_catalog.commands import _cells
from community_catalog.elements import ELEMENTS, CatalogRow
from community_catalog.items import catalog_version, current_items
from tests.community_catalog.builders import DIBAO, a_row, load
from tests.conftest import NOON


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["catalog", *arguments])


def a_file(folder: Path, *rows: CatalogRow, name: str = "目录.xlsx") -> str:
    write_table(folder / name, ["编码", *ELEMENTS.values()], map(_cells, rows))
    return str(folder / name)


@pytest.mark.parametrize("name", ["目录.xlsx", "目录.csv"])
def test_an_official_list_is_looked_at_then_applied_once(app: Flask, kit: Kit, tmp_path: Path, name: str) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO, a_row("SJ-007"))
    file = a_file(tmp_path, a_row(deadline="7个工作日内"), a_row("SJ-008"), name=name)

    planned = run(app, "import", file, "--plan")
    applied = run(app, "import", file, "--apply", "--by", "林小雨", "--as-of", "2027-01-05")
    again = run(app, "import", file, "--apply")

    for line in ("+ SJ-008", "~ SJ-006", "后：7个工作日内", "− SJ-007"):
        assert line in planned.output
    assert "第 2 版，内容截至 2027-01-05" in applied.output
    assert "没有变化" in again.output


def test_a_plan_alone_changes_nothing(app: Flask, kit: Kit, tmp_path: Path) -> None:
    run(app, "import", a_file(tmp_path, DIBAO), "--plan")

    with kit.sessions.read() as session:
        assert catalog_version(session) == 0


def test_a_bad_file_changes_nothing_and_names_its_rows(app: Flask, kit: Kit, tmp_path: Path) -> None:
    outcome = run(app, "import", a_file(tmp_path, DIBAO, a_row("SJ-7")), "--apply")

    assert outcome.exit_code == 1
    assert "第 3 行「编码（A 列）」：「SJ-7」不是事项编码" in outcome.output
    with kit.sessions.read() as session:
        assert catalog_version(session) == 0


def test_a_missing_file_ends_in_a_sentence(app: Flask) -> None:
    outcome = run(app, "import", "没有.csv", "--plan")

    assert outcome.exit_code == 1
    assert "打不开文件" in outcome.output


def test_an_operator_must_say_whether_to_apply(app: Flask, tmp_path: Path) -> None:
    assert run(app, "import", a_file(tmp_path, DIBAO)).exit_code == 2


def test_a_partial_file_can_leave_the_rest_alone(app: Flask, kit: Kit, tmp_path: Path) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO, a_row("SJ-007"))

    run(app, "import", a_file(tmp_path, a_row(stage="结果")), "--apply", "--keep-missing")

    with kit.sessions.read() as session:
        assert [(item.code, item.stage) for item in current_items(session)] == [("SJ-006", "结果"), ("SJ-007", "服务")]


@pytest.mark.parametrize("name", ["导出.xlsx", "导出.csv"])
def test_the_exported_catalog_imports_without_a_change(app: Flask, kit: Kit, tmp_path: Path, name: str) -> None:
    with kit.sessions.begin() as session:
        setup(session, NOON)
    file = str(tmp_path / name)

    exported = run(app, "export", file)

    assert "已导出 360 项" in exported.output
    assert "没有变化" in run(app, "import", file, "--plan").output


def test_an_item_is_shown_with_its_history(app: Flask, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO)
        load(session, a_row(deadline="7个工作日内"))
        load(session, a_row("SJ-007"))

    shown = run(app, "show", "sj-006").output

    assert "公开时限：7个工作日内" in shown
    assert "2026-11-23 修订（公开时限），林小雨" in shown
    assert "已于 2026-11-23 撤销" in shown


def test_an_unknown_code_is_said_to_be_unknown(app: Flask) -> None:
    outcome = run(app, "show", "XX-001")

    assert outcome.exit_code == 1
    assert "没有编码为「XX-001」的事项" in outcome.output
