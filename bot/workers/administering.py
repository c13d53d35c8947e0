"""Which accounts an administrator looks after, and that nobody changes their own."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, select, true
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from bot.errors import BotError
from bot.places import Place
from bot.workers.accounts import UnknownWorker
from bot.workers.models import WorkerRole, WorkerRow
from bot.workers.roles import Role
from bot.workers.worker import Worker

SEEING = (Role.SYSTEM_ADMIN, Role.AUDITOR)


class NotYours(BotError):
    """这个账号在您管的范围以外还有角色，请找上一级的系统管理员。"""


class OwnAccount(BotError):
    """自己的账号要由另一位系统管理员来改。密码和手机请到“我的账号”里换。"""


class NotYourPlace(BotError):
    """您只能在自己管的地方给予或收回角色。"""


def visible(worker: Worker) -> ColumnElement[bool]:
    """Which workers this one may see: all of the district, or those with a role where theirs is."""
    if worker.has_everywhere(*SEEING):
        return true()
    tree = select(Place.id).where(Place.id.in_(worker.place_ids(*SEEING))).cte(recursive=True)
    child = aliased(Place)
    tree = tree.union_all(select(child.id).join(tree, child.parent_id == tree.c.id))
    return WorkerRow.id.in_(select(WorkerRole.worker_id).where(WorkerRole.place_id.in_(select(tree.c.id))))


def with_roles() -> Select[WorkerRow]:
    """All workers, with their roles and places."""
    whole = selectinload(WorkerRow.roles).joinedload(WorkerRole.place).joinedload(Place.parent)
    return select(WorkerRow).options(whole)


def seen_by(session: Session, worker: Worker, login: str) -> WorkerRow:
    """The account with this login, if this worker may see it. Raises UnknownWorker, whether there is none or not."""
    row = session.scalars(with_roles().where(WorkerRow.login == login, visible(worker))).one_or_none()
    if row is None:
        raise UnknownWorker(f"没有登录名为 {login} 的账号，或者不在您管的范围里。")
    return row


def changed_by(session: Session, admin: Worker, login: str) -> WorkerRow:
    """The account, held, if this administrator may change it. Raises OwnAccount, NotYours or UnknownWorker."""
    if login == admin.login:
        raise OwnAccount
    row = seen_by(session, admin, login)
    session.refresh(row, ["disabled_at", "password_hash"], with_for_update=True)
    session.expire(row, ["roles"])  # read anew below: one given a moment ago counts
    if not _is_in_charge(admin, row):
        raise NotYours
    return row


def may_change(admin: Worker, row: WorkerRow) -> bool:
    """Whether the page of an account offers to change it."""
    return row.login != admin.login and _is_in_charge(admin, row)


def place_to_give(session: Session, admin: Worker, code: str) -> Place:
    """The active place with this code, where this administrator gives roles. Raises NotYourPlace."""
    query = select(Place).where(Place.code == code, Place.active).options(joinedload(Place.parent))
    place = session.scalars(query).one_or_none()
    if place is None or not admin.may(Role.SYSTEM_ADMIN, place):
        raise NotYourPlace
    return place


def places_to_give(session: Session, admin: Worker) -> Sequence[tuple[str, str]]:
    """Codes and names of the active places where this administrator gives roles, each below its street."""
    places = session.scalars(select(Place).where(Place.active).order_by(Place.code)).all()
    return [
        (place.code, f"{'　' * place.depth}{place.name}") for place in places if admin.may(Role.SYSTEM_ADMIN, place)
    ]


def _is_in_charge(admin: Worker, row: WorkerRow) -> bool:
    # Who has no role yet belongs to no place, and so to the administrators of all.
    if not row.roles:
        return admin.has_everywhere(Role.SYSTEM_ADMIN)
    return all(admin.may(Role.SYSTEM_ADMIN, given.place) for given in row.roles)
