"""Operations are served so that copies can be kept, pages followed, and every refusal read."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

PROBLEM = "application/problem+json"


def test_an_answer_may_be_kept_by_anyone_and_is_asked_for_again_by_its_tag(client: FlaskClient) -> None:
    first = client.get("/api/v1/shops/1")

    again = client.get("/api/v1/shops/1", headers={"If-None-Match": first.headers["ETag"]})

    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert first.headers["Last-Modified"] == "Mon, 23 Nov 2026 04:00:00 GMT"
    assert (again.status_code, again.data) == (304, b"")


def test_what_did_not_change_since_a_date_is_not_sent_again(client: FlaskClient) -> None:
    dated = {"If-Modified-Since": "Mon, 23 Nov 2026 04:00:00 GMT"}

    assert client.get("/api/v1/shops/1", headers=dated).status_code == 304


def test_another_answer_has_another_tag(client: FlaskClient) -> None:
    tags = {client.get(f"/api/v1/shops/{code}").headers["ETag"] for code in (1, 2)}

    assert len(tags) == 2


def test_a_page_of_any_website_may_read_it(client: FlaskClient) -> None:
    asked_first = client.options("/api/v1/shops/1", headers={"Origin": "https://gl.example"})

    assert client.get("/api/v1/shops/1").headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/api/v1/nowhere").headers["Access-Control-Allow-Origin"] == "*"
    assert "GET" in asked_first.headers["Access-Control-Allow-Methods"]


def test_head_tells_the_same_without_the_answer(client: FlaskClient) -> None:
    got, headed = client.get("/api/v1/shops/1"), client.head("/api/v1/shops/1")

    assert headed.data == b""
    assert headed.headers["ETag"] == got.headers["ETag"]


def test_the_next_page_is_linked(client: FlaskClient) -> None:
    linked = client.get("/api/v1/shops/1?size=1").headers["Link"]

    assert linked == '<https://juwutong.example/api/v1/shops/2?size=1>; rel="next"'
    assert "Link" not in client.get("/api/v1/shops/1").headers


def test_a_file_has_a_name_whatever_its_language(client: FlaskClient) -> None:
    response = client.get("/api/v1/shops.csv")

    assert (response.mimetype, response.data) == ("text/csv", b"1,2")
    assert response.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''%E5%BA%97")


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("/api/v1/shops/1?size=0", 400, "参数 size 的值「0」不能用"),
        ("/api/v1/shops/gone", 404, "没有这家店。"),
        ("/api/v1/nowhere", 404, "没有这个地址"),
        ("/api/v1/failing", 500, "请过一会儿再试"),
    ],
)
def test_a_refusal_says_in_chinese_what_is_wrong(client: FlaskClient, address: str, status: int, words: str) -> None:
    refused = client.get(address, headers={"Accept": "text/html"})

    assert (refused.status_code, refused.mimetype) == (status, PROBLEM)
    assert refused.json is not None
    assert words in refused.json["detail"]
    assert refused.json["type"] == f"https://juwutong.example/api/#problem-{status}"
    assert refused.headers["Cache-Control"] == "no-store"


def test_nobody_writes(client: FlaskClient) -> None:
    refused = client.post("/api/v1/shops/1", json={})

    assert (refused.status_code, refused.mimetype) == (405, PROBLEM)
    assert {"GET", "HEAD", "OPTIONS"} == set(refused.headers["Allow"].split(", "))


def test_an_error_tells_nothing_of_the_inside(client: FlaskClient) -> None:
    assert "secret detail" not in client.get("/api/v1/failing").text


def test_what_has_moved_leads_on(client: FlaskClient) -> None:
    moved = client.get("/api/v1/shops/old")

    assert (moved.status_code, moved.headers["Location"]) == (301, "/api/v1/shops/new")
    assert moved.headers["Cache-Control"] == "public, max-age=3600"


def test_errors_of_pages_stay_pages(app: Flask) -> None:
    assert app.test_client().get("/nowhere", headers={"Accept": "text/html"}).mimetype == "text/html"
