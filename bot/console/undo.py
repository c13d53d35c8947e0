"""What a worker has just done and may take back for ten minutes."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.console.models import ConsoleUndo
from bot.errors import BotError

FOR = timedelta(minutes=10)


class Taken(NamedTuple):
    """The view that undoes something, and its arguments."""

    endpoint: str
    values: Mapping[str, Any]


class TooLateToUndo(BotError):
    """已经不能撤销了：超过了 10 分钟，或者已经撤销过。"""


def offer(
    session: Session, session_id: int, text: str, endpoint: str, values: Mapping[str, str | int], *, now: datetime
) -> None:
    """Let what was just done in this worker's session be undone by a POST to `endpoint` with `values`."""
    row = ConsoleUndo(session_id=session_id, text=text, endpoint=endpoint, values=dict(values), until=now + FOR)
    session.add(row)


def offered(session: Session, session_id: int, *, now: datetime) -> Sequence[ConsoleUndo]:
    """What can still be undone in this session, the newest first."""
    query = select(ConsoleUndo).where(ConsoleUndo.session_id == session_id, ConsoleUndo.until > now)
    return session.scalars(query.order_by(ConsoleUndo.id.desc())).all()


def take(session: Session, session_id: int, undo_id: int, *, now: datetime) -> Taken:
    """Take one, which nobody can take again. Raises TooLateToUndo, also when it is another's."""
    mine = delete(ConsoleUndo).where(ConsoleUndo.id == undo_id, ConsoleUndo.session_id == session_id)
    # Gone with the look at it: of two who press at once, the other finds nothing.
    found = session.execute(mine.where(ConsoleUndo.until > now).returning(ConsoleUndo.endpoint, ConsoleUndo.values))
    row = found.one_or_none()
    if row is None:
        raise TooLateToUndo
    return Taken(*row)


def note_shown(session: Session, ids: Sequence[int]) -> None:
    """A page has told of these."""
    session.execute(update(ConsoleUndo).where(ConsoleUndo.id.in_(ids)).values(shown=True))


def forget_old(session: Session, *, now: datetime) -> None:
    """Delete what can no longer be undone."""
    session.execute(delete(ConsoleUndo).where(ConsoleUndo.until <= now))
