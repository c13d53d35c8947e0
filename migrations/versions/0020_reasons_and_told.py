"""Reasons that go with their enquiry, and when a resident was told of a reply in another way."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("enquiry_replies", sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "enquiry_reasons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enquiry_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(
            ["enquiry_id"], ["enquiries.id"], name="fk_enquiry_reasons_enquiry_id_enquiries", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_enquiry_reasons"),
    )
    op.create_index("ix_enquiry_reasons_enquiry_id", "enquiry_reasons", ["enquiry_id"])


def downgrade() -> None:
    op.drop_table("enquiry_reasons")
    op.drop_column("enquiry_replies", "told_at")
