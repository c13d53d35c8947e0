"""Figures are summed over all processes and shown to local programs only."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot import callers, metrics
from bot.app import make_kit
from bot.settings import Settings


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("test")
    metrics.init_app(app, make_kit(Settings(database_url="sqlite://")))
    return app.test_client()


def test_a_local_program_reads_what_was_counted(client: FlaskClient) -> None:
    metrics.REPLIES.labels("question").inc(3)

    answer = client.get("/metrics")

    assert answer.status_code == 200
    assert 'juwutong_replies_total{handler="question"} 3.0' in answer.text


@pytest.mark.parametrize("peer", ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"])
def test_every_spelling_of_this_machine_is_local(client: FlaskClient, peer: str) -> None:
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": peer}).status_code == 200


@pytest.mark.parametrize("peer", ["10.0.0.7", "2001:db8::1", "::ffff:10.0.0.7", "", "unix:"])
def test_another_machine_finds_no_such_page(client: FlaskClient, peer: str) -> None:
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": peer}).status_code == 404


@pytest.mark.parametrize("header", callers.SPOKEN_FOR)
def test_what_a_proxy_passes_on_is_not_local(client: FlaskClient, header: str) -> None:
    assert client.get("/metrics", headers={header: "203.0.113.9"}).status_code == 404


def test_every_metric_has_a_label_so_that_its_values_can_still_move_to_files() -> None:
    assert all(metric._labelnames for metric in metrics.ALL)
    assert len(metrics.ALL) == sum(
        isinstance(value, type(metrics.JOBS) | type(metrics.API_SECONDS)) for value in vars(metrics).values()
    )


FORKING = """
import os, sys
from pathlib import Path
from bot import metrics
metrics.prepare(Path(sys.argv[1]))
for _ in range(3):
    if os.fork() == 0:
        metrics.JOBS.labels("push", "done").inc(2)
        metrics.API_SECONDS.labels("menu").observe(0.3)
        os._exit(0)
for _ in range(3):
    os.wait()
print(metrics.scrape().decode())
"""


def printed_by(program: str, folder: Path) -> str:
    command = [sys.executable, "-W", "error", "-c", program, str(folder)]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def test_processes_of_one_server_are_summed_and_dead_ones_still_count(tmp_path: Path) -> None:
    figures = printed_by(FORKING, tmp_path)

    assert 'juwutong_jobs_total{job="push",outcome="done"} 6.0' in figures
    assert 'juwutong_api_seconds_bucket{le="0.5",path="menu"} 3.0' in figures
    assert 'juwutong_api_seconds_bucket{le="0.2",path="menu"} 0.0' in figures


def test_a_new_start_removes_what_dead_processes_left_but_not_what_living_ones_use(tmp_path: Path) -> None:
    printed_by(FORKING, tmp_path)
    (tmp_path / f"counter_{os.getpid()}.db").touch()
    (tmp_path / "counter_of-nobody.db").touch()

    printed_by("import sys, pathlib; from bot import metrics; metrics.prepare(pathlib.Path(sys.argv[1]))", tmp_path)

    assert [file.name for file in tmp_path.iterdir()] == [f"counter_{os.getpid()}.db"]


def test_a_clock_that_joins_leaves_what_others_counted(tmp_path: Path) -> None:
    printed_by(FORKING, tmp_path)

    figures = printed_by(FORKING.replace("(Path(sys.argv[1]))", "(Path(sys.argv[1]), tidy=False)"), tmp_path)

    assert 'juwutong_jobs_total{job="push",outcome="done"} 12.0' in figures
