"""Bringing a database to the shape this version needs, with alembic and no file of settings."""

import sqlite3
from typing import cast

from alembic import command
from alembic.config import Config
from sqlalchemy.engine import Connection

from bot.db import open_database
from bot.paths import MIGRATIONS


def upgrade(database_url: str, revision: str = "head") -> None:
    """Run the migrations up to `revision`, each in a transaction. A database that is there already stays as it is."""
    engine = open_database(database_url)
    try:
        with engine.connect() as connection:
            # SQLite changes a table by copying it: with foreign keys on, dropping the old one would empty its children.
            _foreign_keys(connection, "OFF")
            with connection.begin():
                command.upgrade(_config(connection), revision)
            _foreign_keys(connection, "ON")
    finally:
        engine.dispose()


def _foreign_keys(connection: Connection, state: str) -> None:
    if connection.dialect.name == "sqlite":
        driver = cast("sqlite3.Connection", connection.connection.driver_connection)
        driver.execute(f"PRAGMA foreign_keys={state}")


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
