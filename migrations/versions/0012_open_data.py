"""Open data: when each item last changed, and where pages have moved."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

# Of items stored so far the last step of their history is the best that is known.
LAST_STEP = """
UPDATE items SET updated_at = COALESCE(
    (SELECT MAX(item_revisions.at) FROM item_revisions WHERE item_revisions.item_id = items.id),
    (SELECT MAX(catalog_imports.at) FROM catalog_imports),
    CURRENT_TIMESTAMP)
"""


def upgrade() -> None:
    op.add_column("items", sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(LAST_STEP)
    with op.batch_alter_table("items") as table:
        table.alter_column("updated_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    op.create_index("ix_items_updated", "items", ["updated_at", "code"])
    op.create_index("ix_items_current_updated", "items", ["withdrawn_at", "updated_at", "code"])
    op.create_index("ix_items_domain_updated", "items", ["domain", "updated_at", "code"])
    op.create_table(
        "redirects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("old", sa.String(length=200), nullable=False),
        sa.Column("new", sa.String(length=200), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_redirects")),
        sa.UniqueConstraint("old", name=("uq_redirects_old")),
    )
    op.create_index("ix_redirects_new", "redirects", ["new"])


def downgrade() -> None:
    op.drop_table("redirects")
    op.drop_index("ix_items_domain_updated", "items")
    op.drop_index("ix_items_current_updated", "items")
    op.drop_index("ix_items_updated", "items")
    with op.batch_alter_table("items") as table:
        table.drop_column("updated_at")
