"""Codes from workers' phones, one-time links instead of first passwords, and which session is which."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("workers") as table:
        table.alter_column("password_hash", existing_type=sa.String(length=200), nullable=True)
        table.add_column(sa.Column("no_code_reason", sa.String(length=200), nullable=True))
    op.execute("UPDATE workers SET no_code_reason = '演练用的示例人员' WHERE is_example")
    # Whoever is signed in without a code signs in again.
    op.execute("DELETE FROM console_messages")
    op.execute("DELETE FROM worker_sessions")
    with op.batch_alter_table("worker_sessions") as table:
        table.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False))
        table.add_column(sa.Column("device", sa.String(length=60), nullable=False))
        table.add_column(sa.Column("network", sa.String(length=60), nullable=False))
    op.create_table(
        "second_factors",
        sa.Column("worker_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.id"], name="fk_second_factors_worker_id_workers", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("worker_id", name="pk_second_factors"),
    )
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.id"], name="fk_recovery_codes_worker_id_workers", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_recovery_codes"),
        sa.UniqueConstraint("code_hash", name="uq_recovery_codes_code_hash"),
    )
    op.create_index("ix_recovery_codes_worker_id", "recovery_codes", ["worker_id"])
    op.create_table(
        "worker_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["workers.id"], name="fk_worker_links_worker_id_workers", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_worker_links"),
        sa.UniqueConstraint("worker_id", name="uq_worker_links_worker_id"),
        sa.UniqueConstraint("token_hash", name="uq_worker_links_token_hash"),
    )


def downgrade() -> None:
    op.drop_table("worker_links")
    op.drop_table("recovery_codes")
    op.drop_table("second_factors")
    with op.batch_alter_table("worker_sessions") as table:
        table.drop_column("network")
        table.drop_column("device")
        table.drop_column("confirmed_at")
    op.execute("DELETE FROM workers WHERE password_hash IS NULL")
    with op.batch_alter_table("workers") as table:
        table.drop_column("no_code_reason")
        table.alter_column("password_hash", existing_type=sa.String(length=200), nullable=False)
