"""The line of a change a question was chosen for: who asked is told only when that line is released."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NAME = "fk_grouped_questions_line_id_change_lines"


def upgrade() -> None:
    with op.batch_alter_table("grouped_questions") as table:
        table.add_column(sa.Column("line_id", sa.Integer(), nullable=True))
        table.create_foreign_key(NAME, "change_lines", ["line_id"], ["id"], ondelete="SET NULL")
        table.create_index("ix_grouped_questions_line_id", ["line_id"])


def downgrade() -> None:
    with op.batch_alter_table("grouped_questions") as table:
        table.drop_index("ix_grouped_questions_line_id")
        table.drop_constraint(NAME, type_="foreignkey")
        table.drop_column("line_id")
