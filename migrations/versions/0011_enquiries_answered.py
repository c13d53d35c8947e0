"""Enquiries are seen to at a place by a day, given to workers, and answered."""

import re

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

PLACE = "fk_enquiries_place_id_places"
STATES = ("waiting", "answered", "closed")
REPLY_STATES = ("waiting", "sending", "sent", "refused", "kept")
TOP = "(SELECT min(id) FROM places WHERE parent_id IS NULL)"
FOLLOWERS = "(SELECT place_id FROM followers WHERE followers.id = enquiries.follower_id)"
# Whatever may be somebody's number or address, as it was told when this was written; today's finder may differ.
NUMBERS = re.compile(r"[\w.+-]+@[\w.-]+|[0-9０-９][0-9０-９ \-－.]{5,}[0-9０-９XxＸｘ]")
# Fifteen working days are three weeks; holidays in them are forgiven to what was left before there was a due day.
THREE_WEEKS_LATER = {"sqlite": "date(left_at, '+21 days')", "postgresql": "CAST(left_at AS date) + 21"}


def upgrade() -> None:
    with op.batch_alter_table("enquiries") as table:
        state = sa.Enum(*STATES, native_enum=False, length=32, name="enquirystate")
        table.add_column(sa.Column("state", state, nullable=False, server_default="waiting"))
        table.add_column(sa.Column("masked", sa.Text(), nullable=True))
        table.add_column(sa.Column("place_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("due_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("keeper", sa.String(200), nullable=True))
        table.add_column(sa.Column("closed_reason", sa.String(200), nullable=True))
        table.create_foreign_key(PLACE, "places", ["place_id"], ["id"])
    due_on = THREE_WEEKS_LATER[op.get_bind().dialect.name]
    op.execute(f"UPDATE enquiries SET place_id = coalesce({FOLLOWERS}, {TOP}), due_on = {due_on}")  # noqa: S608
    _mask()
    with op.batch_alter_table("enquiries") as table:
        table.alter_column("state", server_default=None)
        table.alter_column("masked", nullable=False)
        table.alter_column("due_on", nullable=False)
    op.create_index("ix_enquiries_place_id", "enquiries", ["place_id"])
    op.create_index("ix_enquiries_state_due_on", "enquiries", ["state", "due_on"])
    _make_replies()


def _mask() -> None:
    enquiries = sa.table("enquiries", sa.column("id", sa.Integer), sa.column("text"), sa.column("masked"))
    rows = op.get_bind().execute(sa.select(enquiries.c.id, enquiries.c.text)).all()
    for row in rows:
        op.execute(enquiries.update().where(enquiries.c.id == row.id).values(masked=NUMBERS.sub("〔号码〕", row.text)))


def _make_replies() -> None:
    op.create_table(
        "enquiry_replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enquiry_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.String(200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Enum(*REPLY_STATES, native_enum=False, length=32, name="replystate"), nullable=False),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("errcode", sa.Integer(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["enquiry_id"], ["enquiries.id"], name="fk_enquiry_replies_enquiry_id_enquiries", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_enquiry_replies"),
    )
    op.create_index("ix_enquiry_replies_enquiry_id", "enquiry_replies", ["enquiry_id"])


def downgrade() -> None:
    op.drop_table("enquiry_replies")
    with op.batch_alter_table("enquiries") as table:
        table.drop_index("ix_enquiries_state_due_on")
        table.drop_index("ix_enquiries_place_id")
        table.drop_constraint(PLACE, type_="foreignkey")
        for column in ("closed_reason", "keeper", "due_on", "place_id", "masked", "state"):
            table.drop_column(column)
