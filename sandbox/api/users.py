"""Followers: their list, what is told about them, and remarks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.api.tags import openid_page, page_after
from sandbox.calls import Call, Routes, ok
from sandbox.people import User
from sandbox.refusals import Refused

if TYPE_CHECKING:
    from sandbox.world import World

PAGE = 10_000
BATCH = 100
REMARK_CHARS = 30

routes = Routes()


@routes.get("/cgi-bin/user/get", feature="users", daily=500)
def fetch_list(world: World, call: Call) -> dict[str, Any]:
    """A page of openids; the last page still names a next one, and the page after it has no `data`."""
    openids = [user.openid for user in world.people.subscribed()]
    page = page_after(openids, call.query.get("next_openid"), PAGE)
    return {"total": len(openids), "count": len(page), **openid_page(page)}


@routes.get("/cgi-bin/user/info", feature="users", daily=5_000_000)
def fetch_one(world: World, call: Call) -> dict[str, Any]:
    """What WeChat still tells about one user."""
    return _told(_known(world, call.query.get("openid")))


@routes.post("/cgi-bin/user/info/batchget", feature="users", daily=5_000_000)
def fetch_many(world: World, call: Call) -> dict[str, Any]:
    """The same for up to 100."""
    wanted = call.list("user_list")
    if not 1 <= len(wanted) <= BATCH:
        raise Refused(40032, "invalid openid list size")
    openids = [item.get("openid") if isinstance(item, dict) else None for item in wanted]
    return {"user_info_list": [_told(_known(world, openid)) for openid in openids]}


@routes.post("/cgi-bin/user/info/updateremark", feature="users", daily=10_000)
def remark(world: World, call: Call) -> dict[str, Any]:
    """A note the account keeps about a follower."""
    user, text = _known(world, call.data.get("openid")), call.text("remark")
    if len(text) >= REMARK_CHARS:
        raise Refused(40035, "invalid parameter: remark is too long")
    user.remark = text
    world.people.keep(user)
    return ok()


def _known(world: World, openid: object) -> User:
    user = world.people.find(openid)
    if user is None or not user.followed_once:
        raise Refused(40003, "invalid openid")
    return user


def _told(user: User) -> dict[str, Any]:
    if not user.subscribed:
        return {"subscribe": 0, "openid": user.openid}
    number = int(user.scene) if user.scene.isdigit() else 0
    return {
        "subscribe": 1, "openid": user.openid, "nickname": "", "language": "zh_CN", "headimgurl": "",
        "subscribe_time": user.subscribed_at, "remark": user.remark, "groupid": user.tags[0] if user.tags else 0,
        "tagid_list": list(user.tags), "subscribe_scene": user.subscribe_scene, "qr_scene": number,
        "qr_scene_str": "" if number else user.scene,
    }  # fmt: skip
