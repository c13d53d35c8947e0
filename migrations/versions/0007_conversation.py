"""What a conversation recalls, and the questions residents asked."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("followers", sa.Column("recalled", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "asked_questions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follower_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=True),
        sa.Column("element", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("picked", sa.String(length=32), nullable=True),
        sa.Column(
            "rating",
            sa.Enum("helped", "did_not_help", name="rating", native_enum=False, length=32),
            nullable=True,
        ),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["follower_id"], ["followers.id"], name=("fk_asked_questions_follower_id_followers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=("pk_asked_questions")),
    )
    op.create_index("ix_asked_questions_follower_id", "asked_questions", ["follower_id"])
    op.create_index("ix_asked_questions_asked_at", "asked_questions", ["asked_at"])
    op.create_table(
        "asked_counts",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", "code", name=("pk_asked_counts")),
    )


def downgrade() -> None:
    for table in ("asked_counts", "asked_questions"):
        op.drop_table(table)
    op.drop_column("followers", "recalled")
