"""What a worker has just done and may take back for ten minutes."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from bot.console.models import ConsoleUndo
from bot.errors import BotError

FOR = timedelta(minutes=10)


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


def take(session: Session, session_id: int, undo_id: int, *, now: datetime) -> ConsoleUndo:
    """Take one, which nobody can take again. Raises TooLateToUndo, also when it is another's."""
    row = session.get(ConsoleUndo, undo_id)
    if row is None or row.session_id != session_id or row.until <= now:
        raise TooLateToUndo
    session.delete(row)
    return row


def note_shown(session: Session, ids: Sequence[int]) -> None:
    """A page has told of these."""
    session.execute(update(ConsoleUndo).where(ConsoleUndo.id.in_(ids)).values(shown=True))


def forget_old(session: Session, *, now: datetime) -> None:
    """Delete what can no longer be undone."""
    session.execute(delete(ConsoleUndo).where(ConsoleUndo.until <= now))
