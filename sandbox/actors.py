"""What residents do on their phones, and the message or event the platform makes of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.envelope import Field
from sandbox.journal import PushCall
from sandbox.people import WINDOW_AFTER_ACTION, WINDOW_AFTER_MESSAGE, User
from sandbox.plain import Json
from sandbox.pusher import Push

if TYPE_CHECKING:
    from sandbox.world import World

FIRST_MSG_ID = 24_000_000_000_000_000


class CannotDo(Exception):
    """The resident's phone would not let him do this; the message says why, in Chinese."""


@dataclass(frozen=True)
class Act:
    """What came of an action: the resident's own bubble (or line), and the push, if the platform makes one."""

    seq: int
    push: asyncio.Task[PushCall] | None = None


def _follower(user: User) -> None:
    if not user.subscribed:
        raise CannotDo("还没有关注这个公众号，请先关注")


def _message(world: World, user: User, kind: str, fields: list[Field], label: str) -> asyncio.Task[PushCall]:
    """Push an ordinary message; it opens the 48-hour window."""
    _follower(user)
    user.open_window(WINDOW_AFTER_MESSAGE, world.clock.stamp())
    world.people.keep(user)
    number = FIRST_MSG_ID + world.dice.of("msgid").randrange(10**15)
    whole: list[Field] = [*_head(world, user, kind), *fields, ("MsgId", number)]
    return world.pusher.start(Push(user.openid, user.openid, whole, f"{kind} {label}", is_message=True, visible=True))


def _event(
    world: World,
    user: User,
    event: str,
    fields: list[Field],
    label: str = "",
    *,
    visible: bool = False,
    opens: bool = False,
) -> asyncio.Task[PushCall]:
    """Push an event; some open the one-minute window."""
    if opens:
        user.open_window(WINDOW_AFTER_ACTION, world.clock.stamp())
    world.people.keep(user)
    whole: list[Field] = [*_head(world, user, "event"), ("Event", event), *fields]
    return world.pusher.start(Push(user.openid, user.openid, whole, f"{event} {label}".strip(), visible=visible))


def _head(world: World, user: User, kind: str) -> list[Field]:
    created = int(world.clock.stamp() + world.switches.clock_skew_s)
    return [
        ("ToUserName", world.account.gh_id), ("FromUserName", user.openid), ("CreateTime", created), ("MsgType", kind),
    ]  # fmt: skip


def _bubble(world: World, user: User, kind: str, text: str, **more: Json) -> int:
    return int(world.inbox.put(user.openid, "resident", kind, text, source="self", **more)["seq"])


def _line(world: World, user: User, text: str) -> int:
    return int(world.inbox.put(user.openid, "system", "event", text, source="self")["seq"])


def say(world: World, user: User, text: str, *, menu_id: str = "") -> Act:
    """Send text, or tap a line of a menu message (`menu_id`), which counts as a click."""
    _follower(user)
    seq = _bubble(world, user, "text", text)
    fields: list[Field] = [("Content", text)]
    if not menu_id:
        return Act(seq, _message(world, user, "text", fields, text))
    number = FIRST_MSG_ID + world.dice.of("msgid").randrange(10**15)
    whole: list[Field] = [*_head(world, user, "text"), *fields, ("bizmsgmenuid", menu_id), ("MsgId", number)]
    user.open_window(WINDOW_AFTER_ACTION, world.clock.stamp())
    world.people.keep(user)
    return Act(
        seq, world.pusher.start(Push(user.openid, user.openid, whole, f"text {text}", is_message=True, visible=True))
    )


def voice(world: World, user: User, recognition: str, *, seconds: float = 3.0) -> Act:
    """Speak; `recognition` is what the platform understood, often nothing."""
    _follower(user)
    media = world.dice.name("media", 64)
    fields: list[Field] = [("MediaId", media), ("Format", "amr"), ("MediaId16K", media[::-1])]
    if world.switches.recognition:
        fields.append(("Recognition", recognition))
    seq = _bubble(world, user, "voice", recognition, seconds=seconds)
    return Act(seq, _message(world, user, "voice", fields, recognition))


def image(world: World, user: User) -> Act:
    """Send a picture."""
    _follower(user)
    media = world.dice.name("media", 64)
    url = f"{world.base_url}/mmbiz_jpg/{media[:24]}/0"
    seq = _bubble(world, user, "image", "", url=url)
    return Act(seq, _message(world, user, "image", [("PicUrl", url), ("MediaId", media)], ""))


def locate(world: World, user: User, latitude: float, longitude: float, label: str) -> Act:
    """Send a place on the map."""
    _follower(user)
    fields: list[Field] = [
        ("Location_X", f"{latitude:.6f}"), ("Location_Y", f"{longitude:.6f}"), ("Scale", 16), ("Label", label),
    ]  # fmt: skip
    seq = _bubble(world, user, "location", label, latitude=latitude, longitude=longitude)
    return Act(seq, _message(world, user, "location", fields, label))


def click(world: World, user: User, key: str, *, name: str = "") -> Act:
    """Press a menu button of type click."""
    _follower(user)
    seq = world.inbox.put(user.openid, "resident", "menu", name or key, source="self")["seq"]
    return Act(seq, _event(world, user, "CLICK", [("EventKey", key)], key, visible=True, opens=True))


def view(world: World, user: User, url: str, *, name: str = "") -> Act:
    """Press a menu button that opens a page."""
    _follower(user)
    seq = world.inbox.put(user.openid, "resident", "menu", name or url, source="self", url=url)["seq"]
    fields: list[Field] = [("EventKey", url), ("MenuId", 0)]
    return Act(seq, _event(world, user, "VIEW", fields, url))


