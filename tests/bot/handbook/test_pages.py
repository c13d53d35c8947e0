"""The handbook inside the console."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr

import wsgi
from bot.app import create_app
from bot.console.access import guard_of
from bot.db import Base
from bot.handbook.chapters import Handbook
from bot.settings import Settings


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'app.db'}", secret_key=SecretStr("for tests only" * 4))
    app = create_app(settings, wsgi.PARTS)
    Base.metadata.create_all(app.extensions["kit"].sessions.engine)
    yield app
    app.extensions["kit"].sessions.engine.dispose()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def test_who_cannot_sign_in_yet_can_read_how(client: FlaskClient) -> None:
    response = client.get("/console/help/sign-in")

    assert response.status_code == 200
    assert "第一次登录" in response.text
    assert response.headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_every_chapter_opens_and_shows_all_its_pictures(client: FlaskClient) -> None:
    for slug in Handbook.read().chapters:
        html = client.get(f"/console/help/{slug}").text

        for address in re.findall(r'<img src="([^"]+)"', html):
            picture = client.get(address, buffered=True)
            assert (picture.status_code, picture.mimetype) == (200, "image/png"), address


def test_contents_lead_to_every_chapter(client: FlaskClient) -> None:
    html = client.get("/console/help/").text

    assert all(f'href="/console/help/{slug}"' in html for slug in Handbook.read().chapters)


def test_what_is_searched_for_is_shown_with_its_chapter_and_as_text(client: FlaskClient) -> None:
    assert "第一次登录" in client.get("/console/help/?q=备用码").text.partition("目录</h2>")[0]
    assert "没有找到" in client.get("/console/help/?q=<b>没有</b>").text
    assert "<b>没有</b>" not in client.get("/console/help/?q=<b>没有</b>").text


@pytest.mark.parametrize(
    "path",
    [
        "/console/help/no-such",
        "/console/help/pictures/no.png",
        "/console/help/pictures/..%2f..%2fREADME.md",
        "/console/help/pictures/..%5c..%5cwsgi.py",
        "/console/help/%00",
    ],
)
def test_nothing_but_chapters_and_their_pictures_is_shown(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_every_page_a_chapter_names_is_one_of_the_console(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith("/console/")}
    blueprints = {endpoint.rpartition(".")[0] for endpoint in endpoints}

    named = {page for chapter in Handbook.read().chapters.values() for page in chapter.pages}

    assert named - endpoints - blueprints == set()


def test_every_blueprint_of_the_console_has_its_chapter(app: Flask) -> None:
    with app.app_context():
        guarded = {rule.endpoint for rule in app.url_map.iter_rules() if guard_of(rule.endpoint)}
    named = {page for chapter in Handbook.read().chapters.values() for page in chapter.pages}

    assert {endpoint.rpartition(".")[0] for endpoint in guarded} - {"help"} <= named
