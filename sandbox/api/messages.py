"""Customer-service messages: what may be written to a resident within his window, and typing."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sandbox.api.media import Media
from sandbox.calls import Call, Routes, ok
from sandbox.people import User
from sandbox.refusals import Refused

if TYPE_CHECKING:
    from sandbox.world import World

TEXT_BYTES = 2048

routes = Routes()
Shown = dict[str, Any]


@routes.post("/cgi-bin/message/custom/send", feature="custom", daily=500_000, escapes="literal")
def send(world: World, call: Call) -> dict[str, Any]:
    """Write to a resident within his window."""
    user = addressee(world, call.data.get("touser"))
    kind = call.data.get("msgtype")
    if not isinstance(kind, str) or kind not in SHOWN:
        raise Refused(40008, "invalid message type")
    part = call.data.get(kind)
    if not isinstance(part, dict):
        raise Refused(44002 if part is None else 47001, f"{kind} is missing or no object")
    shown = SHOWN[kind](world, part)
    _spend_window(world, user)
    world.inbox.put(user.openid, "account", source="custom", **shown)
    return ok()


@routes.post("/cgi-bin/message/custom/typing", feature="custom", daily=500_000)
def typing(world: World, call: Call) -> dict[str, Any]:
    """Show that an answer is being written."""
    user = addressee(world, call.data.get("touser"))
    command = call.data.get("command")
    if command not in ("Typing", "CancelTyping"):
        raise Refused(40035, "invalid parameter: command")
    _open_window(world, user)
    world.show_typing(user, on=command == "Typing")
    return ok()


def addressee(world: World, openid: object) -> User:
    """The follower written to; raises 40003 for a stranger and 45015 for someone who left."""
    user = world.people.find(openid)
    if user is None or not user.followed_once:
        raise Refused(40003, "invalid openid")
    if not user.subscribed:
        raise Refused(45015, "response out of time limit or subscription is canceled")
    if user.blocks:
        raise Refused(48002, "user refuse to receive message")
    return user


def _open_window(world: World, user: User) -> None:
    if world.clock.stamp() >= user.window_until:
        raise Refused(45015, "response out of time limit or subscription is canceled")
    if user.window_left <= 0:
        raise Refused(45047, "out of response count limit")


def _spend_window(world: World, user: User) -> None:
    _open_window(world, user)
    user.window_left -= 1
    world.people.keep(user)


def text_of(part: dict[str, Any], name: str = "content") -> str:
    """A text of at most 2048 bytes; raises 44004 when empty and 45002 when longer."""
    text = part.get(name)
    if not isinstance(text, str):
        raise Refused(47001 if text is not None else 44004, "empty content")
    if not text.strip():
        raise Refused(44004, "empty content")
    if len(text.encode("utf-8", "surrogatepass")) > TEXT_BYTES:
        raise Refused(45002, "content size out of limit")
    return text.encode("utf-8", "replace").decode()


def _text(_world: World, part: dict[str, Any]) -> Shown:
    return {"kind": "text", "text": text_of(part)}


def _media(kind: str) -> Callable[[World, dict[str, Any]], Shown]:
    def show(world: World, part: dict[str, Any]) -> Shown:
        media_id = world.part(Media).usable(part.get("media_id"))
        return {"kind": kind, "text": str(part.get("title", "")), "media_id": media_id}

    return show


def _music(world: World, part: dict[str, Any]) -> Shown:
    world.part(Media).usable(part.get("thumb_media_id"))
    return {"kind": "voice", "text": str(part.get("title", "")), "url": str(part.get("musicurl", ""))}


def _news(_world: World, part: dict[str, Any]) -> Shown:
    articles = part.get("articles")
    if not isinstance(articles, list) or not articles:
        raise Refused(44003, "empty news data")
    if len(articles) > 1:
        raise Refused(45008, "article size out of limit")
    article = articles[0] if isinstance(articles[0], dict) else {}
    names = {"title": "title", "description": "description", "url": "url", "image": "picurl"}
    return {"kind": "news", "text": "", "articles": [{name: str(article.get(key, "")) for name, key in names.items()}]}


def _mpnews(world: World, part: dict[str, Any]) -> Shown:
    from sandbox.api.drafts import Drafts

    return {"kind": "news", "text": "", "articles": world.part(Drafts).as_cards(part.get("media_id"))}


def _published(world: World, part: dict[str, Any]) -> Shown:
    from sandbox.api.drafts import Drafts

    return {"kind": "news", "text": "", "articles": world.part(Drafts).published_cards(part.get("article_id"))}


def _menu(_world: World, part: dict[str, Any]) -> Shown:
    """A question with lines to tap, shown as the links a resident may tap."""
    lines = part.get("list")
    if not isinstance(lines, list) or not all(isinstance(line, dict) and line.get("id") for line in lines):
        raise Refused(40035, "invalid parameter: msgmenu list")
    links = [_menu_link(str(line["id"]), str(line.get("content", ""))) for line in lines]
    text = "\n".join([str(part.get("head_content", "")), *links, str(part.get("tail_content", ""))]).strip()
    text_of({"content": text})
    return {"kind": "text", "text": text}


def _menu_link(number: str, content: str) -> str:
    target = f"weixin://bizmsgmenu?msgmenucontent={quote(content)}&msgmenuid={quote(number)}"
    return f'<a href="{target}">{escape(content, quote=False)}</a>'


def _card(_world: World, part: dict[str, Any]) -> Shown:
    return {"kind": "text", "text": f"［卡券 {part.get('card_id', '')}］"}


def _miniprogram(world: World, part: dict[str, Any]) -> Shown:
    world.part(Media).usable(part.get("thumb_media_id"))
    return {"kind": "news", "text": "", "articles": [{"title": str(part.get("title", "")), "description": "小程序",
                                                      "url": str(part.get("pagepath", "")), "image": ""}]}  # fmt: skip


SHOWN: dict[str, Callable[[World, dict[str, Any]], Shown]] = {
    "text": _text,
    "image": _media("image"),
    "voice": _media("voice"),
    "video": _media("video"),
    "music": _music,
    "news": _news,
    "mpnews": _mpnews,
    "mpnewsarticle": _published,
    "msgmenu": _menu,
    "wxcard": _card,
    "miniprogrampage": _miniprogram,
}
