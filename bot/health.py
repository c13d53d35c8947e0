"""/healthz: whether this process can do its work, and if not, what is wrong in plain words."""

from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol

from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask, Response, jsonify
from sqlalchemy import inspect, text
from sqlalchemy.exc import SQLAlchemyError

from bot.db import Sessions
from bot.paths import MIGRATIONS
from bot.site import Site

Check = Callable[[], str | None]
"""Says in plain Chinese what is wrong, without secrets; None when all is well. Quick: asked every few seconds."""


class Checks:
    """What must hold for this process to be of use; each part adds its own."""

    def __init__(self) -> None:
        self._checks: dict[str, Check] = {}

    def add(self, name: str, check: Check) -> None:
        """Ask this too. Raises ValueError when the name is taken."""
        if name in self._checks:
            raise ValueError(f"two health checks are called {name}")
        self._checks[name] = check

    def wrong(self) -> dict[str, str]:
        """Whatever is wrong now, by the name of its check; empty when all is well."""
        answers = {name: _ask(check) for name, check in self._checks.items()}
        return {name: answer for name, answer in answers.items() if answer}


def _ask(check: Check) -> str | None:
    try:
        return check()
    except Exception as error:  # noqa: BLE001  (an edge: a check that fails is an answer too; its text may hold secrets)
        return f"检查未能完成（{type(error).__name__}）"


class WithChecks(Protocol):
    """What this part needs of the kit."""

    @property
    def sessions(self) -> Sessions:
        """The database."""

    @property
    def checks(self) -> Checks:
        """Where parts add their checks."""

    @property
    def site(self) -> Site:
        """Where parts say what is not for everyone."""


def database_answers(sessions: Sessions) -> Check:
    """Make the check that the database can be read."""

    def check() -> str | None:
        try:
            with sessions.read() as session:
                session.execute(text("SELECT 1"))
        except SQLAlchemyError as error:
            return f"数据库无法访问（{type(error).__name__}）"
        return None

    return check


def migrations_applied(sessions: Sessions, heads: set[str]) -> Check:
    """Make the check that the database has the tables this version expects, where migrations are used at all."""

    def check() -> str | None:
        with sessions.read() as session:
            connection = session.connection()
            if not inspect(connection).has_table("alembic_version"):
                # Tests make tables without migrations; an empty database is no database.
                return None if inspect(connection).has_table("followers") else "数据库还没有建表，请运行 juwutong setup"
            applied = set(MigrationContext.configure(connection).get_current_heads())
        return None if applied == heads else "数据库结构与程序版本不符，请运行 juwutong db upgrade"

    return check


def expected_heads() -> set[str]:
    """The newest migrations of this checkout."""
    return set(ScriptDirectory(str(MIGRATIONS)).get_heads()) if MIGRATIONS.is_dir() else set()


def running_version() -> str:
    """The installed version, for comparing machines."""
    try:
        return version("juwutong")
    except PackageNotFoundError:
        return "unknown"


def init_app(app: Flask, kit: WithChecks) -> None:
    """Add /healthz and the checks of the database."""
    kit.checks.add("database", database_answers(kit.sessions))
    kit.checks.add("migrations", migrations_applied(kit.sessions, expected_heads()))
    kit.site.add_closed("/healthz")
    number = running_version()

    @app.get("/healthz")
    def healthz() -> tuple[Response, int]:
        wrong = kit.checks.wrong()
        report = {"status": "failing" if wrong else "ok", "version": number, "wrong": wrong}
        return jsonify(report), 503 if wrong else 200
