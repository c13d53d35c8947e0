"""The addresses named for the sitemap are those of pages that are there."""

from flask import Flask
from flask.testing import FlaskClient

from bot.app import Kit
from community_catalog.bundled import bundled_rows
from tests.community_catalog.builders import load


def paths(app: Flask, kit: Kit) -> list[str]:
    with app.test_request_context(), kit.sessions.read() as session:
        return [address.path for part in kit.site.addresses for address in part(session)]


def test_every_address_is_named_once_and_leads_to_a_page(client: FlaskClient, app: Flask, kit: Kit) -> None:
    named = paths(app, kit)

    assert len(named) == len(set(named))
    assert all(client.get(path).status_code == 200 for path in named if not path.startswith("/items/"))
    assert {path for path in named if path.startswith("/items/")} == {f"/items/{row.code}" for row in bundled_rows()}


def test_what_is_withdrawn_is_not_named(client: FlaskClient, app: Flask, kit: Kit) -> None:
    with kit.sessions.begin() as session:
        load(session, *(row for row in bundled_rows() if row.code != "SJ-007"))

    named = paths(app, kit)

    assert "/items/SJ-006" in named
    assert "/items/SJ-007" not in named
