"""Links with which workers choose a password themselves, once: the first, or a new one for the forgotten."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot.errors import BotError
from bot.workers.models import WorkerLink, WorkerRow
from bot.workers.sessions import digest

VALID = timedelta(hours=72)
PATH = "/console/welcome/"


class LinkOver(BotError):
    """这个链接已经用过，或者已经过期。请找本单位的系统管理员重新要一个。"""


def make_link(session: Session, row: WorkerRow, *, token: str, now: datetime) -> None:
    """Let the worker choose a password with this token; earlier links of theirs end. `token` is random and not kept."""
    end_links(session, row.id)
    session.add(WorkerLink(worker_id=row.id, token_hash=digest(token), expires_at=now + VALID))
    session.flush()


def worker_of_link(session: Session, token: str, *, now: datetime, with_examples: bool) -> WorkerRow:
    """Whose link it is; looking changes nothing, as chats open links by themselves to preview them. Raises LinkOver."""
    query = (
        select(WorkerRow)
        .join(WorkerLink, WorkerLink.worker_id == WorkerRow.id)
        .where(WorkerLink.token_hash == digest(token), WorkerLink.expires_at > now, WorkerRow.disabled_at.is_(None))
    )
    row = session.scalars(query.with_for_update(of=WorkerLink)).one_or_none()
    if row is None or (row.is_example and not with_examples):
        raise LinkOver
    return row


def end_links(session: Session, worker_id: int) -> None:
    """No link of this worker opens anything any more."""
    session.execute(delete(WorkerLink).where(WorkerLink.worker_id == worker_id))


def forget_links(session: Session, *, now: datetime) -> None:
    """Delete those that are over."""
    session.execute(delete(WorkerLink).where(WorkerLink.expires_at <= now))
