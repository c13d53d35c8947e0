"""The catalog can be taken away as a file, changed in a spreadsheet and brought back."""

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.app import Kit
from community_catalog.bundled import setup
from tests.community_catalog.api.asking import ask
from tests.community_catalog.api.conftest import SITE
from tests.community_catalog.builders import DIBAO, a_row, load
from tests.conftest import NOON


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_file_that_was_taken_away_changes_nothing_when_it_comes_back(
    app: Flask, client: FlaskClient, kit: Kit, tmp_path: Path, suffix: str
) -> None:
    with kit.sessions.begin() as session:
        setup(session, NOON)
    file = tmp_path / f"目录.{suffix}"
    file.write_bytes(client.get(f"/api/v1/catalog.{suffix}").data)

    planned = app.test_cli_runner().invoke(args=["catalog", "import", str(file), "--plan"])

    assert "与现行目录（360 项）一致，没有变化" in planned.output


def test_what_was_changed_in_the_file_is_planned(app: Flask, client: FlaskClient, kit: Kit, tmp_path: Path) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO, a_row("SJ-007"))
    file = tmp_path / "目录.csv"
    text = client.get("/api/v1/catalog.csv").data.decode("utf-8-sig")
    file.write_text(text.replace("■社区公示栏", "□社区公示栏", 1), encoding="utf-8")

    planned = app.test_cli_runner().invoke(args=["catalog", "import", str(file), "--plan"]).output

    assert "~ SJ-006" in planned
    assert "变更 1 项" in planned
    assert "后：政府网站\n" in planned


def test_a_new_version_is_in_the_files_at_once(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO)
    first = client.get("/api/v1/catalog.csv")
    with kit.sessions.begin() as session:
        load(session, DIBAO, a_row("SJ-007"))

    second = client.get("/api/v1/catalog.csv", headers={"If-None-Match": first.headers["ETag"]})

    assert b"SJ-007" not in first.data
    assert (second.status_code, b"SJ-007" in second.data) == (200, True)


def test_the_same_version_is_made_once(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, DIBAO)

    first, second = (client.get("/api/v1/catalog.xlsx") for _ in range(2))

    assert first.data == second.data  # a workbook made anew would hold another time
    assert first.headers["ETag"] == second.headers["ETag"]


def test_a_cell_that_looks_like_a_formula_is_text(client: FlaskClient, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, a_row(content='=HYPERLINK("http://evil.example")'))

    text = client.get("/api/v1/catalog.csv").data.decode("utf-8-sig")

    assert "\"'=HYPERLINK" in text


def test_which_version_it_is_and_where_its_files_are(client: FlaskClient, kit: Kit) -> None:
    assert ask(client, "/catalog")["version"] == 0
    with kit.sessions.begin() as session:
        load(session, DIBAO)

    told = ask(client, "/catalog")

    assert (told["version"], told["items"], told["as_of"]) == (1, 1, "2026-11-23")
    assert told["xlsx"] == f"{SITE}/api/v1/catalog.xlsx"
