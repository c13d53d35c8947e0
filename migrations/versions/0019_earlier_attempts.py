"""When the failure before the latest was, so that a right attempt leaves no trace."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("sign_in_attempts") as table:
        table.add_column(sa.Column("earlier_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("sign_in_attempts") as table:
        table.drop_column("earlier_at")
