"""How alembic reaches the database: over the connection it is handed by bot.migrating."""

from alembic import context

import wsgi  # noqa: F401  (imports every part, and so every table)
from bot.db import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
