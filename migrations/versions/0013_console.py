"""Forms not yet sent, what can be undone, and how far long work has come."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "console_drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=1000), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.id"], name="fk_console_drafts_worker_id_workers", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_console_drafts"),
        sa.UniqueConstraint("worker_id", "key", name="uq_console_drafts_worker_id_key"),
    )
    op.create_index("ix_console_drafts_saved_at", "console_drafts", ["saved_at"])
    op.create_table(
        "console_undos",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("endpoint", sa.String(length=100), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["worker_sessions.id"],
            name="fk_console_undos_session_id_worker_sessions",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_console_undos"),
    )
    op.create_index("ix_console_undos_session_id", "console_undos", ["session_id"])
    op.create_index("ix_console_undos_until", "console_undos", ["until"])
    op.create_table(
        "progress",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_progress"),
        sa.UniqueConstraint("key", name="uq_progress_key"),
    )
    op.create_index("ix_progress_told_at", "progress", ["told_at"])


def downgrade() -> None:
    for table in ("progress", "console_undos", "console_drafts"):
        op.drop_table(table)
