"""Signing in to the console, step by step: password, code or first phone; and links to choose a password with."""

import logging
import secrets

import segno
from flask import Flask, Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from bot.app import Kit, kit
from bot.callers import client_address
from bot.console.forms import ROOT, way_back
from bot.console.guard import for_strangers, needs
from bot.console.pages import console
from bot.console.visit import (
    HALF,
    SIGNED_IN,
    VISITING,
    cookie,
    current_visit,
    delete_cookie,
    set_cookie,
)
from bot.errors import BotError
from bot.secrets import Cipher, SecretUnreadableError
from bot.settings import SettingsError
from bot.workers.accounts import new_hash, set_password
from bot.workers.browsers import Browser
from bot.workers.examples import EASY_TO_READ
from bot.workers.links import worker_of_link
from bot.workers.passwords import SHORTEST, Busy, Passwords, WeakPassword
from bot.workers.second_factor import RECOVERY_CODES, Phone, WrongCode, address_for_phone, factor_cipher
from bot.workers.sessions import end_session
from bot.workers.sign_in import (
    Attempt,
    Half,
    HalfOver,
    Here,
    WrongLogin,
    after_password,
    enrol_and_finish,
    finish,
    open_half,
    seal_half,
)
from bot.workers.sign_in import sign_in as let_in
from bot.workers.sign_in import sign_out as let_out
from bot.workers.throttle import TooManyAttempts
from bot.workers.worker import Worker

SECRET_CHARACTERS = 32  # of base32: 160 bits, as RFC 4226 recommends
BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"

log = logging.getLogger(__name__)


@console.get("/sign-in")
@for_strangers
def sign_in() -> ResponseReturnValue:
    """Ask for login and password; who is signed in goes on at once."""
    wanted = way_back(request.args.get("next", ROOT))
    if current_visit():
        return redirect(wanted, 303)
    return _sign_in_page(wanted, note="您已退出登录。" if "left" in request.args else "")


@console.post("/sign-in")
@for_strangers
def check_sign_in() -> ResponseReturnValue:
    """Let the worker in, with a new token whatever this browser had before; or on to the code; or say why not."""
    wanted, token = way_back(request.form.get("next", ROOT)), new_token()
    typed = request.form.get("login", ""), request.form.get("password", "")
    attempt = Attempt(*typed, client_address(), request.user_agent.string)
    try:
        outcome = let_in(
            kit().sessions,
            passwords(),
            attempt,
            token=token,
            now=kit().clock.now(),
            with_examples=kit().settings.is_sandbox,
        )
    except (WrongLogin, TooManyAttempts, Busy) as error:
        log.warning("a sign-in was refused: %s", type(error).__name__)
        return _sign_in_page(wanted, error=error, login=attempt.login)
    return _go_on(outcome, wanted, token)


@console.get("/sign-in/code")
@for_strangers
def ask_code() -> ResponseReturnValue:
    """Ask for the code on the worker's phone."""
    half = _half()
    if half is None:
        return redirect(url_for(".sign_in"), 303)
    return _code_page(way_back(request.args.get("next", ROOT)))


@console.post("/sign-in/code")
@for_strangers
def check_code() -> ResponseReturnValue:
    """Let in who has the phone besides the password."""
    half, wanted, here = _half(), way_back(request.form.get("next", ROOT)), _here()
    if half is None:
        return _start_again()
    try:
        worker = finish(kit().sessions, cipher(), half, request.form.get("code", ""), here)
    except (WrongCode, TooManyAttempts) as error:
        log.warning("a code was refused: %s", type(error).__name__)
        return _code_page(wanted, error=error)
    except HalfOver as error:
        return _start_again(error)
    return _signed_in(worker, redirect(wanted, 303), here.token)


@console.get("/sign-in/phone")
@for_strangers
def ask_phone() -> ResponseReturnValue:
    """Show who signs in first how to make the phone show codes."""
    half = _half()
    if half is None:
        return redirect(url_for(".sign_in"), 303)
    wanted = way_back(request.args.get("next", ROOT))
    return _with_visiting(phone_page(half.login, _binding(half), wanted, form_secret=_visiting()))


