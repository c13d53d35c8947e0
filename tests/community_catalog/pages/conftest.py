"""The disclosure column with the bundled catalog and places, as a client and as a site for a browser."""

from collections.abc import Iterator
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from bot import places
from bot.app import Kit
from community_catalog.bundled import bundled_rows, setup
from tests.community_catalog.builders import load
from tests.conftest import NOON


@pytest.fixture
def client(app: Flask, kit: Kit) -> FlaskClient:
    with kit.sessions.begin() as session:
        setup(session, NOON)
        places.setup(session, NOON)
    return app.test_client()


@pytest.fixture
def elder(client: FlaskClient) -> FlaskClient:
    """The same in 长辈版."""
    client.set_cookie("elder", "1")
    return client


@pytest.fixture
def site(client: FlaskClient, app: Flask, kit: Kit) -> Iterator[str]:
    """The address of the same, with SJ-007 withdrawn."""
    with kit.sessions.begin() as session:
        load(session, *(row for row in bundled_rows() if row.code != "SJ-007"))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    serving = Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()
