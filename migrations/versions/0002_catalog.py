"""The government catalog: imports, items and their revisions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "catalog_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follows", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Enum("bundled", "file", name="origin", native_enum=False, length=32), nullable=False),
        sa.Column("state", sa.Enum("applied", name="importstate", native_enum=False, length=32), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("editorial", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=("pk_catalog_imports")),
        sa.UniqueConstraint("follows", name=("uq_catalog_imports_follows")),
    )
    op.create_table(
        "items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("domain", sa.String(length=100), nullable=False),
        sa.Column("level1", sa.String(length=200), nullable=False),
        sa.Column("level2", sa.String(length=200), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("deadline", sa.Text(), nullable=False),
        sa.Column("subjects", sa.JSON(), nullable=False),
        sa.Column("method", sa.String(length=100), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("levels", sa.JSON(), nullable=False),
        sa.Column("stage", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_reason", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("id", name=("pk_items")),
        sa.UniqueConstraint("code", name=("uq_items_code")),
    )
    op.create_index("ix_items_current", "items", ["withdrawn_at", "domain"])
    op.create_table(
        "item_revisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "change",
            sa.Enum(
                "added", "changed", "editorial", "withdrawn", "restored", name="change", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("elements", sa.JSON(), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id"], ["catalog_imports.id"], name=("fk_item_revisions_import_id_catalog_imports")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=("fk_item_revisions_item_id_items")),
        sa.PrimaryKeyConstraint("id", name=("pk_item_revisions")),
    )
    op.create_index("ix_item_revisions_import_id", "item_revisions", ["import_id"])
    op.create_index("ix_item_revisions_item_id", "item_revisions", ["item_id"])


def downgrade() -> None:
    op.drop_table("item_revisions")
    op.drop_table("items")
    op.drop_table("catalog_imports")
