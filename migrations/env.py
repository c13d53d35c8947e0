"""How alembic reaches the database: over the connection it is handed by bot.migrating."""

from typing import Any

from alembic import context
from sqlalchemy import DateTime, Text

import wsgi  # noqa: F401  (imports every part, and so every table)
from bot.audit import CanonicalJson
from bot.db import Base, UtcDateTime

connection = context.config.attributes["connection"]


def plain_type(kind: str, value: Any, _context: object) -> str | bool:
    """A migration outlives our own column types: it names what the database has."""
    if kind == "type" and isinstance(value, UtcDateTime | CanonicalJson):
        return repr(DateTime(timezone=True) if isinstance(value, UtcDateTime) else Text()).join(("sa.", ""))
    return False


context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=plain_type,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
