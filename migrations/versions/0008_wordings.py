"""Wordings and their releases, changes and what they move, questions without a good answer, whom to tell."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

RELEASE_KIND = sa.Enum("program", "change", "return", name="releasekind", native_enum=False, length=32)


def upgrade() -> None:
    op.create_table(
        "knowledge_files",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_knowledge_files"),
    )
    op.create_table(
        "releases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("follows", sa.Integer(), nullable=False),
        sa.Column("kind", RELEASE_KIND, nullable=False),
        sa.Column("drafted_by", sa.String(length=200), nullable=False),
        sa.Column("released_by", sa.String(length=200), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("knowledge_id", sa.Integer(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["knowledge_id"], ["knowledge_files.id"], name="fk_releases_knowledge_id_knowledge_files"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_releases"),
        sa.UniqueConstraint("follows", name="uq_releases_follows"),
    )
    op.create_table(
        "wordings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("element", sa.String(length=32), nullable=True),
        sa.Column("also", sa.JSON(), nullable=False),
        sa.Column("advice", sa.Text(), nullable=True),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("bundled", sa.Boolean(), nullable=False),
        sa.Column("added_by", sa.String(length=200), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("since_id", sa.Integer(), nullable=False),
        sa.Column("until_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["since_id"], ["releases.id"], name="fk_wordings_since_id_releases"),
        sa.ForeignKeyConstraint(["until_id"], ["releases.id"], name="fk_wordings_until_id_releases"),
        sa.PrimaryKeyConstraint("id", name="pk_wordings"),
    )
    for column in ("owner", "said", "since_id", "until_id"):
        op.create_index(f"ix_wordings_{column}", "wordings", [column])

    add_changes()
    add_questions()


def add_changes() -> None:
    op.create_table(
        "wording_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "checking",
                "checked",
                "released",
                "taken_back",
                name="changestate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("drafted_by", sa.String(length=200), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returns_to", sa.Integer(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("checking_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("base_id", sa.Integer(), nullable=True),
        sa.Column("knowledge_id", sa.Integer(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["base_id"], ["releases.id"], name="fk_wording_changes_base_id_releases"),
        sa.ForeignKeyConstraint(
            ["knowledge_id"], ["knowledge_files.id"], name="fk_wording_changes_knowledge_id_knowledge_files"
        ),
        sa.ForeignKeyConstraint(["release_id"], ["releases.id"], name="fk_wording_changes_release_id_releases"),
        sa.ForeignKeyConstraint(["returns_to"], ["releases.id"], name="fk_wording_changes_returns_to_releases"),
        sa.PrimaryKeyConstraint("id", name="pk_wording_changes"),
    )
    op.create_index("ix_wording_changes_state", "wording_changes", ["state"])
    op.create_table(
        "change_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.Enum("add", "retire", "move", name="act", native_enum=False, length=32), nullable=False),
        sa.Column("wording_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("element", sa.String(length=32), nullable=True),
        sa.Column("advice", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["change_id"], ["wording_changes.id"], name="fk_change_lines_change_id_wording_changes", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["wording_id"], ["wordings.id"], name="fk_change_lines_wording_id_wordings"),
        sa.PrimaryKeyConstraint("id", name="pk_change_lines"),
    )
    op.create_index("ix_change_lines_change_id", "change_lines", ["change_id"])
    op.create_table(
        "change_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=False),
        sa.Column("wording_id", sa.Integer(), nullable=True),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("asked_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum("intended", "minor", "unintended", name="movekind", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("before", sa.String(length=32), nullable=True),
        sa.Column("before_alone", sa.Boolean(), nullable=False),
        sa.Column("after", sa.String(length=32), nullable=True),
        sa.Column("after_alone", sa.Boolean(), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_id"], ["asked_questions.id"], name="fk_change_moves_asked_id_asked_questions", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["change_id"], ["wording_changes.id"], name="fk_change_moves_change_id_wording_changes", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["change_lines.id"], name="fk_change_moves_line_id_change_lines", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["wording_id"], ["wordings.id"], name="fk_change_moves_wording_id_wordings"),
        sa.PrimaryKeyConstraint("id", name="pk_change_moves"),
    )
    op.create_index("ix_change_moves_asked_id", "change_moves", ["asked_id"])
    op.create_index("ix_change_moves_change_id", "change_moves", ["change_id"])


def add_questions() -> None:
    op.create_table(
        "question_groups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "drafted", "done", "not_ours", name="groupstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column(
            "owner_role",
            sa.Enum(
                "community_worker",
                "first_reviewer",
                "second_reviewer",
                "final_reviewer",
                "catalog_admin",
                "disclosure_office",
                "auditor",
                "system_admin",
                name="role",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("owner_place_id", sa.Integer(), nullable=True),
        sa.Column("owner_login", sa.String(length=32), nullable=True),
        sa.Column("change_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=32), nullable=True),
        sa.Column("advice", sa.Text(), nullable=True),
        sa.Column("closed_by", sa.String(length=200), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["change_id"], ["wording_changes.id"], name="fk_question_groups_change_id_wording_changes"
        ),
        sa.ForeignKeyConstraint(["owner_place_id"], ["places.id"], name="fk_question_groups_owner_place_id_places"),
        sa.PrimaryKeyConstraint("id", name="pk_question_groups"),
    )
    op.create_index("ix_question_groups_change_id", "question_groups", ["change_id"])
    op.create_index("ix_question_groups_state", "question_groups", ["state"])
    op.create_table(
        "grouped_questions",
        sa.Column("asked_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asked_id"],
            ["asked_questions.id"],
            name="fk_grouped_questions_asked_id_asked_questions",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["question_groups.id"],
            name="fk_grouped_questions_group_id_question_groups",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("asked_id", name="pk_grouped_questions"),
    )
    op.create_index("ix_grouped_questions_group_id", "grouped_questions", ["group_id"])
    op.create_table(
        "tellings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("follower_id", sa.Integer(), nullable=False),
        sa.Column("asked_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting", "sending", "told", "refused", "too_late", name="tellingstate", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column("attempted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("errcode", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_id"], ["asked_questions.id"], name="fk_tellings_asked_id_asked_questions", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["follower_id"], ["followers.id"], name="fk_tellings_follower_id_followers", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["question_groups.id"], name="fk_tellings_group_id_question_groups", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_tellings"),
        sa.UniqueConstraint("group_id", "follower_id", name="uq_tellings_group_id_follower_id"),
    )
    op.create_index("ix_tellings_asked_id", "tellings", ["asked_id"])
    op.create_index("ix_tellings_follower_id", "tellings", ["follower_id"])
    op.create_index("ix_tellings_group_id", "tellings", ["group_id"])


def downgrade() -> None:
    for table in ("tellings", "grouped_questions", "question_groups", "change_moves", "change_lines"):
        op.drop_table(table)
    for table in ("wording_changes", "wordings", "releases", "knowledge_files"):
        op.drop_table(table)
