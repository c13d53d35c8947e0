"""Asking the open data as another website does."""

from typing import Any

from flask.testing import FlaskClient

from tests.community_catalog.api.conftest import SITE


def ask(client: FlaskClient, address: str, *, status: int = 200) -> dict[str, Any]:
    response = client.get(f"/api/v1{address}")
    assert (response.status_code, response.json is None) == (status, False), response.text
    return dict(response.json or {})


def read_all(client: FlaskClient, address: str, name: str) -> list[dict[str, Any]]:
    """Follow the pages to the end."""
    found: list[dict[str, Any]] = []
    following: str | None = f"{SITE}/api/v1{address}"
    while following:
        page = ask(client, following.removeprefix(f"{SITE}/api/v1"))
        found += page[name]
        following = page["next"]
    return found