@console.post("/sign-in/phone")
@for_strangers
def take_phone() -> ResponseReturnValue:
    """Take the phone that shows a right code, let the worker in, and show the slip of recovery codes: only now."""
    half, wanted, here = _half(), way_back(request.form.get("next", ROOT)), _here()
    if half is None:
        return _start_again()
    codes, code = new_recovery_codes(), request.form.get("code", "")
    try:
        secret = unseal_secret(_binding(half))
        worker = enrol_and_finish(kit().sessions, cipher(), half, Phone(secret, code, codes), here)
    except (WrongCode, TooManyAttempts) as error:
        page = phone_page(half.login, _binding(half), wanted, error=error, secret=secret, form_secret=_visiting())
        return _with_visiting(page)
    except (HalfOver, SecretUnreadableError):
        return _start_again(HalfOver())
    page = make_response(render_template("console/account_codes.html", codes=codes, wanted=wanted))
    return _signed_in(worker, page, here.token)


@console.get("/welcome/<token>")
@for_strangers
def welcome(token: str) -> ResponseReturnValue:
    """Greet who was sent a link; looking changes nothing, as chats open links by themselves to preview them."""
    with kit().sessions.read() as session:
        row = worker_of_link(session, token, now=kit().clock.now(), with_examples=kit().settings.is_sandbox)
    return _welcome_page(row.name, row.login)


@console.post("/welcome/<token>")
@for_strangers
def choose_password(token: str) -> ResponseReturnValue:
    """Take the password the worker chose; the link ends, and the worker goes on to the code."""
    now, examples, new = kit().clock.now(), kit().settings.is_sandbox, new_token()
    with kit().sessions.read() as session:
        row = worker_of_link(session, token, now=now, with_examples=examples)
    try:
        password_hash = chosen_hash(row.login)
    except (WeakPassword, Busy) as error:
        return _welcome_page(row.name, row.login, error=error)
    with kit().sessions.begin() as session:
        row = worker_of_link(session, token, now=now, with_examples=examples)
        set_password(session, row, password_hash, by=row.login, at=now)
        outcome = after_password(session, row, _browser(), token=new, now=now)
    return _go_on(outcome, ROOT, new)


@console.post("/sign-out")
@needs()
def sign_out(worker: Worker) -> Response:
    """End the session, here and now."""
    with kit().sessions.begin() as session:
        let_out(session, worker, token=cookie(SIGNED_IN), now=kit().clock.now())
    response = make_response(redirect(url_for(".sign_in", left=1), 303))
    delete_cookie(response, SIGNED_IN)
    return response


def init_app(app: Flask, kit: Kit) -> None:
    """Have passwords checked; the first to ask for a login that does not exist must not wait longer than the others."""
    checked = app.extensions["passwords"] = Passwords()
    kit.before_serving.append(checked.prepare)


# --- what choosing a password and taking a phone share with the account page


def passwords() -> Passwords:
    """What makes and checks hashes in this process."""
    found: Passwords = current_app.extensions["passwords"]
    return found


def cipher() -> Cipher:
    """What seals phones' secrets. Raises SettingsError where there is no SECRET_KEY."""
    key = kit().settings.secret_key
    if key is None:
        raise SettingsError("缺少配置：SECRET_KEY。请在 .env 中填写，说明见 .env.example。")
    return factor_cipher(key.get_secret_value())


def new_token() -> str:
    """A secret for a cookie: 256 bits."""
    return secrets.token_urlsafe(32)


def new_recovery_codes() -> list[str]:
    """Ten codes of twelve characters nobody confuses: 59 bits each."""
    groups = ["".join(secrets.choice(EASY_TO_READ) for _ in range(4)) for _ in range(3 * RECOVERY_CODES)]
    return ["-".join(groups[start : start + 3]) for start in range(0, len(groups), 3)]


def chosen_hash(login: str) -> str:
    """The hash of the password that was chosen and typed twice. Raises WeakPassword."""
    password = request.form.get("password", "")
    if password != request.form.get("again", ""):
        raise WeakPassword("两次输入的密码不一样，请重新输入。")
    return new_hash(passwords(), password, login=login)


