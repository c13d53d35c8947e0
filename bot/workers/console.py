"""Workers' pages about accounts: who there is, as what and where; adding, roles, links, disabling."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import Kit, kit
from bot.audit.words import NAMES
from bot.console.account_entry import new_token
from bot.console.guard import needs
from bot.console.history import history
from bot.console.listing import Choice, Column, Listing
from bot.console.listing.filters import Condition
from bot.console.shell import error_page
from bot.console.showing import show
from bot.console.visit import say
from bot.console.words import names
from bot.places import Place, below
from bot.workers import accounts
from bot.workers.accounts import BadWorker, Grant, UnknownWorker
from bot.workers.administering import (
    NotYours,
    OwnAccount,
    changed_by,
    may_change,
    place_to_give,
    places_to_give,
    seen_by,
    visible,
    with_roles,
)
from bot.workers.links import PATH, VALID
from bot.workers.models import LONGEST_LOGIN, LONGEST_NAME, SecondFactor, WorkerRole, WorkerRow
from bot.workers.roles import Role, role_named
from bot.workers.sessions import sessions_of
from bot.workers.worker import Worker

console = Blueprint("workers_console", __name__, url_prefix="/console/workers")

STATES = {"active": "可以登录", "new": "还没有设密码", "excused": "不用动态码", "disabled": "已停用"}


def state_of(row: WorkerRow) -> str:
    """What an administrator wants to know of an account at a glance."""
    if row.disabled_at:
        return STATES["disabled"]
    if row.password_hash is None:
        return STATES["new"]
    return STATES["excused"] if row.no_code_reason else STATES["active"]


def in_state(state: str) -> Condition:
    """The accounts in a state of `STATES`: each account is in one, the one `state_of` names."""
    enabled, chosen = WorkerRow.disabled_at.is_(None), WorkerRow.password_hash.is_not(None)
    return {
        "active": enabled & chosen & WorkerRow.no_code_reason.is_(None),
        "new": enabled & ~chosen,
        "excused": enabled & chosen & WorkerRow.no_code_reason.is_not(None),
        "disabled": WorkerRow.disabled_at.is_not(None),
    }[state]


def with_role(role: str) -> Condition:
    """The accounts that have a role somewhere."""
    return WorkerRow.roles.any(WorkerRole.role == Role(role))


def at_place(code: str) -> Condition:
    """The accounts that have a role at a place or below it."""
    there = below(select(Place.id).where(Place.code == code))
    return WorkerRow.roles.any(WorkerRole.place_id.in_(there))


def all_places(session: Session) -> list[tuple[str, str]]:
    """What the list can be narrowed to."""
    places = session.scalars(select(Place).where(Place.active).order_by(Place.code))
    return [(place.code, place.full_name) for place in places]


LISTING: Listing[WorkerRow] = Listing(
    "workers",
    "账号",
    columns=(
        Column(
            "name", "姓名", sort=WorkerRow.name, href=lambda row: url_for("workers_console.worker", login=row.login)
        ),
        Column("login", "登录名", sort=WorkerRow.login),
        Column("roles", "角色", value=lambda row: roles_in_words(row) or "没有角色"),
        Column("state", "状态", value=state_of),
        Column("created_at", "增加于", sort=WorkerRow.created_at),
    ),
    search=(WorkerRow.name, WorkerRow.login),
    search_label="姓名或登录名",
    filters=(
        Choice("role", "角色", {role.value: role.label for role in Role}, with_role),
        Choice("place", "地方", all_places, at_place),
        Choice("state", "状态", STATES, in_state),
    ),
    order=(WorkerRow.login,),
    empty="还没有账号。",
    unit="个账号",
)


@console.get("/")
@needs(Role.SYSTEM_ADMIN, Role.AUDITOR)
def workers(worker: Worker) -> ResponseReturnValue:
    """All accounts this worker may see."""
    with kit().sessions.read() as session:
        query = with_roles().where(visible(worker))
        may_add = worker.has(Role.SYSTEM_ADMIN)
        return show(LISTING, session, query, worker=worker, template="console/workers.html", may_add=may_add)


@console.get("/add")
@needs(Role.SYSTEM_ADMIN, fresh=True)
def adding(worker: Worker) -> str:
    """Ask who is to be added, as what and where."""
    return _adding_page(worker)


@console.post("/add")
@needs(Role.SYSTEM_ADMIN, fresh=True)
def add(worker: Worker) -> ResponseReturnValue:
    """Add somebody, and show the link with which they come in: only now."""
    form, now, token = request.form, kit().clock.now(), new_token()
    try:
        with kit().sessions.begin() as session:
            pair = _pair(session, worker)
            row = accounts.add_worker(
                session, login=form.get("login", ""), name=form.get("name", ""), by=worker.login, at=now
            )
            accounts.grant(session, row, [pair], by=worker.login, at=now)
            accounts.give_link(session, row, token=token, by=worker.login, at=now)
    except BadWorker as error:
        return make_response(_adding_page(worker, str(error)), 409)
    return _link_page(row, token)


@console.get("/of/<login>")
@needs(Role.SYSTEM_ADMIN, Role.AUDITOR)
def worker(worker: Worker, login: str) -> str:
    """One account: roles, how it proves itself, where it is signed in, what was done to it."""
    now = kit().clock.now()
    with kit().sessions.read() as session:
        row = _seen(session, worker, login)
        mine = may_change(worker, row)
        return render_template(
            "console/workers_one.html",
            row=row,
            state=state_of(row),
            factor=session.get(SecondFactor, row.id),
            signed_in=sessions_of(session, row.id, now=now),
            may_change=mine,
            is_self=row.login == worker.login,
            roles=[(role.value, f"{role.label}：{role.duty}") for role in Role],
            places=places_to_give(session, worker) if mine else (),
            steps=history(
                session,
                f"worker:{row.login}",
                actions=kit().console.actions,
                people=names(session),
                labels=NAMES,
            ),
        )


@console.post("/of/<login>/roles")
@needs(Role.SYSTEM_ADMIN, fresh=True)
def grant(worker: Worker, login: str) -> ResponseReturnValue:
    """Give a role at a place."""
    return _change(worker, login, lambda session, row, at: _give(session, worker, row, at, accounts.grant))


@console.post("/of/<login>/roles/withdraw")
@needs(Role.SYSTEM_ADMIN, fresh=True)
def withdraw(worker: Worker, login: str) -> ResponseReturnValue:
    """Take a role at a place away."""
    return _change(worker, login, lambda session, row, at: _give(session, worker, row, at, accounts.withdraw))


@console.post("/of/<login>/link")
@needs(Role.SYSTEM_ADMIN, fresh=True)
def link(worker: Worker, login: str) -> ResponseReturnValue:
    """Give a link with which the worker chooses a password, and show it: only now."""
    now, token = kit().clock.now(), new_token()
    with kit().sessions.begin() as session:
        row = _held(session, worker, login)
        accounts.give_link(session, row, token=token, by=worker.login, at=now)
    return _link_page(row, token)


@console.post("/of/<login>/reset-totp")
@needs(Role.SYSTEM_ADMIN, fresh=True)
def reset_totp(worker: Worker, login: str) -> ResponseReturnValue:
    """Forget a lost phone."""

    def change(session: Session, row: WorkerRow, at: datetime) -> str:
        accounts.reset_factor(session, row, by=worker.login, at=at)
        return "动态码已解除，下次登录时重新绑定手机。"

    return _change(worker, login, change)


@console.post("/of/<login>/no-code")
@needs(Role.SYSTEM_ADMIN, fresh=True)
def no_code(worker: Worker, login: str) -> ResponseReturnValue:
    """Excuse somebody from codes for a reason, or ask for them again."""
    reason = None if request.form.get("again") else request.form.get("reason", "")

    def change(session: Session, row: WorkerRow, at: datetime) -> str:
        accounts.excuse_from_code(session, row, reason, by=worker.login, at=at)
        return "登录时又要动态码。" if reason is None else "登录时不用动态码了，原因已记下。"

    return _change(worker, login, change)


@console.post("/of/<login>/sign-out")
@needs(Role.SYSTEM_ADMIN, fresh=True)
def sign_out(worker: Worker, login: str) -> ResponseReturnValue:
    """Sign somebody out everywhere."""

    def change(session: Session, row: WorkerRow, at: datetime) -> str:
        return f"已在 {accounts.sign_out_everywhere(session, row, by=worker.login, at=at)} 处退出登录。"

    return _change(worker, login, change)


@console.post("/of/<login>/disable")
@needs(Role.SYSTEM_ADMIN, fresh=True)
def disable(worker: Worker, login: str) -> ResponseReturnValue:
    """Shut somebody out at once."""

    def change(session: Session, row: WorkerRow, at: datetime) -> str:
        accounts.disable(session, row, by=worker.login, at=at)
        return "已停用，各处都已退出登录。"

    return _change(worker, login, change)


@console.post("/of/<login>/enable")
@needs(Role.SYSTEM_ADMIN, fresh=True)
def enable(worker: Worker, login: str) -> ResponseReturnValue:
    """Let somebody in again."""

    def change(session: Session, row: WorkerRow, at: datetime) -> str:
        accounts.enable(session, row, by=worker.login, at=at)
        return "已重新启用。"

    return _change(worker, login, change)


def join_console(kit: Kit) -> None:
    """Add the page to the navigation, and say in words what is done to accounts."""
    kit.console.add_entry("账号", "workers_console.workers", order=90, group="管理")
    kit.console.add_actions(ACTIONS)


ACTIONS = {
    "worker.add": "增加了账号",
    "worker.grant": "给予角色",
    "worker.withdraw": "收回角色",
    "worker.link": "给了设置密码的链接",
    "worker.password": "设了新密码",
    "worker.own_password": "换了自己的密码",
    "worker.enrol": "绑定了手机",
    "worker.reset_totp": "解除了动态码",
    "worker.no_code": "免去了动态码",
    "worker.code_again": "恢复了动态码",
    "worker.disable": "停用了账号",
    "worker.enable": "启用了账号",
    "worker.sign_in": "登录",
    "worker.sign_in_failed": "登录没有成功：密码不对",
    "worker.code_failed": "登录没有成功：动态码不对",
    "worker.confirm_failed": "再次输入的密码不对",
    "worker.sign_out": "退出登录",
    "worker.sign_out_everywhere": "让账号在各处退出登录",
    "worker.end_session": "退出了自己别处的登录",
}


def roles_in_words(row: WorkerRow) -> str:
    """All roles of an account, each with its place."""
    return "、".join(f"{given.role.label}（{given.place.full_name}）" for given in row.roles)


def _seen(session: Session, worker: Worker, login: str) -> WorkerRow:
    try:
        return seen_by(session, worker, login)
    except UnknownWorker as error:
        abort(error_page(404, "没有这个账号", str(error)))


def _held(session: Session, admin: Worker, login: str) -> WorkerRow:
    _seen(session, admin, login)
    try:
        return changed_by(session, admin, login)
    except (OwnAccount, NotYours) as error:
        abort(error_page(403, "这个账号不归您管", str(error)))


def _change(admin: Worker, login: str, change: Callable[[Session, WorkerRow, datetime], str]) -> ResponseReturnValue:
    with kit().sessions.begin() as session:
        row = _held(session, admin, login)
        say(session, change(session, row, kit().clock.now()))
    return redirect(url_for(".worker", login=login), 303)


def _give(session: Session, admin: Worker, row: WorkerRow, at: datetime, change: Callable[..., None]) -> str:
    change(session, row, [_pair(session, admin)], by=admin.login, at=at)
    return f"现在的角色：{roles_in_words(row) or '没有角色'}。"


def _pair(session: Session, admin: Worker) -> Grant:
    return role_named(request.form.get("role", "")), place_to_give(session, admin, request.form.get("place", ""))


def _adding_page(admin: Worker, problem: str = "") -> str:
    with kit().sessions.read() as session:
        places = places_to_give(session, admin)
    return render_template(
        "console/workers_add.html",
        roles=[(role.value, f"{role.label}：{role.duty}") for role in Role],
        places=places,
        problem=problem,
        form=request.form,
        longest_login=LONGEST_LOGIN,
        longest_name=LONGEST_NAME,
    )


def _link_page(row: WorkerRow, token: str) -> str:
    address = f"{kit().settings.public_url}{PATH}{token}"
    hours = int(VALID.total_seconds()) // 3600
    return render_template("console/workers_link.html", row=row, link=address, hours=hours)
