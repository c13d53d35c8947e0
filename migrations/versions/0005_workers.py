"""Workers, their roles, their sessions and failed attempts to sign in."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ROLES = (
    "community_worker",
    "first_reviewer",
    "second_reviewer",
    "final_reviewer",
    "catalog_admin",
    "disclosure_office",
    "auditor",
    "system_admin",
)


def upgrade() -> None:
    op.create_table(
        "workers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_example", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_workers")),
        sa.UniqueConstraint("login", name=("uq_workers_login")),
    )
    op.create_table(
        "worker_roles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.Enum(*ROLES, name="role", native_enum=False, length=32), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=("fk_worker_roles_place_id_places")),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.id"], name=("fk_worker_roles_worker_id_workers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=("pk_worker_roles")),
        sa.UniqueConstraint("worker_id", "role", "place_id", name=("uq_worker_roles_worker_id_role_place_id")),
    )
    op.create_index("ix_worker_roles_place_id", "worker_roles", ["place_id"])
    op.create_table(
        "worker_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.id"], name=("fk_worker_sessions_worker_id_workers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=("pk_worker_sessions")),
        sa.UniqueConstraint("token_hash", name=("uq_worker_sessions_token_hash")),
    )
    for column in ("worker_id", "created_at", "seen_at"):
        op.create_index(f"ix_worker_sessions_{column}", "worker_sessions", [column])
    op.create_table(
        "console_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["worker_sessions.id"],
            name=("fk_console_messages_session_id_worker_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=("pk_console_messages")),
    )
    op.create_index("ix_console_messages_session_id", "console_messages", ["session_id"])
    op.create_table(
        "sign_in_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_sign_in_attempts")),
        sa.UniqueConstraint("key", name=("uq_sign_in_attempts_key")),
    )
    op.create_index("ix_sign_in_attempts_failed_at", "sign_in_attempts", ["failed_at"])


def downgrade() -> None:
    for table in ("sign_in_attempts", "console_messages", "worker_sessions", "worker_roles", "workers"):
        op.drop_table(table)
