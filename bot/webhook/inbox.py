"""What arrived and what was answered: a repeat gets the same answer and has no second effect."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Connection, ForeignKey, String, Table, Text, bindparam, delete, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot import followers
from bot.app import Kit
from bot.db import Base
from bot.prepared import Prepared
from bot.privacy import masked
from bot.queue.port import Payload
from bot.webhook.messages import Message, key_time

KEPT_FOR = timedelta(days=90)


class InboxRow(Base):
    """A delivery, by a digest of what identifies it. `text` and `reply` go when the resident leaves or time passes."""

    __tablename__ = "inbox"

    key: Mapped[str] = mapped_column(String(40), primary_key=True)
    received_at: Mapped[datetime]
    follower_id: Mapped[int | None] = mapped_column(ForeignKey("followers.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str] = mapped_column(String(64))
    text: Mapped[str | None] = mapped_column(Text)
    handler: Mapped[str | None] = mapped_column(String(64))
    reply: Mapped[str | None] = mapped_column(Text)


@dataclass(frozen=True)
class Answered:
    """A delivery that was answered before: its reply's XML, or None where nothing was said."""

    reply: str | None


_T = cast("Table", InboxRow.__table__)
_REPLY = select(_T.c.reply).where(_T.c.key == bindparam("wanted"))
_NOTE = Prepared(insert(_T), *_T.c.keys())


def answered(connection: Connection, key: str) -> Answered | None:
    """What was answered to the delivery with that key, if it came before."""
    row = connection.execute(_REPLY, {"wanted": key}).one_or_none()
    return Answered(row[0]) if row else None


def note(
    connection: Connection, message: Message, handler: str, reply: str | None, *, follower_id: int | None, now: datetime
) -> None:
    """Write down a delivery with its answer. Raises IntegrityError when it is a repeat."""
    row = {"key": message.key, "received_at": now, "follower_id": follower_id, "kind": message.kind[:64]}
    # The words of somebody who is not (or no longer) known are not kept, and nobody's numbers are.
    words = masked(message.words) if follower_id is not None and message.words else None
    _NOTE.rows(connection, **row, text=words, handler=handler, reply=reply)


def forget(connection: Connection, openid: str) -> None:
    """Delete all personal data of that openid; what remains of its deliveries says only that they were answered."""
    follower = followers.find(connection, openid)
    if follower:
        connection.execute(
            update(InboxRow).where(InboxRow.follower_id == follower.id).values(text=None, reply=None, follower_id=None)
        )
        followers.forget(connection, openid)


def prune(session: Session, *, before: datetime) -> int:
    """Delete what was sent before that moment; how many deliveries. Repeats come within seconds, so none is missed."""
    old = delete(InboxRow).where(InboxRow.key < key_time(before)).returning(InboxRow.key)
    return len(session.execute(old).all())


def register_upkeep(kit: Kit) -> None:
    """Have old deliveries deleted every night: residents' words are not kept longer than they are of use."""

    def prune_old(_payload: Payload) -> None:
        with kit.sessions.begin() as session:
            prune(session, before=kit.clock.now() - KEPT_FOR)

    kit.jobs.register("inbox.prune", prune_old)
    kit.schedule.every("inbox.prune", cron="10 3 * * *", job="inbox.prune")
