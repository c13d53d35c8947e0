"""Static files: an address holds a digest of the file, and leaves no file open however the browser behaves."""

from pathlib import Path

import pytest
from flask import Blueprint, Flask, Response, url_for
from flask.testing import FlaskClient

from bot.pages.static_files import find_file


def test_an_address_with_the_right_digest_may_be_kept_for_good(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        address = url_for("static", filename="site.css")

    response = client.get(address)

    assert response.mimetype == "text/css"
    assert response.cache_control.immutable
    assert response.cache_control.max_age == 365 * 86400


@pytest.mark.parametrize("address", ["/static/site.css", "/static/site.css?v=of-last-year"])
def test_without_the_right_digest_it_is_asked_for_each_time(client: FlaskClient, address: str) -> None:
    response = client.get(address)

    again = client.get(address, headers={"If-None-Match": response.headers["ETag"]})

    assert response.cache_control.no_cache
    assert response.cache_control.max_age is None
    assert again.status_code == 304


def test_another_content_is_another_address(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a{}")
    before = find_file(str(tmp_path), "a.css")

    (tmp_path / "a.css").write_text("a{color:red}")
    after = find_file(str(tmp_path), "a.css")

    assert before and after
    assert before.digest != after.digest


@pytest.mark.parametrize("name", ["missing.css", "../app.py", "..%2fapp.py", "", ".", "a\0b", "a" * 5000])
def test_what_is_no_file_of_the_folder_is_not_found(app: Flask, name: str) -> None:
    assert app.static_folder
    assert find_file(app.static_folder, name) is None


def test_a_missing_file_is_a_page_one_can_read(client: FlaskClient) -> None:
    assert client.get("/static/nothing.css", headers={"Accept": "text/html"}).status_code == 404


def test_the_files_of_a_part_are_served_alike(app: Flask, tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a{}")
    app.register_blueprint(Blueprint("part", __name__, static_folder=str(tmp_path), static_url_path="/part"))
    with app.test_request_context():
        address = url_for("part.static", filename="a.css")

    response = app.test_client().get(address)

    assert address.startswith("/part/a.css?v=")
    assert response.text == "a{}"
    assert response.cache_control.immutable


def test_a_file_is_read_and_closed_before_the_browser_gets_a_byte(app: Flask) -> None:
    held_open: list[bool] = []

    def look(response: Response) -> Response:
        held_open.append(response.direct_passthrough or response.is_streamed)
        return response

    app.after_request(look)
    app.test_client().get("/static/icon.svg")

    assert held_open == [False]
