"""The database keeps moments in UTC and refuses those that could mean anything."""

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import String, select
from sqlalchemy.exc import StatementError
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, Key, Sessions
from tests.conftest import NOON


class Moment(Base):
    __tablename__ = "test_moments"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]


def test_a_moment_comes_back_aware_and_equal_from_both_databases(sessions: Sessions) -> None:
    in_fuzhou = NOON.astimezone(timezone(timedelta(hours=8)))

    with sessions.begin() as session:
        session.add(Moment(name="noon", at=in_fuzhou))

    with sessions.read() as session:
        moment = session.scalars(select(Moment.at)).one()
    assert moment == NOON
    assert moment.utcoffset() == timedelta(0)


def test_a_moment_without_a_time_zone_is_refused(sessions: Sessions) -> None:
    with pytest.raises(StatementError, match="without a time zone"), sessions.begin() as session:
        session.add(Moment(name="noon", at=NOON.replace(tzinfo=None)))
