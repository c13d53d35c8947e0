"""Followers: the residents who wrote to or follow the account, what they chose, and what was last offered to them."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, cast

from sqlalchemy import JSON, Connection, ForeignKey, Table, bindparam, delete, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, Key, OpenId
from bot.places import Place
from bot.prepared import Prepared


class FollowerRow(Base):
    """One openid. Everything personal hangs on this row and goes with it (ON DELETE CASCADE)."""

    __tablename__ = "followers"

    id: Mapped[Key]
    openid: Mapped[OpenId] = mapped_column(unique=True)
    first_seen_at: Mapped[datetime]
    followed_at: Mapped[datetime | None]
    place_id: Mapped[int | None] = mapped_column(ForeignKey(Place.id, ondelete="SET NULL"), index=True)
    elder_mode: Mapped[bool] = mapped_column(default=False)
    offered: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    offered_until: Mapped[datetime | None]
    recalled: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


@dataclass(frozen=True)
class Offer:
    """What the last reply left open: choices to pick from, or the rest of a long text. `kind` says which."""

    kind: str
    content: dict[str, Any]
    until: datetime


@dataclass(frozen=True)
class Follower:
    """A follower as one turn of a conversation sees them."""

    id: int
    openid: str
    place_id: int | None = None
    elder_mode: bool = False
    offer: Offer | None = None
    recalled: dict[str, Any] = field(default_factory=dict)  # what the conversation before was about, in its own words


_T = cast("Table", FollowerRow.__table__)
_SEEN = (_T.c.id, _T.c.openid, _T.c.place_id, _T.c.elder_mode, _T.c.offered, _T.c.offered_until, _T.c.recalled)
_FIND = Prepared(select(*_SEEN).where(_T.c.openid == bindparam("wanted")))
_MEET = insert(_T).returning(_T.c.id)


def find(connection: Connection, openid: str) -> Follower | None:
    """The follower with that openid, if they wrote or followed since they last left."""
    rows = _FIND.rows(connection, wanted=openid)
    if not rows:
        return None
    identity, openid, place_id, elder_mode, offered, until, recalled = rows[0]
    offer = Offer(offered["kind"], offered["content"], until) if offered and until else None
    return Follower(identity, openid, place_id, elder_mode, offer, recalled or {})


def meet(connection: Connection, openid: str, *, now: datetime) -> Follower:
    """The follower with that openid, known from now on."""
    known = find(connection, openid)
    if known:
        return known
    newcomer = {"openid": openid, "first_seen_at": now, "elder_mode": False}
    return Follower(connection.execute(_MEET, newcomer).scalar_one(), openid)


def mark_followed(connection: Connection, follower: Follower, *, now: datetime) -> None:
    """Note when the follower (last) pressed 关注."""
    _change(connection, follower, followed_at=now)


def choose_place(connection: Connection, follower: Follower, place_id: int) -> None:
    """Note which community the follower belongs to."""
    _change(connection, follower, place_id=place_id)


def choose_elder_mode(connection: Connection, follower: Follower, *, wanted: bool) -> None:
    """Switch 长辈版 on or off for this follower."""
    _change(connection, follower, elder_mode=wanted)


def remember(connection: Connection, follower: Follower, offer: Offer | None, recalled: dict[str, Any]) -> None:
    """Keep what a reply left open (None: nothing) and what was spoken about, in place of what was kept before."""
    if offer == follower.offer and recalled == follower.recalled:
        return
    offered = {"kind": offer.kind, "content": offer.content} if offer else None
    until = offer.until if offer else None
    _change(connection, follower, offered=offered, offered_until=until, recalled=recalled or None)


def forget(connection: Connection, openid: str) -> bool:
    """Delete all personal data of that openid, as WeChat demands on unsubscribe. Whether there was any."""
    gone = delete(FollowerRow).where(FollowerRow.openid == openid).returning(FollowerRow.id)
    return connection.execute(gone).first() is not None


def _change(connection: Connection, follower: Follower, **values: Any) -> None:  # noqa: ANN401  (column values)
    _change_of(*values).rows(connection, wanted=follower.id, **values)


@cache
def _change_of(*columns: str) -> Prepared:
    return Prepared(update(_T).where(_T.c.id == bindparam("wanted")), *columns)
