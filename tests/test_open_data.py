"""The open data does what its description says, whatever is asked: schemathesis looks for where it does not."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
import schemathesis
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

import wsgi
from bot import places
from bot.api.operations import ROOT
from bot.app import Kit, create_app
from bot.db import Base
from bot.redirects.rules import add_redirect
from bot.settings import Settings
from community_catalog.bundled import bundled_rows, setup
from community_catalog.guides import upkeep
from community_catalog.revision import apply_plan, plan_for
from tests.community_catalog.builders import a_source
from tests.conftest import NOON

AS_SENT = {"Accept-Encoding": "identity"}  # what plays the client here does not unpack
GONE, RECODED = "SJ-006", "SJ-007"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The whole system with the bundled catalog, of which one item was withdrawn and one given another code."""
    file: Path = tmp_path_factory.mktemp("open_data") / "open.db"
    app = create_app(Settings(database_url=f"sqlite:///{file}", api_requests_per_minute=0), wsgi.PARTS)
    kit: Kit = app.extensions["kit"]
    Base.metadata.create_all(kit.sessions.engine)
    fill(kit)
    yield app
    kit.sessions.engine.dispose()


def fill(kit: Kit) -> None:
    with kit.sessions.begin() as session:
        for load in (setup, places.setup, upkeep.setup):
            load(session, NOON)
        later = NOON + timedelta(days=1)
        left = [row for row in bundled_rows() if row.code not in {GONE, RECODED}]
        apply_plan(session, plan_for(session, left), source=a_source(), by="林小雨", at=later)
        add_redirect(
            session, f"/items/{RECODED}", "/items/SJ-008", since=NOON.date(), reason="合并", by="林小雨", now=later
        )


class Quiet(WSGIRequestHandler):
    """Says nothing of what was asked: it is thousands of lines."""

    def log_request(self, *_what: object) -> None: ...


@pytest.fixture(scope="module")
def site(app: Flask) -> Iterator[str]:
    """The system being served."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    serving = Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


def test_whatever_is_asked_is_answered_as_described(site: str, tmp_path: Path) -> None:
    program = [sys.executable, "-m", "schemathesis.cli", "run", f"{site}{ROOT}/openapi.json", "--url", f"{site}{ROOT}"]
    # The same questions every time: what is found once is found again.
    how = ["--generation-deterministic", "--max-examples", "15", "--request-timeout", "60", "--no-color"]

    looking = subprocess.run([*program, *how], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert "Tested: 13" in looking.stdout, looking.stdout + looking.stderr
    assert looking.returncode == 0, looking.stdout


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/items/{GONE}", 410),
        (f"/items/{GONE}/revisions", 200),
        (f"/items/{RECODED}", 301),
        ("/items/SJ-008", 200),
        ("/guides/SJ-008", 404),
    ],
)
def test_what_random_questions_rarely_meet_is_answered_as_described_too(app: Flask, path: str, status: int) -> None:
    described = schemathesis.openapi.from_wsgi(f"{ROOT}/openapi.json", app)
    code = path.split("/")[2]
    case = described[path.replace(code, "{code}")]["GET"].Case(path_parameters={"code": code})

    response = case.call(headers=AS_SENT)

    assert response.status_code == status
    case.validate_response(response)
