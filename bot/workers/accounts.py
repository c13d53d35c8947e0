"""What others do with a worker's account: adding, roles, links, disabling. Each leaves an audit event."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from bot import audit
from bot.errors import BotError
from bot.places import Place, place_by_code
from bot.workers.links import end_links, make_link
from bot.workers.models import LONGEST_LOGIN, LONGEST_NAME, LONGEST_REASON, WorkerRole, WorkerRow
from bot.workers.passwords import Passwords, check_strength
from bot.workers.roles import ALONE, Role
from bot.workers.second_factor import forget_factor
from bot.workers.sessions import end_all
from bot.workers.throttle import Origin, forgive

_LOGIN = re.compile(rf"[a-z0-9][a-z0-9._@-]{{1,{LONGEST_LOGIN - 1}}}", re.ASCII)

Grant = tuple[Role, Place]


class BadWorker(BotError):
    """工作人员的资料不合要求。"""


class LastAdmin(BotError):
    """这是最后一位全区的系统管理员：请先再设一位，否则以后没有人能管理账号。"""


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
    session: Session, *, login: str, name: str, by: str, at: datetime, password_hash: str | None = None
) -> WorkerRow:
    """Add somebody, who has no role yet and, without a hash, chooses a password by a link. Raises BadWorker."""
    login, name = login_of(login), name.strip() or login
    if len(name) > LONGEST_NAME or not name.isprintable():
        raise BadWorker(f"姓名最多 {LONGEST_NAME} 个字，不能有换行。")
    if session.scalar(select(WorkerRow.id).where(WorkerRow.login == login)):
        raise BadWorker(f"登录名 {login} 已经有人用了。")
    row = WorkerRow(login=login, name=name, password_hash=password_hash, created_at=at)
    session.add(row)
    session.flush()
    _note(session, row, "worker.add", {"name": name}, by=by, at=at)
    return row


def grant(session: Session, row: WorkerRow, grants: Iterable[Grant], *, by: str, at: datetime) -> None:
    """Give roles at places; those that were given already stay. Raises BadWorker for roles that must not meet."""
    for role, place in grants:
        if not any(given.role is role and given.place_id == place.id for given in row.roles):
            _check_company(row, role)
            _check_world(row, place)
            row.roles.append(WorkerRole(role=role, place=place))
            session.flush()
            _note(session, row, "worker.grant", _told(role, place), by=by, at=at)


def withdraw(session: Session, row: WorkerRow, grants: Iterable[Grant], *, by: str, at: datetime) -> None:
    """Take roles at places away. Raises BadWorker for one that was never given, LastAdmin."""
    for role, place in grants:
        given = next((one for one in row.roles if one.role is role and one.place_id == place.id), None)
        if given is None:
            raise BadWorker(f"{row.login} 在{place.full_name}没有“{role.label}”这个角色。")
        if _rules_all(given):
            _check_others_rule(session, row)
        row.roles.remove(given)
        session.flush()
        _note(session, row, "worker.withdraw", _told(role, place), by=by, at=at)


def set_password(session: Session, row: WorkerRow, password_hash: str, *, by: str, at: datetime) -> None:
    """Give a new password: signed out everywhere, links end, failed attempts are forgiven."""
    row.password_hash = password_hash
    ended = end_all(session, row.id)
    end_links(session, row.id)
    for origin in (Origin.of(row.login, ""), Origin.of_confirm(row.id, "")):
        forgive(session, origin.login)
    _note(session, row, "worker.password", {"sessions": ended}, by=by, at=at)


def new_hash(passwords: Passwords, password: str, *, login: str) -> str:
    """The hash of a password that is good enough. Takes a tenth of a second: open no transaction around it.

    Raises WeakPassword.
    """
    check_strength(password, login=login)
    return passwords.hash(password)


def give_link(session: Session, row: WorkerRow, *, token: str, by: str, at: datetime) -> None:
    """Let the worker choose a password with a link, once. Until then the old one stays. Raises BadWorker: disabled."""
    if row.disabled_at is not None:
        raise BadWorker(f"{row.login} 已停用，请先重新启用。")
    make_link(session, row, token=token, now=at)
    _note(session, row, "worker.link", {}, by=by, at=at)


def reset_factor(session: Session, row: WorkerRow, *, by: str, at: datetime) -> None:
    """Forget a lost phone and its slip: signed out everywhere, and the next sign-in takes a new phone."""
    forget_factor(session, row.id)
    forgive(session, Origin.of_code(row.id, "").login)
    _note(session, row, "worker.reset_totp", {"sessions": end_all(session, row.id)}, by=by, at=at)


def excuse_from_code(session: Session, row: WorkerRow, reason: str | None, *, by: str, at: datetime) -> None:
    """Let somebody sign in with the password alone, for a reason; with None ask for codes again. Raises BadWorker.

    A phone they had is forgotten: who has one is asked for its code, whatever the reason.
    """
    if reason is not None:
        reason = reason.strip()
        if not 2 <= len(reason) <= LONGEST_REASON or not reason.isprintable():
            raise BadWorker(f"请写明为什么不用动态码，2 到 {LONGEST_REASON} 个字。")
        forget_factor(session, row.id)
    row.no_code_reason = reason
    _note(session, row, "worker.no_code" if reason else "worker.code_again", {"reason": reason or ""}, by=by, at=at)


def disable(session: Session, row: WorkerRow, *, by: str, at: datetime) -> None:
    """Shut somebody out at once, everywhere. Doing it twice changes nothing. Raises LastAdmin."""
    if row.disabled_at is None:
        if any(_rules_all(given) for given in row.roles):
            _check_others_rule(session, row)
        row.disabled_at = at
        end_links(session, row.id)
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


def _check_company(row: WorkerRow, role: Role) -> None:
    """Who looks after accounts decides nothing about content, and who audits does nothing that is audited."""
    others = {given.role for given in row.roles} - {role}
    lonely = next((one for one in (role, *others) if one in ALONE), None)
    if others and lonely:
        raise BadWorker(f"“{lonely.label}”不能同时担任别的角色：管账号、做审计的人不经手内容。请给另一个登录名。")


def _check_world(row: WorkerRow, place: Place) -> None:
    """Who practises works nowhere else: the practice accounts are known to many."""
    if any(given.place.practice is not place.practice for given in row.roles):
        raise BadWorker("练习社区的账号只用来练习，不能同时管真的地方；真的账号也不放到练习社区。")


def _rules_all(given: WorkerRole) -> bool:
    return given.role is Role.SYSTEM_ADMIN and given.place.parent_id is None


def _check_others_rule(session: Session, row: WorkerRow) -> None:
    # Held until we end: two who disable each other at the same moment must not both succeed.
    query = (
        select(WorkerRow)
        .join(WorkerRole, WorkerRole.worker_id == WorkerRow.id)
        .join(Place, Place.id == WorkerRole.place_id)
        .where(WorkerRole.role == Role.SYSTEM_ADMIN, Place.parent_id.is_(None), WorkerRow.disabled_at.is_(None))
        .order_by(WorkerRow.id)
    )
    ruling = session.scalars(query.with_for_update(of=WorkerRow).execution_options(populate_existing=True)).all()
    if row.disabled_at is None and not any(one.id != row.id for one in ruling):
        raise LastAdmin


def _told(role: Role, place: Place) -> dict[str, object]:
    return {"role": role.value, "role_name": role.label, "place": place.code, "place_name": place.full_name}


def _note(session: Session, row: WorkerRow, action: str, details: dict[str, object], *, by: str, at: datetime) -> None:
    audit.record(session, actor=by, action=action, subject=f"worker:{row.login}", details=details, at=at)
