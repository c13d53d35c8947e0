"""Places made up for practice."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("places") as table:
        table.add_column(sa.Column("practice", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("places") as table:
        table.alter_column("practice", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("places") as table:
        table.drop_column("practice")
