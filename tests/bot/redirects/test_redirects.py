"""Who asks for an old address arrives at the new one; where there is still a page, it is shown."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask, abort

from bot import api, pages, redirects
from bot.app import create_app
from bot.db import Base
from bot.settings import Settings


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'moved.db'}"), [pages, redirects, api])
    app.add_url_rule("/here", view_func=lambda: "still here")
    app.add_url_rule("/withdrawn", "withdrawn", lambda: abort(410))
    engine = app.extensions["kit"].sessions.engine
    Base.metadata.create_all(engine)
    yield app
    engine.dispose()


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["redirect", *arguments])


@pytest.mark.parametrize("old", ["/nowhere", "/withdrawn", "/领域/低保"])
def test_an_old_address_leads_to_the_new_one_for_good(app: Flask, old: str) -> None:
    run(app, "add", old, "/领域/社会救助", "--reason", "合并")

    moved = app.test_client().get(old, headers={"Accept": "text/html"})

    assert moved.status_code == 301
    assert moved.headers["Cache-Control"] == "public, max-age=3600"
    assert moved.headers["Location"] == "/%E9%A2%86%E5%9F%9F/%E7%A4%BE%E4%BC%9A%E6%95%91%E5%8A%A9"


def test_where_there_is_a_page_it_is_shown(app: Flask) -> None:
    run(app, "add", "/here", "/there", "--reason", "合并")

    assert app.test_client().get("/here").text == "still here"


def test_nothing_is_sent_on_that_was_to_be_changed(app: Flask) -> None:
    run(app, "add", "/nowhere", "/here", "--reason", "合并")

    assert app.test_client().post("/nowhere").status_code == 404


def test_operators_see_what_leads_where_and_why(app: Flask) -> None:
    added = run(app, "add", "/a", "/b", "--reason", "编码调整", "--since", "2026-11-20")

    assert "/a 现在转到 /b" in added.output
    assert "/a → /b  2026-11-20 起  编码调整" in run(app, "list").output


def test_a_bad_redirect_ends_in_a_sentence(app: Flask) -> None:
    refused = run(app, "add", "/a", "//evil.example", "--reason", "x")

    assert refused.exit_code == 1
    assert "不是本站的地址" in refused.output
    assert "还没有改过地址" in run(app, "list").output


def test_other_programs_learn_what_moved(app: Flask) -> None:
    run(app, "add", "/a", "/b", "--reason", "编码调整", "--since", "2026-11-20")

    told = app.test_client().get("/api/v1/redirects").json

    assert told is not None
    site = "http://127.0.0.1:8000"
    assert told["redirects"] == [{"old": f"{site}/a", "new": f"{site}/b", "since": "2026-11-20", "reason": "编码调整"}]
