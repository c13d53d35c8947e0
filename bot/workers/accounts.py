"""What the operator does with workers: adding, roles, a new password, disabling. Each leaves an audit event."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from bot import audit
from bot.errors import BotError
from bot.places import Place, place_by_code
from bot.workers.models import LONGEST_LOGIN, LONGEST_NAME, WorkerRole, WorkerRow
from bot.workers.passwords import Passwords, check_strength
from bot.workers.roles import Role
from bot.workers.sessions import end_all
from bot.workers.throttle import Origin, forgive

_LOGIN = re.compile(rf"[a-z0-9][a-z0-9._@-]{{1,{LONGEST_LOGIN - 1}}}", re.ASCII)

Grant = tuple[Role, Place]


class BadWorker(BotError):
    """工作人员的资料不合要求。"""


class UnknownWorker(BotError):
    """没有这个登录名。"""


class UnknownPlace(BotError):
    """没有这个地方。"""


def login_of(text: str) -> str:
    """The login as it is stored. Raises BadWorker."""
    login = text.strip().lower()
    if not _LOGIN.fullmatch(login):
        raise BadWorker(f"登录名应为 2 到 {LONGEST_LOGIN} 个小写字母、数字或 . _ @ -，并以字母或数字开头。")
    return login


def place_called(session: Session, text: str) -> Place:
    """The active place with this code, or with this name when only one has it. Raises UnknownPlace."""
    if (place := place_by_code(session, text.strip())) and place.active:
        return place
    named = [one for one in session.scalars(select(Place).where(Place.active)) if text in {one.name, one.full_name}]
    if len(named) == 1:
        return named[0]
    reason = f"有 {len(named)} 个地方叫“{text}”，请写编号" if named else f"没有编号或名称为“{text}”的地方"
    raise UnknownPlace(f"{reason}。全部地方见 juwutong places list。")


def add_worker(
    session: Session, passwords: Passwords, *, login: str, name: str, password: str, by: str, at: datetime
) -> WorkerRow:
    """Add somebody, who has no role yet. Raises BadWorker or WeakPassword."""
    login, name = login_of(login), name.strip() or login
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise BadWorker(f"姓名最多 {LONGEST_NAME} 个字，不能有换行。")
    if session.scalar(select(WorkerRow.id).where(WorkerRow.login == login)):
        raise BadWorker(f"登录名 {login} 已经有人用了。")
    check_strength(password, login=login)
    row = WorkerRow(login=login, name=name, password_hash=passwords.hash(password), created_at=at)
    session.add(row)
    session.flush()
    _note(session, row, "worker.add", {}, by=by, at=at)
    return row


def grant(session: Session, row: WorkerRow, grants: Iterable[Grant], *, by: str, at: datetime) -> None:
    """Give roles at places; those that were given already stay."""
    for role, place in grants:
        if not any(given.role is role and given.place_id == place.id for given in row.roles):
            row.roles.append(WorkerRole(role=role, place=place))
            session.flush()
            _note(session, row, "worker.grant", {"role": role.value, "place": place.code}, by=by, at=at)


def withdraw(session: Session, row: WorkerRow, grants: Iterable[Grant], *, by: str, at: datetime) -> None:
    """Take roles at places away. Raises BadWorker for one that was never given."""
    for role, place in grants:
        given = next((one for one in row.roles if one.role is role and one.place_id == place.id), None)
        if given is None:
            raise BadWorker(f"{row.login} 在{place.full_name}没有“{role.label}”这个角色。")
        row.roles.remove(given)
        session.flush()
        _note(session, row, "worker.withdraw", {"role": role.value, "place": place.code}, by=by, at=at)


def set_password(
    session: Session, passwords: Passwords, row: WorkerRow, password: str, *, by: str, at: datetime
) -> None:
    """Give a new password: signed out everywhere, and failed attempts are forgiven. Raises WeakPassword."""
    check_strength(password, login=row.login)
    row.password_hash = passwords.hash(password)
    ended = end_all(session, row.id)
    forgive(session, Origin.of(row.login, "").login)
    _note(session, row, "worker.password", {"sessions": ended}, by=by, at=at)


def disable(session: Session, row: WorkerRow, *, by: str, at: datetime) -> None:
    """Shut somebody out at once, everywhere. Doing it twice changes nothing."""
    if row.disabled_at is None:
        row.disabled_at = at
        _note(session, row, "worker.disable", {"sessions": end_all(session, row.id)}, by=by, at=at)


def enable(session: Session, row: WorkerRow, *, by: str, at: datetime) -> None:
    """Let somebody in again. Doing it twice changes nothing."""
    if row.disabled_at is not None:
        row.disabled_at = None
        _note(session, row, "worker.enable", {}, by=by, at=at)


def sign_out_everywhere(session: Session, row: WorkerRow, *, by: str, at: datetime) -> int:
    """End every session of somebody; how many there were."""
    ended = end_all(session, row.id)
    _note(session, row, "worker.sign_out_everywhere", {"sessions": ended}, by=by, at=at)
    return ended


def worker_by_login(session: Session, login: str) -> WorkerRow:
    """The worker, disabled ones too. Raises UnknownWorker."""
    row = session.scalars(select(WorkerRow).where(WorkerRow.login == login.strip().lower())).one_or_none()
    if row is None:
        raise UnknownWorker(f"没有登录名为 {login} 的工作人员。全部人员见 juwutong worker list。")
    return row


def all_workers(session: Session) -> Sequence[WorkerRow]:
    """Everybody by login, with roles and their places."""
    whole = selectinload(WorkerRow.roles).selectinload(WorkerRole.place).selectinload(Place.parent)
    return session.scalars(select(WorkerRow).order_by(WorkerRow.login).options(whole)).all()


def _note(session: Session, row: WorkerRow, action: str, details: dict[str, object], *, by: str, at: datetime) -> None:
    audit.record(session, actor=by, action=action, subject=f"worker:{row.login}", details=details, at=at)
