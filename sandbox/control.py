"""The control plane: what the phone and the tests use to look at the sandbox and to act as residents."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from sandbox import actors
from sandbox.account import AccountProblem
from sandbox.actors import Act, CannotDo
from sandbox.api.mass import MassJobs, decide
from sandbox.api.menu import Menus
from sandbox.api.qrcode import Codes
from sandbox.clock import DAY_S, iso
from sandbox.faults import FaultProblem
from sandbox.people import User
from sandbox.plain import Json
from sandbox.refusals import Refused
from sandbox.switches import SwitchProblem
from sandbox.world import World

WORLD = web.AppKey("world", World)
LOOPBACK = ("127.0.0.1", "::1")
OWN_NAMES = (*LOOPBACK, "localhost")
ACCOUNT_SETTINGS = frozenset(
    {
        "name",
        "webhook",
        "token",
        "aes_key",
        "mode",
        "kind",
        "certified",
        "subject",
        "ip_whitelist",
        "oauth_domains",
        "templates",
    }
)

routes = web.RouteTableDef()
Body = dict[str, Any]


class BadRequest(Exception):
    """The control plane cannot do this; the message says why, in Chinese. `status` is the HTTP status."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


@web.middleware
async def guard(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Only this machine, and no web page from elsewhere; refusals of the handlers become readable answers."""
    if request.remote not in LOOPBACK:
        raise web.HTTPNotFound
    if urlsplit(f"//{request.host}").hostname not in OWN_NAMES:
        return _no("请用 127.0.0.1 或 localhost 打开", 403)  # a foreign name that was made to point here
    origin = request.headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        return _no("不接受其他网站的请求", 403)
    try:
        return await handler(request)
    except BadRequest as error:
        return _no(str(error), error.status)
    except CannotDo as error:
        return _no(str(error), 409)
    except (AccountProblem, FaultProblem, SwitchProblem) as error:
        return _no(str(error), 400)


def _no(message: str, status: int) -> web.Response:
    return web.json_response({"ok": False, "error": message}, status=status)


def yes(**more: Json) -> web.Response:
    """A good answer."""
    return web.json_response({"ok": True, **more})


async def body_of(request: web.Request) -> Body:
    """The JSON object of a request, empty without a body."""
    raw = await request.read()
    try:
        body = json.loads(raw) if raw.strip() else {}
    except ValueError:
        raise BadRequest("请求不是 JSON") from None
    if not isinstance(body, dict):
        raise BadRequest("请求应是一个 JSON 对象")
    return body


def user_of(request: web.Request) -> User:
    """The user named in the path."""
    user = request.config_dict[WORLD].people.find(request.match_info["openid"])
    if user is None:
        raise BadRequest("没有这位居民", 404)
    return user


def text_in(body: Body, name: str, *, default: str | None = None) -> str:
    """A text member of the body."""
    value = body.get(name, default)
    if not isinstance(value, str):
        raise BadRequest(f"缺少 {name}，或它不是文字")
    return value


def number_in(body: Body, name: str, *, default: float | None = None) -> float:
    """A number member of the body."""
    value = body.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise BadRequest(f"缺少 {name}，或它不是数字")
    return float(value)


def _after(request: web.Request) -> int:
    text = request.query.get("after", "0")
    return int(text) if text.isdigit() else 0


# ------------------------------------------------------------------ looking


@routes.get("/account")
async def account(request: web.Request) -> web.Response:
    """The account without its secrets, and the menu (with `?openid=` the one that user sees)."""
    world = request.config_dict[WORLD]
    shown = {name: getattr(world.account, name) for name in ("name", "appid", "gh_id", "kind", "mode", "webhook")}
    menu = world.part(Menus).shown_to(world.people.find(request.query.get("openid")))
    return yes(**shown, now=iso(world.clock.stamp()), menu={"button": menu.button} if menu else None)


@routes.get("/users")
async def users(request: web.Request) -> web.Response:
    """Named residents first, then generated followers; `?limit=` shortens the list."""
    world = request.config_dict[WORLD]
    limit = request.query.get("limit", "")
    people = sorted(world.people.all(), key=lambda user: user.generated)
    return yes(
        users=[_shown(world, user) for user in (people[: int(limit)] if limit.isdigit() else people)], total=len(people)
    )


def _shown(world: World, user: User) -> dict[str, Any]:
    return {
        "openid": user.openid, "name": user.name, "subscribed": user.subscribed, "community": user.community,
        "avatar": user.avatar, "unread": world.inbox.unread(user.openid), "tags": user.tags, "number": user.number,
    }  # fmt: skip


@routes.get("/inbox/{openid}")
async def inbox(request: web.Request) -> web.Response:
    """What a user has seen; reading it marks it as read."""
    world, user = request.config_dict[WORLD], user_of(request)
    world.inbox.mark_read(user.openid)
    return yes(entries=world.inbox.of(user.openid, after=_after(request)))


@routes.get("/journal")
async def journal(request: web.Request) -> web.Response:
    """Requests in both directions."""
    limit = request.query.get("limit", "")
    entries = request.config_dict[WORLD].journal.after(_after(request), limit=int(limit) if limit.isdigit() else None)
    return yes(entries=entries)


@routes.get("/jobs")
async def jobs(request: web.Request) -> web.Response:
    """What the platform will do later."""
    return yes(jobs=request.config_dict[WORLD].jobs.waiting())


@routes.get("/stats")
async def stats(request: web.Request) -> web.Response:
    """Numbers, switches and faults."""
    world = request.config_dict[WORLD]
    return yes(
        users=len(world.people), subscribed=sum(1 for _ in world.people.subscribed()), entries=world.inbox.last_seq,
        journal=world.journal.last_id, jobs_done=world.jobs.done, jobs_waiting=len(world.jobs.waiting()),
        running=len(world.tasks), switches=world.switches.values(), faults=world.faults.values(),
        offset_s=world.clock.offset_s,
    )  # fmt: skip


@routes.get("/scenes")
async def scenes(request: web.Request) -> web.Response:
    """Codes that can be scanned."""
    codes = request.config_dict[WORLD].part(Codes).all()
    return yes(scenes=[{"scene": code.scene, "label": code.label or code.scene} for code in codes])


@routes.post("/scenes")
async def add_scenes(request: web.Request) -> web.Response:
    """Add permanent codes with a label, or label those the product made."""
    codes, body = request.config_dict[WORLD].part(Codes), await body_of(request)
    for item in body.get("scenes", []):
        codes.make(text_in(item, "scene"), label=text_in(item, "label", default=""))
    return yes(scenes=[{"scene": code.scene, "label": code.label or code.scene} for code in codes.all()])


@routes.get("/stream")
async def stream(request: web.Request) -> web.StreamResponse:
    """Server-sent events until the listener leaves."""
    hub = request.config_dict[WORLD].hub
    response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
    await response.prepare(request)
    await response.write(b": hello\n\n")
    queue = hub.listen(request.query.get("openid"))
    try:
        while True:
            await response.write(await _next_event(queue))
    except ConnectionResetError:
        return response
    finally:
        hub.leave(queue)


async def _next_event(queue: asyncio.Queue[tuple[str, dict[str, Any]]]) -> bytes:
    try:
        event, data = await asyncio.wait_for(queue.get(), 15)
    except TimeoutError:
        return b": still here\n\n"
    return f"event: {event}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n".encode()


# ------------------------------------------------------------------ residents


@routes.post("/users")
async def add_user(request: web.Request) -> web.Response:
    """A new WeChat user who does not follow yet."""
    world, body = request.config_dict[WORLD], await body_of(request)
    name = text_in(body, "name", default="") or f"居民{len(world.people) + 1}（演示）"
    user = world.people.add(name)
    world.hub.tell("users", {})
    return yes(user=_shown(world, user))


@routes.post("/user/{openid}/set")
async def set_user(request: web.Request) -> web.Response:
    """Give a user traits no action gives: blocks, blacklisted, remark, mass_count, consents."""
    world, user, body = request.config_dict[WORLD], user_of(request), await body_of(request)
    for name, value in body.items():
        if name not in ("blocks", "blacklisted", "remark", "mass_count", "mass_month", "consents", "community", "tags"):
            raise BadRequest(f"居民没有这一项：{name}")
        setattr(user, name, value)
    world.people.keep(user)
    return yes(user=_shown(world, user))


def _say(world: World, user: User, body: Body) -> Act:
    return actors.say(world, user, text_in(body, "text"), menu_id=text_in(body, "menu_id", default=""))


def _voice(world: World, user: User, body: Body) -> Act:
    return actors.voice(
        world, user, text_in(body, "recognition", default=""), seconds=number_in(body, "seconds", default=3)
    )


def _image(world: World, user: User, _body: Body) -> Act:
    return actors.image(world, user)


def _locate(world: World, user: User, body: Body) -> Act:
    place = number_in(body, "latitude"), number_in(body, "longitude")
    return actors.locate(world, user, *place, text_in(body, "label", default=""))


def _click(world: World, user: User, body: Body) -> Act:
    return actors.click(world, user, text_in(body, "key"))


def _view(world: World, user: User, body: Body) -> Act:
    return actors.view(world, user, text_in(body, "url"))


def _menu(world: World, user: User, body: Body) -> Act:
    menu, path = world.part(Menus).shown_to(user), body.get("path")
    buttons: Any = menu.button if menu else []
    button: dict[str, Any] = {}
    try:
        for index in path or ():
            button = buttons[index]
            buttons = button.get("sub_button", [])
    except (TypeError, IndexError):
        button = {}
    if not button or "sub_button" in button:
        raise BadRequest("菜单里没有这个按钮")
    return actors.press(world, user, button)


def _scan(world: World, user: User, body: Body) -> Act:
    scene = str(body.get("scene") or "")
    if not scene:
        raise BadRequest("缺少 scene")
    code = world.part(Codes).find(scene) or world.part(Codes).make(scene)
    return actors.scan(world, user, scene, ticket=code.ticket, label=code.label)


def _follow(world: World, user: User, _body: Body) -> Act:
    return actors.follow(world, user)


def _unfollow(world: World, user: User, _body: Body) -> Act:
    return actors.unfollow(world, user)


def _popup(world: World, user: User, body: Body) -> Act:
    return actors.popup(world, user, text_in(body, "template_id"), accept=body.get("accept") is True)


def _manage(world: World, user: User, body: Body) -> Act:
    return actors.manage(world, user, text_in(body, "template_id"))


def _revoke(world: World, user: User, _body: Body) -> Act:
    return actors.revoke(world, user)


ACTIONS: dict[str, Callable[[World, User, Body], Act]] = {
    "say": _say, "voice": _voice, "image": _image, "locate": _locate, "click": _click, "view": _view, "menu": _menu,
    "menu_choice": _say, "scan": _scan, "follow": _follow, "unfollow": _unfollow, "popup": _popup, "manage": _manage,
    "revoke": _revoke,
}  # fmt: skip


@routes.post("/user/{openid}/{action}")
async def act(request: web.Request) -> web.Response:
    """Do something as a resident; with `?wait=1` answer after the push has ended."""
    world, user, body = request.config_dict[WORLD], user_of(request), await body_of(request)
    action = ACTIONS.get(request.match_info["action"])
    if action is None:
        raise BadRequest("居民不会做这件事", 404)
    done = action(world, user, body)
    if request.query.get("wait") != "1":
        return yes(seq=done.seq)
    push = (await done.push).shown() if done.push else None
    return yes(seq=done.seq, entries=world.inbox.of(user.openid, after=done.seq), push=push)


@routes.post("/burst")
async def burst(request: web.Request) -> web.Response:
    """Many residents write: {"messages": [{"openid", "text"}], "per_second"?, "wait"?}; waits for all pushes or not."""
    world, body = request.config_dict[WORLD], await body_of(request)
    messages, rate = body.get("messages"), number_in(body, "per_second", default=0)
    if not isinstance(messages, list):
        raise BadRequest("缺少 messages")
    task = world.spawn(_burst(world, messages, rate))
    return yes(pushes=await task) if body.get("wait") else yes(count=len(messages))


async def _burst(world: World, messages: list[Body], rate: float) -> list[dict[str, Any]]:
    pushes = []
    loop = asyncio.get_running_loop()
    began = loop.time()
    for number, message in enumerate(messages):
        user = world.people.find(message.get("openid"))
        if user and user.subscribed and (push := _say(world, user, message).push):
            pushes.append(push)
        wait_s = began + number / rate - loop.time() if rate else 0.0
        await asyncio.sleep(max(0.0, wait_s))
    return [(await push).shown() for push in pushes]


# ------------------------------------------------------------------ the platform itself


@routes.post("/reset")
async def reset(request: web.Request) -> web.Response:
    """A fresh platform."""
    body = await body_of(request)
    request.config_dict[WORLD].reset(followers=int(number_in(body, "followers", default=0)))
    return yes()


@routes.post("/config")
async def config(request: web.Request) -> web.Response:
    """Change switches and account settings; `check_url` (default true with a new webhook) makes the URL check first."""
    world, body = request.config_dict[WORLD], await body_of(request)
    check = body.pop("check_url", "webhook" in body)
    settings = {name: body.pop(name) for name in list(body) if name in ACCOUNT_SETTINGS}
    world.switches.update(body)
    world.note("switches", world.switches.values())
    before = world.account
    if settings:
        world.change_account(**settings)
    if check and (problem := await world.pusher.check_url()):
        world.account = before
        raise BadRequest(f"保存失败：{problem}", 422)
    return yes(switches=world.switches.values())


@routes.get("/mass")
async def mass_jobs(request: web.Request) -> web.Response:
    """All mass jobs with what became of them."""
    found = request.config_dict[WORLD].part(MassJobs).all()
    return yes(jobs=[{**vars(job), "openids": len(job.openids) if job.openids is not None else None} for job in found])


@routes.post("/mass/confirm")
async def confirm_mass(request: web.Request) -> web.Response:
    """The administrator's answer to a protected mass message: {"msg_id", "accept"}."""
    body = await body_of(request)
    try:
        decide(request.config_dict[WORLD], body.get("msg_id"), accept=body.get("accept") is True)
    except Refused:
        raise BadRequest("没有等待确认的群发") from None
    return yes()


@routes.post("/clock/advance")
async def advance(request: web.Request) -> web.Response:
    """Move the clock forward."""
    world, body = request.config_dict[WORLD], await body_of(request)
    seconds = number_in(body, "seconds", default=0) + DAY_S * number_in(body, "days", default=0)
    if body.get("to_next_month"):
        seconds += world.clock.seconds_to_next_month()
    if seconds < 0:
        raise BadRequest("时钟只能往前拨")
    world.advance(seconds)
    return yes(now=iso(world.clock.stamp()), offset_s=world.clock.offset_s)


@routes.post("/faults")
async def faults(request: web.Request) -> web.Response:
    """Replace the faults in force."""
    world, body = request.config_dict[WORLD], await body_of(request)
    wanted = body.get("faults", [])
    if not isinstance(wanted, list) or not all(isinstance(item, dict) for item in wanted):
        raise BadRequest("faults 应是一个列表")
    world.faults.set(wanted)
    return yes(faults=world.faults.values())


def control_plane(world: World) -> web.Application:
    """The application to hang under `/_ctl`."""
    app = web.Application(middlewares=[guard], client_max_size=64 * 1024 * 1024)
    app[WORLD] = world
    app.add_routes(routes)
    return app
