"""The description says what is offered, no more and no less, for programs and for people."""

import pytest
from flask.testing import FlaskClient

from bot.api.operations import Api
from tests.bot.api.conftest import SHOP


def test_the_description_names_every_operation_with_its_parameters(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json

    assert document is not None
    assert document["openapi"] == "3.1.0"
    assert document["servers"] == [{"url": "https://juwutong.example/api/v1"}]
    assert set(document["paths"]) == {"/", "/places", "/shops/{code}", "/shops.csv", "/failing"}
    asked = document["paths"]["/shops/{code}"]["get"]["parameters"]
    assert [(one["name"], one["in"], one["required"]) for one in asked] == [
        ("code", "path", True),
        ("updated_since", "query", False),
        ("size", "query", False),
        ("cursor", "query", False),
    ]


def test_every_reference_in_the_description_leads_somewhere(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json

    found = list(references(document))

    assert found
    for reference in found:
        place = document
        for step in reference.removeprefix("#/").split("/"):
            assert place is not None
            place = place[step]


def references(value: object) -> list[str]:
    if isinstance(value, dict):
        own = [value["$ref"]] if "$ref" in value else []
        return own + [one for inner in value.values() for one in references(inner)]
    return [one for inner in value for one in references(inner)] if isinstance(value, list) else []


def test_two_operations_never_share_a_path_or_a_name() -> None:
    api = Api()
    api.add(SHOP)

    with pytest.raises(ValueError, match="/shops"):
        api.add(SHOP)


def test_the_root_lists_everything(client: FlaskClient) -> None:
    index = client.get("/api/v1/").json

    assert index is not None
    assert "https://juwutong.example/api/v1/shops/{code}" in [one["url"] for one in index["operations"]]
    assert client.get("/api/v1").headers["Location"].endswith("/api/v1/")


def test_people_find_every_operation_and_every_kind_of_problem_on_one_page(client: FlaskClient) -> None:
    page = client.get("/api/").text

    for words in ("/shops/{code}", "一家店", "updated_since", 'id="problem-400"', 'id="terms"', "每分钟最多 300 次"):
        assert words in page
    assert "style=" not in page
