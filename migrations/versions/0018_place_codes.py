"""The QR codes of communities, as the account gave them."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "place_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("app_id", sa.String(64), nullable=False),
        sa.Column("url", sa.String(500), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name="fk_place_codes_place_id_places"),
        sa.PrimaryKeyConstraint("id", name="pk_place_codes"),
        sa.UniqueConstraint("place_id", "app_id", name="uq_place_codes_place_id_app_id"),
    )


def downgrade() -> None:
    op.drop_table("place_codes")
