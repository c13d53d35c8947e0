"""What stands before each view of the console: who may open it, and that a form was sent by our own page."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlsplit

from flask import Flask, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bot.app import kit
from bot.console.access import Guard, View, concerns_console, guard_of, mark
from bot.console.forms import FIELD, ROOT, is_form_token, is_from_our_site, way_back
from bot.console.shell import error_page
from bot.console.visit import VISITING, cookie, current_visit
from bot.places import Place
from bot.workers.roles import Role
from bot.workers.sessions import is_fresh
from bot.workers.worker import Worker

MOST_BYTES_OF_STRANGERS = 16 * 1024
MOST_BYTES = 20 * 1024 * 1024  # a scanned attachment, a catalog as XLSX
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

P = ParamSpec("P")
WorkersView = Callable[Concatenate[Worker, P], ResponseReturnValue]

log = logging.getLogger(__name__)


def needs(*roles: Role, everywhere: bool = False, fresh: bool = False) -> Callable[[WorkersView[P]], View[P]]:
    """Guard a console view: it is called with the worker first, who has one of the roles somewhere; without roles, any.

    With `everywhere` the role must be for the whole district, and who has it only for a part sees no way to the page.
    With `fresh` the password is asked for again when it was given a while ago: for what does most harm. Where the page
    is about a place, the view asks besides: `require(worker, role, at=place)`. Stands directly above the view, below
    the route. Forms must carry `{{ form_token() }}`.
    """

    def guarded(view: WorkersView[P]) -> View[P]:
        @wraps(view)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            visit = current_visit()
            if visit is None:
                return _to_sign_in()
            if not guard.lets_in(visit.worker):
                return _wrong_role(guard)
            _check_form(visit.token, MOST_BYTES)
            if fresh and not is_fresh(visit.confirmed_at, kit().clock.now()):
                return _to_confirm()
            return view(visit.worker, *args, **kwargs)

        guard = Guard(roles, everywhere=everywhere, fresh=fresh)
        return mark(wrapper, guard)

    return guarded


def for_strangers(view: View[P]) -> View[P]:
    """Guard a view that is open to people who are not signed in: only its form is checked."""

    @wraps(view)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        _check_form(cookie(VISITING), MOST_BYTES_OF_STRANGERS)
        return view(*args, **kwargs)

    return mark(wrapper, Guard(strangers=True))


def require(worker: Worker, *roles: Role, at: Place) -> None:
    """Refuse (403) unless the worker has one of the roles at this place or above it."""
    if not any(worker.may(role, at) for role in roles):
        abort(error_page(403, "这里不归您管", f"您的账号在{at.full_name}没有所需的角色：{_labels(roles)}。"))


def init_app(app: Flask) -> None:
    """Refuse every view of the console that nobody guards."""
    app.before_request(_refuse_unguarded)


def _refuse_unguarded() -> None:
    if request.url_rule and concerns_console() and guard_of(request.endpoint) is None:
        log.error("the console view %s has no guard and is refused", request.endpoint)
        abort(403)


def _check_form(secret: str, most_bytes: int) -> None:
    if request.method in SAFE:
        return
    request.max_content_length = most_bytes
    hosts = {request.host, urlsplit(kit().settings.public_url).netloc}
    own = is_from_our_site(
        fetched=request.headers.get("Sec-Fetch-Site"), origin=request.headers.get("Origin"), hosts=hosts
    )
    if not own or not secret or not is_form_token(request.form.get(FIELD, ""), secret):
        log.warning("a form for %s was refused: %s", request.endpoint, "its token" if own else "another site sent it")
        advice = "这一页放得太久，或者不是从本系统打开的。请返回上一页，刷新后再提交一次。"
        abort(error_page(403, "没有提交成功", advice))


def _to_sign_in() -> ResponseReturnValue:
    if request.method in SAFE:
        wanted = request.full_path.rstrip("?")
        return redirect(url_for("console.sign_in", next=None if wanted == ROOT else wanted), 303)
    return error_page(403, "请重新登录", "登录已经过期，刚才的内容没有保存。请重新登录后再做一次。")


def _to_confirm() -> ResponseReturnValue:
    if request.method in SAFE:
        return redirect(url_for("account.confirm", next=request.full_path.rstrip("?")), 303)
    # Not a redirect: what was filled in was not taken, and goes back to the page it came from.
    way = url_for("account.confirm", next=way_back(urlsplit(request.referrer or "").path))
    return make_response(render_template("console/account_ask_again.html", way=way), 403)


def _wrong_role(guard: Guard) -> Response:
    where = "（全区）" if guard.everywhere else ""
    advice = f"需要的角色：{_labels(guard.roles)}{where}。如果工作需要，请找系统管理员。"
    return error_page(403, "这一页您没有权限", advice)


def _labels(roles: tuple[Role, ...]) -> str:
    return "、".join(role.label for role in roles)
