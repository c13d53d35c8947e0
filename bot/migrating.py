"""Bringing a database to the shape this version needs, with alembic and no file of settings."""

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.engine import Connection

from bot.db import open_database
from bot.paths import MIGRATIONS


def upgrade(database_url: str, revision: str = "head") -> None:
    """Run the migrations up to `revision`, each in a transaction. A database that is there already stays as it is."""
    engine = open_database(database_url)
    try:
        with engine.begin() as connection:
            command.upgrade(_config(connection), revision)
    finally:
        engine.dispose()


def is_current(connection: Connection) -> bool:
    """Whether the database has the shape this version needs."""
    return MigrationContext.configure(connection).get_current_heads() == tuple(_script().get_heads())


def _script() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config(None))


def _config(connection: Connection | None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config
