"""What the console keeps for its workers: forms not yet sent, and what can still be undone."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, Key
from bot.workers.models import WorkerRow, WorkerSession

LONGEST_KEY = 200
LONGEST_TITLE = 200
LONGEST_ADDRESS = 1000


class ConsoleDraft(Base):
    """A form one worker has begun and not sent. `fields` are pairs of name and value, `address` the page it is on."""

    __tablename__ = "console_drafts"
    __table_args__ = (UniqueConstraint("worker_id", "key"),)

    id: Mapped[Key]
    worker_id: Mapped[int] = mapped_column(ForeignKey(WorkerRow.id, ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(LONGEST_KEY))
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE))
    address: Mapped[str] = mapped_column(String(LONGEST_ADDRESS))
    fields: Mapped[list[Any]]
    saved_at: Mapped[datetime] = mapped_column(index=True)


class ConsoleUndo(Base):
    """Something a worker has just done and may undo: what was said of it, and the view that undoes it.

    `values` are the arguments of `endpoint`; `shown` is whether a page has told of it.
    """

    __tablename__ = "console_undos"

    id: Mapped[Key]
    session_id: Mapped[int] = mapped_column(ForeignKey(WorkerSession.id, ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    endpoint: Mapped[str] = mapped_column(String(100))
    values: Mapped[dict[str, Any]]
    until: Mapped[datetime] = mapped_column(index=True)
    shown: Mapped[bool] = mapped_column(default=False)