def special(world: World, user: User, kind: str, key: str, *, name: str = "") -> Act:
    """Press a menu button that scans, takes a picture, picks a place or opens a mini-program."""
    _follower(user)
    seq = world.inbox.put(user.openid, "resident", "menu", name or key, source="self")["seq"]
    fields: list[Field] = [("EventKey", key), *_particulars(kind)]
    opens = kind.startswith("scancode")
    return Act(seq, _event(world, user, kind, fields, key, visible=kind == "scancode_waitmsg", opens=opens))


def _particulars(kind: str) -> list[Field]:
    if kind.startswith("scancode"):
        return [("ScanCodeInfo", [("ScanType", "qrcode"), ("ScanResult", "演示二维码")])]
    if kind.startswith("pic_"):
        picture: list[Field] = [("item", [("PicMd5Sum", "1b5f7c23b5bf75682a53e7b6d163e185")])]
        return [("SendPicsInfo", [("Count", 1), ("PicList", picture)])]
    if kind == "location_select":
        place: list[Field] = [("Location_X", "26.08"), ("Location_Y", "119.30"), ("Scale", "15"), ("Label", "演示地点")]
        return [("SendLocationInfo", [*place, ("Poiname", "")])]
    return [("MenuId", 0)]


def press(world: World, user: User, button: dict[str, Any]) -> Act:
    """Press a button of the menu, whatever its type."""
    kind, name = button.get("type", ""), button.get("name", "")
    if kind == "click":
        return click(world, user, button["key"], name=name)
    if kind == "view":
        return view(world, user, button["url"], name=name)
    if kind == "miniprogram":
        return special(world, user, "view_miniprogram", button.get("pagepath", ""), name=name)
    if kind in ("media_id", "article_id", "article_view_limited", "view_limited"):
        seq = world.inbox.put(user.openid, "account", "image", name, source="menu", media_id=button.get("media_id"))[
            "seq"
        ]
        return Act(seq)
    return special(world, user, kind, button.get("key", ""), name=name)


def follow(world: World, user: User, *, scene: str = "", ticket: str = "") -> Act:
    """Follow the account, from a search or by a QR code with a scene."""
    if user.subscribed:
        raise CannotDo("已经关注了这个公众号")
    user.subscribed = user.followed_once = True
    user.subscribed_at = int(world.clock.stamp())
    user.subscribe_scene = "ADD_SCENE_QR_CODE" if scene else "ADD_SCENE_SEARCH"
    user.scene = scene
    fields: list[Field] = [("EventKey", f"qrscene_{scene}" if scene else "")]
    if ticket:
        fields.append(("Ticket", ticket))
    seq = _line(world, user, "已关注公众号")
    world.hub.tell("users", {})
    return Act(seq, _event(world, user, "subscribe", fields, scene, visible=True, opens=True))


def scan(world: World, user: User, scene: str, *, ticket: str, label: str = "") -> Act:
    """Scan one of the account's QR codes: follows first when needed, else the event SCAN."""
    user.community = label or user.community
    if not user.subscribed:
        return follow(world, user, scene=scene, ticket=ticket)
    seq = _line(world, user, f"扫描了二维码：{label or scene}")
    fields: list[Field] = [("EventKey", scene), ("Ticket", ticket)]
    return Act(seq, _event(world, user, "SCAN", fields, scene, visible=True, opens=True))


def unfollow(world: World, user: User) -> Act:
    """Stop following: the window closes at once, tags and consents are gone."""
    _follower(user)
    user.subscribed = False
    user.window_left, user.window_until = 0, 0.0
    user.tags, user.remark, user.consents = [], "", {}
    seq = _line(world, user, "已取消关注公众号")
    world.hub.tell("users", {})
    return Act(seq, _event(world, user, "unsubscribe", [("EventKey", "")]))


def popup(world: World, user: User, template_id: str, *, accept: bool) -> Act:
    """Answer the question whether one notice of a template may be sent."""
    _follower(user)
    if accept:
        user.consents[template_id] = user.consents.get(template_id, 0) + 1
    word = "accept" if accept else "reject"
    entry: list[Field] = [("TemplateId", template_id), ("SubscribeStatusString", word), ("PopupScene", "1")]
    fields: list[Field] = [("SubscribeMsgPopupEvent", [("List", entry)])]
    seq = _line(world, user, "同意接收一次通知" if accept else "拒绝接收通知")
    return Act(seq, _event(world, user, "subscribe_msg_popup_event", fields, word))


def manage(world: World, user: User, template_id: str) -> Act:
    """Switch a template's notices off in the settings; only refusals are pushed."""
    _follower(user)
    user.consents.pop(template_id, None)
    entry: list[Field] = [("TemplateId", template_id), ("SubscribeStatusString", "reject")]
    fields: list[Field] = [("SubscribeMsgChangeEvent", [("List", entry)])]
    seq = _line(world, user, "关闭了通知")
    return Act(seq, _event(world, user, "subscribe_msg_change_event", fields, "reject"))


def revoke(world: World, user: User) -> Act:
    """Withdraw the authorisation of personal information given to the account's pages."""
    fields: list[Field] = [
        ("OpenID", user.openid), ("AppID", world.account.appid), ("RevokeInfo", "1"), ("AuthorizeType", "1"),
    ]  # fmt: skip
    seq = _line(world, user, "撤回了个人信息授权")
    return Act(seq, _event(world, user, "user_authorization_revoke", fields))
