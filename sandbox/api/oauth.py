"""Who opens a page inside WeChat: the redirect with a code, and what the code is worth."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from sandbox.calls import Call, File, Redirect, Routes, ok
from sandbox.people import User
from sandbox.refusals import Refused

if TYPE_CHECKING:
    from sandbox.world import World

CODE_S = 300
ACCESS_S = 7200
REFRESH_S = 30 * 86400
STATE_BYTES = 128
SCOPES = ("snsapi_base", "snsapi_userinfo")
COOKIE = "sandbox_openid"

routes = Routes()


@dataclass
class Grant:
    """What a code, an access token or a refresh token stands for."""

    openid: str
    scope: str
    until: float
    used: bool = False


class Grants:
    """Codes and tokens of pages; they do not outlive the sandbox."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.codes: dict[str, Grant] = {}
        self.access: dict[str, Grant] = {}
        self.refresh: dict[str, Grant] = {}

    def give(self, shelf: dict[str, Grant], openid: str, scope: str, seconds: int) -> str:
        """A new secret for `seconds`."""
        secret = self._world.dice.name("oauth", 64)
        shelf[secret] = Grant(openid, scope, self._world.clock.stamp() + seconds)
        return secret

    def alive(self, shelf: dict[str, Grant], secret: object, errcode: int, errmsg: str) -> Grant:
        """The grant behind a secret; raises `errcode` when there is none or it is too old."""
        grant = shelf.get(str(secret))
        if grant is None or self._world.clock.stamp() >= grant.until:
            raise Refused(errcode, errmsg)
        return grant


@routes.get("/connect/oauth2/authorize", token=False)
def authorize(world: World, call: Call) -> Redirect | File:
    """Send the resident's browser back with a code; who he is says `sandbox_openid` in the query or a cookie."""
    problem = _problem(world, call)
    if problem:
        return _page(f"<h1>{problem}</h1>")
    user = world.people.find(call.query.get(COOKIE) or call.cookies.get(COOKIE))
    if user is None:
        return _page(_question(world, call))
    grants, target = world.part(Grants), call.query["redirect_uri"]
    code = grants.give(grants.codes, user.openid, call.query["scope"], CODE_S)
    mark = "&" if urlsplit(target).query else "?"
    return Redirect(f"{target}{mark}code={code}&state={quote(call.query.get('state', ''))}")


def _problem(world: World, call: Call) -> str:
    if not world.account.may("oauth"):
        return "scope 参数错误或没有 scope 权限（10005）"
    if call.query.get("appid") != world.account.appid or call.query.get("response_type") != "code":
        return "参数错误（10013）"
    if call.query.get("scope") not in SCOPES:
        return "scope 参数错误（10005）"
    if len(call.query.get("state", "").encode()) > STATE_BYTES:
        return "state 参数过长（10012）"
    host = urlsplit(call.query.get("redirect_uri", "")).netloc
    if not host or (world.account.oauth_domains and host not in world.account.oauth_domains):
        return "redirect_uri 域名与后台配置不一致（10003）"
    return ""


def _page(body: str) -> File:
    head = "<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'>"
    return File((head + body).encode(), "text/html; charset=utf-8")


def _question(world: World, call: Call) -> str:
    """Which resident is opening the page, when the browser does not say."""
    query = "&".join(f"{quote(name)}={quote(value, safe='')}" for name, value in call.query.items())
    people: list[User] = [user for user in world.people.all() if not user.generated]
    links = [f'<p><a href="?{escape(query)}&amp;{COOKIE}={user.openid}">{escape(user.name)}</a>' for user in people]
    return "<h1>以哪位居民打开？</h1>" + "".join(links)


def _check_app(world: World, call: Call, *, secret: bool) -> None:
    if call.query.get("appid") != world.account.appid:
        raise Refused(40013, "invalid appid")
    if secret and call.query.get("secret") != world.account.secret:
        raise Refused(40125, "invalid appsecret")


def _tokens(world: World, openid: str, scope: str) -> dict[str, Any]:
    grants = world.part(Grants)
    answer = {
        "access_token": grants.give(grants.access, openid, scope, ACCESS_S), "expires_in": ACCESS_S,
        "refresh_token": grants.give(grants.refresh, openid, scope, REFRESH_S), "openid": openid, "scope": scope,
    }  # fmt: skip
    return answer | ({"is_snapshotuser": 1} if world.switches.snapshot_user else {})


@routes.get("/sns/oauth2/access_token", token=False, feature="oauth", minute=50_000)
def exchange(world: World, call: Call) -> dict[str, Any]:
    """A code for tokens, once."""
    _check_app(world, call, secret=True)
    grants = world.part(Grants)
    grant = grants.alive(grants.codes, call.query.get("code"), 40029, "invalid code")
    if grant.used:
        raise Refused(40163, "code been used")
    grant.used = True
    return _tokens(world, grant.openid, grant.scope)


@routes.get("/sns/oauth2/refresh_token", token=False, feature="oauth")
def refresh(world: World, call: Call) -> dict[str, Any]:
    """New tokens for an old refresh token."""
    _check_app(world, call, secret=False)
    grants = world.part(Grants)
    grant = grants.alive(grants.refresh, call.query.get("refresh_token"), 40030, "invalid refresh_token")
    return _tokens(world, grant.openid, grant.scope)


def _granted(world: World, call: Call) -> Grant:
    grants = world.part(Grants)
    grant = grants.alive(grants.access, call.query.get("access_token"), 40001, "invalid credential")
    if grant.openid != call.query.get("openid"):
        raise Refused(40003, "invalid openid")
    return grant


@routes.get("/sns/userinfo", token=False, feature="oauth")
def userinfo(world: World, call: Call) -> dict[str, Any]:
    """Name and picture of someone who agreed to it."""
    grant = _granted(world, call)
    if grant.scope != "snsapi_userinfo":
        raise Refused(48001, "api unauthorized")
    user = world.people.find(grant.openid)
    return {
        "openid": grant.openid,
        "nickname": user.name if user else "微信用户",
        "sex": 0,
        "headimgurl": "",
        "privilege": [],
    }


@routes.get("/sns/auth", token=False, feature="oauth")
def check(world: World, call: Call) -> dict[str, Any]:
    """Whether a page's token is still good."""
    _granted(world, call)
    return ok()
