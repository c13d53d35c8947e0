"""Leaving an enquiry and looking at those that were left."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from casework.models import Enquiry


def leave(session: Session, follower_id: int, text: str, *, now: datetime) -> Enquiry:
    """Store what a follower wants the workers to read."""
    enquiry = Enquiry(follower_id=follower_id, text=text, left_at=now)
    session.add(enquiry)
    return enquiry


def how_many(session: Session, follower_id: int) -> int:
    """The number of enquiries a follower left."""
    return session.scalars(select(func.count()).where(Enquiry.follower_id == follower_id)).one()


def latest(session: Session, limit: int) -> Sequence[Enquiry]:
    """The newest enquiries first."""
    return session.scalars(select(Enquiry).order_by(Enquiry.left_at.desc(), Enquiry.id.desc()).limit(limit)).all()
