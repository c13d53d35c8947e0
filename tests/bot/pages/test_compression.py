"""What is public is packed for who can unpack it; what may hold a secret never is."""

import gzip

import pytest
from flask import Flask
from flask.testing import FlaskClient

GZIP = {"Accept-Encoding": "gzip, br"}


def test_a_public_page_is_packed_and_unpacks_to_itself(client: FlaskClient) -> None:
    plain = client.get("/counting")

    packed = client.get("/counting", headers=GZIP)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.content_length == len(packed.data) < len(plain.data) / 2


def test_caches_are_told_that_the_packing_depends_on_who_asks(client: FlaskClient) -> None:
    for headers in ({}, GZIP):
        assert "Accept-Encoding" in client.get("/counting", headers=headers).vary


@pytest.mark.parametrize("accepted", ["", "br", "gzip;q=0", "identity"])
def test_who_cannot_unpack_gets_it_plain(client: FlaskClient, accepted: str) -> None:
    assert "Content-Encoding" not in client.get("/counting", headers={"Accept-Encoding": accepted}).headers


def test_what_is_not_for_everyone_stays_unpacked(client: FlaskClient) -> None:
    assert "Content-Encoding" not in client.get("/private", headers=GZIP).headers


def test_a_packed_page_is_known_again_by_its_tag(client: FlaskClient) -> None:
    tag = client.get("/counting", headers=GZIP).headers["ETag"]

    again = client.get("/counting", headers={**GZIP, "If-None-Match": tag})

    assert again.status_code == 304


def test_a_strong_tag_is_weakened_when_the_bytes_change(app: Flask, client: FlaskClient) -> None:
    headers = {"Cache-Control": "public", "ETag": '"one"', "Content-Type": "application/json"}
    app.add_url_rule("/data", "data", lambda: ("[" + "1," * 500 + "1]", headers))

    packed, plain = client.get("/data", headers=GZIP), client.get("/data")

    assert packed.headers["ETag"] == 'W/"one"'
    assert plain.headers["ETag"] == '"one"'


def test_a_large_answer_is_packed_as_well(app: Flask, client: FlaskClient) -> None:
    app.add_url_rule("/large", "large", lambda: ("居务通" * 100_000, {"Cache-Control": "public"}))

    packed = client.get("/large", headers=GZIP)

    assert gzip.decompress(packed.data).decode() == "居务通" * 100_000
