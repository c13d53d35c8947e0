"""Items by stage (五公开)."""

import pytest
from flask.testing import FlaskClient

from community_catalog.bundled import bundled_rows
from community_catalog.stages import ALL_STAGES, Stage


def test_the_stages_are_listed_with_how_many_items_each_has(client: FlaskClient) -> None:
    page = client.get("/stages/").text

    for stage in ALL_STAGES:
        assert f"{sum(row.stage == stage.name for row in bundled_rows())} 件" in page


@pytest.mark.parametrize("stage", ALL_STAGES, ids=lambda stage: stage.slug)
def test_a_stage_shows_its_items_under_its_address_and_its_name_leads_there(client: FlaskClient, stage: Stage) -> None:
    page = client.get(f"/stages/{stage.name}", follow_redirects=True)

    assert page.request.path == f"/stages/{stage.slug}"
    assert page.text.count('href="/items/') == 30


def test_an_unknown_stage_is_a_readable_page(client: FlaskClient) -> None:
    assert client.get("/stages/later").status_code == 404
