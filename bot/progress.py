"""How far long work has come, told by the process that does it and read by the page that waits for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import String, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db import Base, Key, Sessions
from bot.time import Clock

LONGEST_KEY = 128
LONGEST_WORDS = 200
NOTED_EVERY = timedelta(seconds=1)  # each note is a transaction, and writers take turns
KEPT = timedelta(days=1)
SILENT = timedelta(minutes=2)  # whoever does the work has not been heard of for so long: it may be dead


class ProgressRow(Base):
    """One piece of long work. `words` say what is being done now: no personal data, any worker may see them."""

    __tablename__ = "progress"

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(LONGEST_KEY), unique=True)
    words: Mapped[str] = mapped_column(String(LONGEST_WORDS))
    done: Mapped[int]
    total: Mapped[int]
    told_at: Mapped[datetime] = mapped_column(index=True)
    ended: Mapped[bool] = mapped_column(default=False)


@dataclass
class Progress:
    """What long work tells of itself.

        progress = Progress(kit.sessions, kit.clock, f"change:{change.id}")
        for number, wording in enumerate(wordings):
            progress.tell("正在检查问法", number, len(wordings))     # written at most once a second
        progress.end()

    Never call it inside a transaction of your own: it opens one.
    """

    sessions: Sessions
    clock: Clock
    key: str
    _told_at: datetime | None = None

    def tell(self, words: str, done: int = 0, total: int = 0) -> None:
        """So many of so many are done; without a total nobody knows how many there are."""
        now = self.clock.now()
        if self._told_at is None or now - self._told_at >= NOTED_EVERY:
            self._write(words, done, total, now, ended=False)

    def end(self, words: str = "") -> None:
        """It is over, well or not: the page that waits looks at the result."""
        self._write(words, 1, 1, self.clock.now(), ended=True)

    def _write(self, words: str, done: int, total: int, now: datetime, *, ended: bool) -> None:
        values = {"words": words[:LONGEST_WORDS], "done": done, "total": total, "told_at": now, "ended": ended}
        with self.sessions.begin() as session:
            _put(session, self.key, values)
        self._told_at = now


def progress_of(session: Session, key: str) -> ProgressRow | None:
    """How far the work of this key has come; None before it has told anything."""
    return session.scalars(select(ProgressRow).where(ProgressRow.key == key)).one_or_none()


def expect_progress(session: Session, key: str, *, now: datetime) -> None:
    """Begin anew: the work of this key is about to be done, or done again. In the transaction that enqueues it."""
    _put(session, key, {"words": "", "done": 0, "total": 0, "told_at": now, "ended": False})


def is_silent(row: ProgressRow, *, now: datetime) -> bool:
    """Whether the work is neither over nor heard of for so long that whoever does it may be dead."""
    return not row.ended and now - row.told_at > SILENT


def forget_old(session: Session, *, now: datetime) -> None:
    """Delete what was told more than a day ago."""
    session.execute(delete(ProgressRow).where(ProgressRow.told_at < now - KEPT))


def _put(session: Session, key: str, values: Mapping[str, object]) -> None:
    # One statement: two who begin the same work at once must not both find nothing there.
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    fresh = insert(ProgressRow).values(key=key, **values)
    session.execute(fresh.on_conflict_do_update(index_elements=["key"], set_=dict(values)))
