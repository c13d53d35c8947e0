from pathlib import Path

from flask import Flask

from bot.app import Kit
from bot.tables import csv_content
from community_catalog.guides.upkeep import confirm, load
from tests.community_catalog.builders import a_row
from tests.community_catalog.builders import load as load_catalog
from tests.community_catalog.guides.builders import SOURCE, a_guide
from tests.conftest import NOON

HEADINGS = ["编号", "事项", "部分", "内容", "出处"]


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["guides", *arguments])
    return result.exit_code, result.output


def given_the_guide(kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load_catalog(session, a_row())
        load(session, [a_guide()], now=NOON)


def test_the_list_says_how_far_each_guide_has_got(app: Flask, kit: Kit) -> None:
    given_the_guide(kit)
    before = run(app, "list")
    with kit.sessions.begin() as session:
        confirm(session, "SJ-006", by="陈主任", now=NOON)

    assert before == (0, "SJ-006  最低生活保障办事指南  1 条  示例，还没有人确认\n")
    assert "已由陈主任确认（2026-11-23）" in run(app, "list")[1]


def test_an_outdated_guide_is_listed_as_such(app: Flask, kit: Kit) -> None:
    given_the_guide(kit)
    with kit.sessions.begin() as session:
        load_catalog(session, a_row(content="别的内容"))

    assert "已过时" in run(app, "list")[1]


def test_a_guide_is_shown_with_its_sources(app: Flask, kit: Kit) -> None:
    given_the_guide(kit)

    assert SOURCE in run(app, "show", "sj-006")[1]
    assert run(app, "show", "XX-001") == (1, "Error: 这个事项还没有办事指南。\n")


def test_a_file_is_checked_against_the_stored_catalog(app: Flask, kit: Kit, tmp_path: Path) -> None:
    given_the_guide(kit)
    good, bad = tmp_path / "好.csv", tmp_path / "坏.csv"
    good.write_bytes(csv_content(HEADINGS, [["SJ-006", "最低生活保障办事指南", "条件", "收入低", SOURCE]]))
    bad.write_bytes(csv_content(HEADINGS, [["SJ-006", "最低生活保障办事指南", "条件", "收入低", ""]]))

    assert run(app, "check", str(good)) == (0, "《好.csv》没有问题：1 份指南，1 条。\n")
    assert "第 2 行「出处（E 列）」：没有写明出处" in run(app, "check", str(bad))[1]
