"""What is stored of the questions residents ask."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, Code, Key


class Rating(StrEnum):
    """What a resident said of an answer."""

    HELPED = "helped"
    DID_NOT_HELP = "did_not_help"


class AskedQuestion(Base):
    """A question with what was decided about it. `text` holds no number of a person; `code` is the best item's.

    A story can name people and troubles no mask finds. So a question is personal: it goes with the follower, like a
    message left for the workers.
    """

    __tablename__ = "asked_questions"

    id: Mapped[Key]
    follower_id: Mapped[int] = mapped_column(ForeignKey("followers.id", ondelete="CASCADE"), index=True)
    asked_at: Mapped[datetime] = mapped_column(index=True)
    text: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(8))
    code: Mapped[Code | None]
    element: Mapped[str | None] = mapped_column(String(32))
    reason: Mapped[str] = mapped_column(String(32))
    picked: Mapped[Code | None]
    rating: Mapped[Rating | None]
    rated_at: Mapped[datetime | None]


class AskedCount(Base):
    """What remains of old questions: how many were asked on a day in Fuzhou; `code` is "" where no item fitted."""

    __tablename__ = "asked_counts"

    day: Mapped[date] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    code: Mapped[Code] = mapped_column(primary_key=True)
    count: Mapped[int]
