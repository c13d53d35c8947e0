"""A healthy process says so; a sick one names what is wrong and no secret."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from bot import health
from bot.db import Sessions, open_database
from bot.health import Checks
from bot.site import Site


@dataclass(frozen=True)
class Ground:
    sessions: Sessions
    checks: Checks = field(default_factory=Checks)
    site: Site = field(default_factory=Site)


def asked(ground: Ground) -> tuple[int, dict[str, object]]:
    app = Flask("test")
    health.init_app(app, ground)
    answer = app.test_client().get("/healthz")
    return answer.status_code, answer.get_json()


def test_all_is_well_on_a_fresh_database(sessions: Sessions) -> None:
    status, report = asked(Ground(sessions))

    assert status == 200
    assert report == {"status": "ok", "version": health.running_version(), "wrong": {}}


def test_a_part_that_is_not_ready_is_named(sqlite: Sessions) -> None:
    ground = Ground(sqlite)
    ground.checks.add("engine", lambda: "问答引擎尚未就绪")
    ground.checks.add("menu", lambda: None)

    status, report = asked(ground)

    assert (status, report["status"]) == (503, "failing")
    assert report["wrong"] == {"engine": "问答引擎尚未就绪"}


def test_a_check_that_fails_itself_is_named_without_its_text(sqlite: Sessions) -> None:
    ground = Ground(sqlite)
    ground.checks.add("token", lambda: str(int("hidden-secret")))

    status, report = asked(ground)

    assert status == 503
    assert report["wrong"] == {"token": "检查未能完成（ValueError）"}


def test_two_checks_cannot_share_a_name() -> None:
    checks = Checks()
    checks.add("engine", lambda: None)

    with pytest.raises(ValueError, match="engine"):
        checks.add("engine", lambda: None)


def test_a_database_that_cannot_be_reached_is_named_without_its_password() -> None:
    nowhere = Sessions(open_database("postgresql+psycopg://me:pass-word@127.0.0.1:1/nothing"))

    status, report = asked(Ground(nowhere))

    assert status == 503
    assert "数据库无法访问" in str(report["wrong"])
    assert "pass-word" not in str(report)


def test_a_database_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "broken.db").write_bytes(b"not a database" * 100)

    status, _report = asked(Ground(Sessions(open_database(f"sqlite:///{tmp_path / 'broken.db'}"))))

    assert status == 503


@pytest.mark.parametrize(("applied", "wrong"), [("0001", False), ("0000", True)])
def test_a_database_of_another_version_is_found(sqlite: Sessions, applied: str, wrong: bool) -> None:
    with sqlite.begin() as session:
        session.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"))
        session.execute(text("INSERT INTO alembic_version VALUES (:applied)"), {"applied": applied})

    answer = health.migrations_applied(sqlite, {"0001"})()

    assert bool(answer) == wrong
