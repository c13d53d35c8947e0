"""An application with nothing but the shell and a page of each kind."""

from collections.abc import Iterator

import pytest
from flask import Flask, Response, render_template_string
from flask.testing import FlaskClient

from bot import pages
from bot.app import create_app
from bot.pages import public_page, shown
from bot.settings import Settings

LIST = """{% extends "bot/base.html" %}{% import "bot/parts.html" as parts with context %}
{% block main %}<h1>数数</h1>
{% for one in list.items %}<p class="one">{{ one }}</p>{% endfor %}
{{ parts.pager(list) }}{% endblock %}"""


@pytest.fixture
def app() -> Iterator[Flask]:
    app = create_app(Settings(database_url="sqlite:///:memory:"), [pages])
    app.add_url_rule("/counting", "counting", counting)
    app.add_url_rule("/private", "private", lambda: "secret " * 200)
    yield app
    app.extensions["kit"].sessions.engine.dispose()


def counting() -> Response:
    return public_page(render_template_string(LIST, list=shown([f"第{n}个" for n in range(70)])))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
