"""A worker's own account: password, phone, where they are signed in, and giving the password once more."""

from flask import Blueprint, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.app import Kit, kit
from bot.callers import client_address
from bot.console.account_entry import chosen_hash, cipher, new_recovery_codes, passwords, phone_page, unseal_secret
from bot.console.forms import ROOT, way_back
from bot.console.guard import needs
from bot.console.shell import error_page
from bot.console.visit import Visit, current_visit, say
from bot.errors import BotError
from bot.secrets import SecretUnreadableError
from bot.workers import own_account
from bot.workers.accounts import worker_by_login
from bot.workers.models import SecondFactor
from bot.workers.own_account import WrongPassword
from bot.workers.passwords import SHORTEST, Busy, WeakPassword
from bot.workers.second_factor import Phone, WrongCode, recovery_codes_left
from bot.workers.sessions import sessions_of
from bot.workers.sign_in import Attempt
from bot.workers.throttle import TooManyAttempts
from bot.workers.worker import Worker

account = Blueprint("account", __name__, url_prefix="/console/account")

STATUS = {TooManyAttempts: 429, Busy: 503}


@account.get("/")
@needs()
def page(worker: Worker) -> ResponseReturnValue:
    """Everything about one's own account."""
    return _page(worker)


@account.post("/password")
@needs()
def change_password(worker: Worker) -> ResponseReturnValue:
    """Change the password: who does it knows the old one, and nobody else stays signed in."""
    now, here = kit().clock.now(), _visit().session_id
    try:
        stored = own_account.prove(kit().sessions, passwords(), _attempt(worker, "old"), session_id=here, now=now)
        password_hash = chosen_hash(worker.login)
    except (WrongPassword, TooManyAttempts, Busy) as error:
        return _page(worker, old_error=error)
    except WeakPassword as error:
        return _page(worker, new_error=error)
    with kit().sessions.begin() as session:
        ended = own_account.change_password(
            session, worker.login, password_hash, instead_of=stored, session_id=here, at=now
        )
        say(session, f"密码换好了。{f'另外 {ended} 处已退出登录。' if ended else ''}")
    return redirect(url_for(".page"), 303)


@account.get("/phone")
@needs(fresh=True)
def new_phone(worker: Worker) -> ResponseReturnValue:
    """Show how to bring a new secret onto a phone."""
    return phone_page(worker.login, _binding(), url_for(".page"))


@account.post("/phone")
@needs(fresh=True)
def take_phone(worker: Worker) -> ResponseReturnValue:
    """Take the phone that shows a right code, and show the new slip: only now."""
    now, codes = kit().clock.now(), new_recovery_codes()
    try:
        secret = unseal_secret(_binding())
    except SecretUnreadableError:
        return redirect(url_for(".new_phone"), 303)
    try:
        origin = own_account.claim_code(kit().sessions, worker.id, client_address(), now=now)
        phone, here = Phone(secret, request.form.get("code", ""), codes), _visit().session_id
        with kit().sessions.begin() as session:
            own_account.change_phone(session, cipher(), worker, phone, origin=origin, session_id=here, at=now)
    except (WrongCode, TooManyAttempts) as error:
        return phone_page(worker.login, _binding(), url_for(".page"), error=error, secret=secret)
    return render_template("console/account_codes.html", codes=codes, wanted=url_for(".page"))


@account.post("/sessions/<int:session_id>/end")
@needs()
def end_session(worker: Worker, session_id: int) -> ResponseReturnValue:
    """Sign out one of one's other browsers."""
    now = kit().clock.now()
    with kit().sessions.begin() as session:
        if session_id == _visit().session_id:
            abort(error_page(400, "这就是现在用的", "要退出这里，请按右上角的“退出登录”。"))
        ended = own_account.leave_other(session, worker, session_id, at=now)
        say(session, "那一处已退出登录。" if ended else "那一处早已退出。")
    return redirect(url_for(".page"), 303)


@account.post("/sessions/end-others")
@needs()
def end_others(worker: Worker) -> ResponseReturnValue:
    """Sign out everywhere but here."""
    now = kit().clock.now()
    with kit().sessions.begin() as session:
        ended = own_account.leave_others(session, worker, but=_visit().session_id, at=now)
        say(session, f"{ended} 处已退出登录。" if ended else "没有在别处登录。")
    return redirect(url_for(".page"), 303)


@account.get("/confirm")
@needs()
def confirm(_worker: Worker) -> ResponseReturnValue:
    """Ask for the password once more, before what does most harm."""
    return render_template("console/account_confirm.html", wanted=way_back(request.args.get("next", ROOT)), error=None)


@account.post("/confirm")
@needs()
def check_confirm(worker: Worker) -> ResponseReturnValue:
    """Go on with a session that is fresh again."""
    wanted, now = way_back(request.form.get("next", ROOT)), kit().clock.now()
    try:
        attempt, here = _attempt(worker, "password"), _visit().session_id
        own_account.prove(kit().sessions, passwords(), attempt, session_id=here, now=now)
    except (WrongPassword, TooManyAttempts, Busy) as error:
        html = render_template("console/account_confirm.html", wanted=wanted, error=error)
        return make_response(html, _status(error))
    return redirect(wanted, 303)


def init_app(kit: Kit) -> None:
    """Show the page beside the worker's name."""
    kit.console.add_own("我的账号", "account.page", order=10)


def _page(
    worker: Worker, *, old_error: BotError | None = None, new_error: BotError | None = None
) -> ResponseReturnValue:
    visit, now = _visit(), kit().clock.now()
    with kit().sessions.read() as session:
        row = worker_by_login(session, worker.login)
        html = render_template(
            "console/account.html",
            row=row,
            roles=[(given.role, given.place.full_name) for given in row.roles],
            factor=session.get(SecondFactor, worker.id),
            codes_left=recovery_codes_left(session, worker.id),
            signed_in=sessions_of(session, worker.id, now=now),
            here=visit.session_id,
            shortest=SHORTEST,
            old_error=old_error or "",
            new_error=new_error or "",
        )
    return make_response(html, _status(old_error or new_error))


def _visit() -> Visit:
    visit = current_visit()
    if visit is None:  # the guard of every view here has seen to that
        raise RuntimeError("nobody is signed in")
    return visit


def _attempt(worker: Worker, field: str) -> Attempt:
    return Attempt(worker.login, request.form.get(field, ""), client_address(), signed_in=worker.id)


def _binding() -> str:
    return f"new phone of session {_visit().session_id}"


def _status(error: BotError | None) -> int:
    return 200 if error is None else STATUS.get(type(error), 403)
