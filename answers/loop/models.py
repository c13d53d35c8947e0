"""What is stored of the loop: wordings and releases, changes and what they move, questions without a good answer."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from answers.asked_models import AskedQuestion
from answers.wordings import Wording
from bot.db import Base, Code, Key
from bot.followers import FollowerRow
from bot.places import Place
from bot.workers.roles import Role

LONGEST_NAME = 200
LONGEST_BY = 200


class KnowledgeFile(Base):
    """What was learnt from the wordings of a release or of a change that was checked: a Knowledge as bytes.

    `source` is the digest of the program that learnt it (answers/bundled.py): another program reads texts another way.
    """

    __tablename__ = "knowledge_files"

    id: Mapped[Key]
    source: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)


class ReleaseKind(StrEnum):
    """Why there is a release."""

    PROGRAM = "program"  # a version of the program brought its wordings
    CHANGE = "change"  # people changed wordings
    RETURN = "return"  # people brought an earlier release back


class Release(Base):
    """What residents are answered from, from one moment to the next release. Never changed, never deleted.

    `follows` is the release its change was checked against (0: none): no two can follow the same one. `knowledge_id`
    is None once the bytes of an old release were let go. `figures` are what the check counted.
    """

    __tablename__ = "releases"

    id: Mapped[Key]
    follows: Mapped[int] = mapped_column(unique=True)
    kind: Mapped[ReleaseKind]
    drafted_by: Mapped[str] = mapped_column(String(LONGEST_BY))
    released_by: Mapped[str] = mapped_column(String(LONGEST_BY))
    released_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(64))
    knowledge_id: Mapped[int | None] = mapped_column(ForeignKey(KnowledgeFile.id))
    figures: Mapped[dict[str, Any]]


class StoredWording(Base):
    """A wording in force from release `since_id` until release `until_id`; None: it still is. Never deleted.

    `owner` is an item's code or a topic no item holds, as in answers/wordings.py; `bundled` says that it came with the
    program. Of a topic, `advice` is whom to ask instead, and `said` the text as questions are compared with it.
    """

    __tablename__ = "wordings"

    id: Mapped[Key]
    text: Mapped[str] = mapped_column(Text)
    owner: Mapped[Code] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    element: Mapped[str | None] = mapped_column(String(32))
    also: Mapped[list[str]]
    advice: Mapped[str | None] = mapped_column(Text)
    said: Mapped[str | None] = mapped_column(Text, index=True)
    bundled: Mapped[bool]
    added_by: Mapped[str] = mapped_column(String(LONGEST_BY))
    added_on: Mapped[date]
    since_id: Mapped[int] = mapped_column(ForeignKey(Release.id), index=True)
    until_id: Mapped[int | None] = mapped_column(ForeignKey(Release.id), index=True)
    since: Mapped[Release] = relationship(foreign_keys=since_id)
    until: Mapped[Release | None] = relationship(foreign_keys=until_id)

    def plain(self) -> Wording:
        """The wording as it is learnt from."""
        also, added_on = tuple(self.also), self.added_on.isoformat()
        return Wording(self.text, self.owner, self.name, self.element, also, self.added_by, added_on)

    @property
    def on_topic(self) -> bool:
        """Whether an item is meant."""
        return bool(self.name)


class ChangeState(StrEnum):
    """How far a change of wordings has got."""

    DRAFT = "draft"
    CHECKING = "checking"  # a job learns and compares
    CHECKED = "checked"
    RELEASED = "released"
    TAKEN_BACK = "taken_back"


class WordingChange(Base):
    """What somebody wants changed, and what a check of it found. `returns_to` is the earlier release that is wanted.

    `attempt` counts the checks that were started: the outcome of an older one is dropped. `base_id`, `knowledge_id` and
    `figures` belong to the last outcome; `problem` says why a check could not be made.
    """

    __tablename__ = "wording_changes"

    id: Mapped[Key]
    state: Mapped[ChangeState] = mapped_column(default=ChangeState.DRAFT, index=True)
    reason: Mapped[str] = mapped_column(Text)
    drafted_by: Mapped[str] = mapped_column(String(LONGEST_BY))
    drafted_at: Mapped[datetime]
    returns_to: Mapped[int | None] = mapped_column(ForeignKey(Release.id))
    attempt: Mapped[int] = mapped_column(default=0)
    checking_since: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(Text)
    base_id: Mapped[int | None] = mapped_column(ForeignKey(Release.id))
    knowledge_id: Mapped[int | None] = mapped_column(ForeignKey(KnowledgeFile.id))
    figures: Mapped[dict[str, Any]] = mapped_column(default=dict)
    release_id: Mapped[int | None] = mapped_column(ForeignKey(Release.id))
    lines: Mapped[list["ChangeLine"]] = relationship(
        order_by="ChangeLine.id", cascade="all, delete-orphan", passive_deletes=True
    )
    moves: Mapped[list["Move"]] = relationship(
        order_by="Move.id", cascade="all, delete-orphan", passive_deletes=True, back_populates="change"
    )

    @property
    def open_moves(self) -> list["Move"]:
        """The moves nobody intended or accepted: they keep the change from being released."""
        return [move for move in self.moves if move.blocks]

    @property
    def is_open(self) -> bool:
        """Whether it can still be changed, checked or released."""
        return self.state not in {ChangeState.RELEASED, ChangeState.TAKEN_BACK}


class Act(StrEnum):
    """What a line of a change does."""

    ADD = "add"
    RETIRE = "retire"
    MOVE = "move"


class ChangeLine(Base):
    """One wording added, retired, or moved to the item or topic `owner`."""

    __tablename__ = "change_lines"

    id: Mapped[Key]
    change_id: Mapped[int] = mapped_column(ForeignKey(WordingChange.id, ondelete="CASCADE"), index=True)
    act: Mapped[Act]
    wording_id: Mapped[int | None] = mapped_column(ForeignKey(StoredWording.id))
    text: Mapped[str] = mapped_column(Text)
    owner: Mapped[Code]
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    element: Mapped[str | None] = mapped_column(String(32))
    advice: Mapped[str | None] = mapped_column(Text)


class MoveKind(StrEnum):
    """What an answer that moves means."""

    INTENDED = "intended"
    MINOR = "minor"  # the same item, offered instead of shown or the other way round; or a wording that finds its item
    UNINTENDED = "unintended"


class Move(Base):
    """An answer that would be another after the change: to a wording, to a line of the change, or to a stored question.

    A resident's question is not copied: it goes when the resident goes, and the move with it.
    """

    __tablename__ = "change_moves"

    id: Mapped[Key]
    change_id: Mapped[int] = mapped_column(ForeignKey(WordingChange.id, ondelete="CASCADE"), index=True)
    wording_id: Mapped[int | None] = mapped_column(ForeignKey(StoredWording.id))
    line_id: Mapped[int | None] = mapped_column(ForeignKey(ChangeLine.id, ondelete="CASCADE"))
    asked_id: Mapped[int | None] = mapped_column(ForeignKey(AskedQuestion.id, ondelete="CASCADE"), index=True)
    kind: Mapped[MoveKind]
    before: Mapped[Code | None]  # an item's code; None where no item was shown
    before_alone: Mapped[bool]  # not among others to choose from
    after: Mapped[Code | None]
    after_alone: Mapped[bool]
    accepted_at: Mapped[datetime | None]
    accepted_reason: Mapped[str | None] = mapped_column(Text)
    change: Mapped[WordingChange] = relationship(back_populates="moves")
    wording: Mapped[StoredWording | None] = relationship()
    line: Mapped[ChangeLine | None] = relationship()
    asked: Mapped[AskedQuestion | None] = relationship()

    @property
    def blocks(self) -> bool:
        """Whether it keeps the change from being released."""
        return self.kind is MoveKind.UNINTENDED and self.accepted_at is None

    @property
    def text(self) -> str:
        """The text whose answer moves."""
        source = self.wording or self.line or self.asked
        return source.text if source else ""


class GroupState(StrEnum):
    """What became of a group of questions."""

    OPEN = "open"
    DRAFTED = "drafted"  # a change is on its way
    DONE = "done"
    NOT_OURS = "not_ours"


class QuestionGroup(Base):
    """Questions without a good answer that are alike. An office owns it: a role at a place, or one worker.

    `code` is the item that answers it now; of what is not ours `advice` says whom to ask.
    """

    __tablename__ = "question_groups"

    id: Mapped[Key]
    state: Mapped[GroupState] = mapped_column(default=GroupState.OPEN, index=True)
    began_at: Mapped[datetime]
    due_on: Mapped[date]
    owner_role: Mapped[Role]
    owner_place_id: Mapped[int | None] = mapped_column(ForeignKey(Place.id))
    owner_login: Mapped[str | None] = mapped_column(String(32))
    change_id: Mapped[int | None] = mapped_column(ForeignKey(WordingChange.id), index=True)
    code: Mapped[Code | None]
    advice: Mapped[str | None] = mapped_column(Text)
    closed_by: Mapped[str | None] = mapped_column(String(LONGEST_BY))
    closed_at: Mapped[datetime | None]
    owner_place: Mapped[Place | None] = relationship()
    change: Mapped[WordingChange | None] = relationship()
    members: Mapped[list["GroupedQuestion"]] = relationship(passive_deletes=True, order_by="GroupedQuestion.asked_id")

    @property
    def is_waiting(self) -> bool:
        """Whether it still wants an answer."""
        return self.state in {GroupState.OPEN, GroupState.DRAFTED}


class GroupedQuestion(Base):
    """One asking, the group it is in, and the line of a change it was chosen for; None: it was not, or no longer."""

    __tablename__ = "grouped_questions"

    asked_id: Mapped[int] = mapped_column(
        ForeignKey(AskedQuestion.id, ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    group_id: Mapped[int] = mapped_column(ForeignKey(QuestionGroup.id, ondelete="CASCADE"), index=True)
    line_id: Mapped[int | None] = mapped_column(ForeignKey(ChangeLine.id, ondelete="SET NULL"), index=True)
    asked: Mapped[AskedQuestion] = relationship(lazy="joined", innerjoin=True)


class TellingState(StrEnum):
    """Whether somebody was told that there is an answer now."""

    WAITING = "waiting"
    SENDING = "sending"  # noted before the call: after a crash nobody knows, and nobody is told twice
    TOLD = "told"
    REFUSED = "refused"  # WeChat did not take it: out of its window, too many messages, the resident gone
    TOO_LATE = "too_late"


class Telling(Base):
    """One resident to be told once what they asked about. Goes with the resident."""

    __tablename__ = "tellings"
    __table_args__ = (UniqueConstraint("group_id", "follower_id"),)

    id: Mapped[Key]
    group_id: Mapped[int] = mapped_column(ForeignKey(QuestionGroup.id, ondelete="CASCADE"), index=True)
    follower_id: Mapped[int] = mapped_column(ForeignKey(FollowerRow.id, ondelete="CASCADE"), index=True)
    asked_id: Mapped[int] = mapped_column(ForeignKey(AskedQuestion.id, ondelete="CASCADE"), index=True)
    state: Mapped[TellingState] = mapped_column(default=TellingState.WAITING)
    attempted_at: Mapped[datetime | None]
    errcode: Mapped[int | None]
    group: Mapped[QuestionGroup] = relationship()
    follower: Mapped[FollowerRow] = relationship()
    asked: Mapped[AskedQuestion] = relationship()
