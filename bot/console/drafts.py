"""Forms that workers have begun and not sent: kept for a month, one for each form and worker."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.console.models import LONGEST_ADDRESS, LONGEST_KEY, LONGEST_TITLE, ConsoleDraft

KEPT = timedelta(days=30)
LONGEST = 200_000  # characters of all fields together
MOST = 50  # forms one worker may have begun; the oldest goes
SECRET = ("password", "token", "secret", "one_time")  # parts of names of fields that are never kept

Field = tuple[str, str]


def keep(
    session: Session, worker_id: int, key: str, fields: Iterable[Field], *, title: str, address: str, now: datetime
) -> bool:
    """Keep what a form holds, in place of what was kept of it; False when it is too long, or there is nothing in it."""
    kept = worth_keeping(fields)
    if not kept or not is_key(key) or sum(len(name) + len(value) for name, value in kept) > LONGEST:
        return False
    values = {"title": title.replace("\0", "")[:LONGEST_TITLE], "address": address[:LONGEST_ADDRESS]}
    _put(session, worker_id, key, {**values, "fields": [list(pair) for pair in kept], "saved_at": now})
    _drop_oldest(session, worker_id)
    return True


def is_key(key: str) -> bool:
    """Whether this names a form: not everything a request may say does, nor can a database hold it."""
    return 0 < len(key) <= LONGEST_KEY and key.isprintable()


def worth_keeping(fields: Iterable[Field]) -> list[Field]:
    """What of a form is kept: what was filled in, but no secrets."""
    return [(name, value) for name, value in fields if value and not any(part in name.lower() for part in SECRET)]


def find(session: Session, worker_id: int, key: str, *, now: datetime) -> ConsoleDraft | None:
    """What is kept of this form."""
    return session.scalars(_of(worker_id, now).where(ConsoleDraft.key == key)).one_or_none()


def all_of(session: Session, worker_id: int, *, now: datetime) -> Sequence[ConsoleDraft]:
    """All that this worker has begun, the newest first."""
    return session.scalars(_of(worker_id, now).order_by(ConsoleDraft.saved_at.desc(), ConsoleDraft.id)).all()


def drop(session: Session, worker_id: int, key: str) -> None:
    """Forget it: it was sent, or is not wanted."""
    session.execute(delete(ConsoleDraft).where(ConsoleDraft.worker_id == worker_id, ConsoleDraft.key == key))


def forget_old(session: Session, *, now: datetime) -> None:
    """Forget what nobody has touched for a month."""
    session.execute(delete(ConsoleDraft).where(ConsoleDraft.saved_at <= now - KEPT))


def _of(worker_id: int, now: datetime) -> Select[ConsoleDraft]:
    return select(ConsoleDraft).where(ConsoleDraft.worker_id == worker_id, ConsoleDraft.saved_at > now - KEPT)


def _put(session: Session, worker_id: int, key: str, values: Mapping[str, object]) -> None:
    # One statement: two tabs that keep the same form at once must not both find nothing there.
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    fresh = insert(ConsoleDraft).values(worker_id=worker_id, key=key, **values)
    replaced = fresh.on_conflict_do_update(index_elements=["worker_id", "key"], set_=dict(values))
    session.execute(replaced)
    session.expire_all()  # what was read of it before is no longer so


def _drop_oldest(session: Session, worker_id: int) -> None:
    ids = select(ConsoleDraft.id).where(ConsoleDraft.worker_id == worker_id)
    surplus = session.scalars(ids.order_by(ConsoleDraft.saved_at.desc(), ConsoleDraft.id.desc()).offset(MOST)).all()
    if surplus:
        session.execute(delete(ConsoleDraft).where(ConsoleDraft.id.in_(surplus)))