def phone_page(
    login: str,
    binding: str,
    wanted: str,
    *,
    error: BotError | None = None,
    secret: str | None = None,
    form_secret: str | None = None,
) -> Response:
    """The page that brings a new secret onto a phone; it goes into the form sealed, and comes back only from there."""
    secret = secret or "".join(secrets.choice(BASE32) for _ in range(SECRET_CHARACTERS))
    address = address_for_phone(secret, login)
    code = segno.make(address, error="m").svg_inline(scale=4, border=2, light="#fff", title="绑定动态码的二维码")
    html = render_template(
        "console/account_phone.html",
        address=address,
        picture=Markup(code),  # noqa: S704  (drawn by segno; all it holds from outside is a login)
        groups=[secret[start : start + 4] for start in range(0, len(secret), 4)],
        sealed=cipher().seal(secret, bound_to=binding),
        wanted=wanted,
        error=error,
        form_secret=form_secret,
    )
    return make_response(html, _status(error))


def unseal_secret(binding: str) -> str:
    """The secret a phone page sent back. Raises SecretUnreadableError when it was another worker's or browser's."""
    return cipher().unseal(request.form.get("sealed", ""), bound_to=binding)


# --- steps between


def _go_on(outcome: Worker | Half, wanted: str, token: str) -> Response:
    if isinstance(outcome, Worker):
        return _signed_in(outcome, redirect(wanted, 303), token)
    step = ".ask_code" if outcome.enrolled else ".ask_phone"
    response = make_response(redirect(url_for(step, next=None if wanted == ROOT else wanted), 303))
    set_cookie(response, HALF, seal_half(cipher(), outcome))
    set_cookie(response, VISITING, _visiting())
    return response


def _signed_in(worker: Worker, response: ResponseReturnValue, token: str) -> Response:
    if before := cookie(SIGNED_IN):
        with kit().sessions.begin() as session:
            end_session(session, before)
    log.info("worker %s signed in", worker.id)
    response = make_response(response)
    set_cookie(response, SIGNED_IN, token)
    delete_cookie(response, VISITING)
    delete_cookie(response, HALF)
    return response


def _half() -> Half | None:
    try:
        return open_half(cipher(), cookie(HALF), now=kit().clock.now()) if cookie(HALF) else None
    except HalfOver:
        return None


def _start_again(error: BotError | None = None) -> Response:
    response = _sign_in_page(ROOT, error=error or HalfOver())
    delete_cookie(response, HALF)
    return response


def _binding(half: Half) -> str:
    # The mark of the moment too: a page of an earlier try belongs to that try.
    return f"phone of {half.worker_id} at {half.at}"


def _here() -> Here:
    return Here(client_address(), _browser(), new_token(), kit().clock.now())


def _browser() -> Browser:
    return Browser.of(request.user_agent.string, client_address())


def _visiting() -> str:
    return cookie(VISITING) or new_token()


def _sign_in_page(wanted: str, *, note: str = "", error: BotError | None = None, login: str = "") -> Response:
    secret = _visiting()
    html = render_template(
        "console/sign_in.html", wanted=wanted, note=note, error=error, login=login, form_secret=secret
    )
    return _with_visiting(_refused(html, error), secret)


def _code_page(wanted: str, *, error: BotError | None = None) -> Response:
    secret = _visiting()
    html = render_template("console/sign_in_code.html", wanted=wanted, error=error, form_secret=secret)
    return _with_visiting(_refused(html, error), secret)


def _welcome_page(name: str, login: str, *, error: BotError | None = None) -> Response:
    secret = _visiting()
    html = render_template(
        "console/account_welcome.html", name=name, login=login, error=error, shortest=SHORTEST, form_secret=secret
    )
    return _with_visiting(_refused(html, error), secret)


def _refused(html: str, error: BotError | None) -> Response:
    response = make_response(html, _status(error))
    if isinstance(error, TooManyAttempts):
        response.headers["Retry-After"] = str(error.seconds)
    return response


def _with_visiting(response: Response, secret: str | None = None) -> Response:
    set_cookie(response, VISITING, secret or _visiting())
    return response


def _status(error: BotError | None) -> int:
    if error is None:
        return 200
    return {TooManyAttempts: 429, Busy: 503}.get(type(error), 403)
