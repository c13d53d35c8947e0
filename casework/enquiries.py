"""Enquiries as residents know them: leaving one, how many there are, and reading what the workers replied."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from bot.followers import FollowerRow
from bot.places import district
from bot.privacy import masked
from bot.time import local
from bot.working_days import working_days
from casework.models import Enquiry, EnquiryReply

DUE_IN = (
    15  # working days: the usual promise of government websites for messages (网站发展指引); inspectors allow 3 months
)


def leave(session: Session, follower_id: int, text: str, *, now: datetime) -> Enquiry:
    """Store what a follower wants the workers of their community to read; of the district where none is known."""
    enquiry = Enquiry(
        follower_id=follower_id,
        text=text,
        masked=masked(text),
        left_at=now,
        place_id=_place_of(session, follower_id),
        due_on=working_days(session).after(local(now).date(), DUE_IN).date,
    )
    session.add(enquiry)
    return enquiry


def how_many(session: Session, follower_id: int) -> int:
    """The number of enquiries a follower left."""
    return session.scalars(select(func.count()).where(Enquiry.follower_id == follower_id)).one()


def latest(session: Session, limit: int) -> Sequence[Enquiry]:
    """The newest enquiries first."""
    return session.scalars(_NEWEST.limit(limit)).all()


def latest_of(session: Session, follower_id: int, limit: int) -> Sequence[Enquiry]:
    """The newest enquiries of a follower first, with what was replied."""
    mine = _NEWEST.where(Enquiry.follower_id == follower_id)
    return session.scalars(mine.options(selectinload(Enquiry.replies)).limit(limit)).all()


def note_seen(reply: EnquiryReply | None, *, now: datetime) -> None:
    """Note when the resident first looked this reply up, if there is one."""
    if reply and reply.seen_at is None:
        reply.seen_at = now


_NEWEST = select(Enquiry).order_by(Enquiry.left_at.desc(), Enquiry.id.desc())


def _place_of(session: Session, follower_id: int) -> int | None:
    mine = session.scalar(select(FollowerRow.place_id).where(FollowerRow.id == follower_id))
    top = district(session)
    return mine or (top.id if top else None)
