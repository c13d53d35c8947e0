"""What casework stores."""

from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base, Key
from bot.followers import FollowerRow
from bot.places import Place

LONGEST_BY = 200
LONGEST_REASON = 200
GIVEN_UP_AFTER = timedelta(hours=2)  # the queue tries for an hour
A_CALL_TAKES = timedelta(minutes=1)  # at most: then whoever made it is dead


class EnquiryState(StrEnum):
    """What became of an enquiry."""

    WAITING = "waiting"
    ANSWERED = "answered"
    CLOSED = "closed"  # without an answer, for a reason

    @property
    def label(self) -> str:
        """What workers call it."""
        return _STATES[self]


_STATES = {EnquiryState.WAITING: "等回复", EnquiryState.ANSWERED: "已回复", EnquiryState.CLOSED: "已办结，没有回复"}


class Enquiry(Base):
    """A message a resident left for the workers (留言). It is personal and goes with the follower.

    `place` is where it is seen to: the resident's community when it was left, the district where that is not known.
    `due_on` is the working day by which it is to be answered; `keeper` the login of the worker it was given to.
    `masked` is the text without anybody's numbers: what workers search, so that no search tells them a number.
    """

    __tablename__ = "enquiries"
    __table_args__ = (Index("ix_enquiries_state_due_on", "state", "due_on"),)

    id: Mapped[Key]
    follower_id: Mapped[int] = mapped_column(ForeignKey(FollowerRow.id, ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    masked: Mapped[str] = mapped_column(Text)
    left_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[EnquiryState] = mapped_column(default=EnquiryState.WAITING)
    place_id: Mapped[int | None] = mapped_column(ForeignKey(Place.id), index=True)
    due_on: Mapped[date]
    keeper: Mapped[str | None] = mapped_column(String(LONGEST_BY), default=None)
    closed_reason: Mapped[str | None] = mapped_column(String(LONGEST_REASON), default=None)
    place: Mapped[Place | None] = relationship()
    follower: Mapped[FollowerRow] = relationship()
    replies: Mapped[list["EnquiryReply"]] = relationship(
        back_populates="enquiry", order_by="EnquiryReply.id", passive_deletes=True
    )


class EnquiryReason(Base):
    """Why a worker closed an enquiry, or read its numbers. Free words about a resident: they go with the enquiry."""

    __tablename__ = "enquiry_reasons"

    id: Mapped[Key]
    enquiry_id: Mapped[int] = mapped_column(ForeignKey(Enquiry.id, ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(String(LONGEST_REASON))


class ReplyState(StrEnum):
    """How a reply reaches the resident. Whatever it is, they find it under 我的留言."""

    WAITING = "waiting"
    SENDING = "sending"  # noted before the call: after a crash nobody knows, and nothing is sent twice
    SENT = "sent"
    REFUSED = "refused"  # WeChat did not take it: out of its window, too many messages, the resident gone
    KEPT = "kept"  # too late for WeChat: it waits for the resident to look

    @property
    def label(self) -> str:
        """What workers read about it."""
        return _REPLY_STATES[self]


_REPLY_STATES = {
    ReplyState.WAITING: "正在发给居民",
    ReplyState.SENDING: "不知道居民收到没有，没有再发",
    ReplyState.SENT: "已发到居民的微信",
    ReplyState.REFUSED: "没有送到，微信没有收",
    ReplyState.KEPT: "过了 48 小时，微信不让主动发；居民发“我的留言”时会看到",
}


class EnquiryReply(Base):
    """What a worker answered to an enquiry, and whether WeChat took it.

    `seen_at`: when the resident looked it up; `told_at`: when a worker noted that they were told in another way.
    """

    __tablename__ = "enquiry_replies"

    id: Mapped[Key]
    enquiry_id: Mapped[int] = mapped_column(ForeignKey(Enquiry.id, ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(LONGEST_BY))
    at: Mapped[datetime]
    state: Mapped[ReplyState]
    attempted_at: Mapped[datetime | None] = mapped_column(default=None)
    errcode: Mapped[int | None] = mapped_column(default=None)
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
    told_at: Mapped[datetime | None] = mapped_column(default=None)
    enquiry: Mapped[Enquiry] = relationship(back_populates="replies")

    def fate(self, now: datetime) -> str:
        """What workers read about it now: under way for long is not under way any more."""
        if self.state is ReplyState.WAITING and self.at <= now - GIVEN_UP_AFTER:
            return "还没有发出去，微信暂时不收，会接着试；居民发“我的留言”时会看到"
        if self.state is ReplyState.SENDING and self.attempted_at and self.attempted_at > now - A_CALL_TAKES:
            return ReplyState.WAITING.label
        return self.state.label
