"""The account's QR codes that stand for an item."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "item_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("app_id", sa.String(64), nullable=False),
        sa.Column("scene", sa.String(64), nullable=False),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_item_codes"),
        sa.UniqueConstraint("app_id", "scene", name="uq_item_codes_app_id_scene"),
    )


def downgrade() -> None:
    op.drop_table("item_codes")
