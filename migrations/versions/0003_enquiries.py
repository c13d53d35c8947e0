"""Enquiries residents leave for the workers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "enquiries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follower_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["follower_id"], ["followers.id"], name=("fk_enquiries_follower_id_followers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=("pk_enquiries")),
    )
    op.create_index("ix_enquiries_follower_id", "enquiries", ["follower_id"])
    op.create_index("ix_enquiries_left_at", "enquiries", ["left_at"])


def downgrade() -> None:
    op.drop_table("enquiries")
