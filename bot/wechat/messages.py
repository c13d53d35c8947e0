"""Customer-service messages (客服消息): to one resident, within the time WeChat allows after they acted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.wechat.calls import Call, Door


@dataclass(frozen=True)
class Choice:
    """One line of a menu message; tapping it sends `text` back together with `key` (bizmsgmenuid)."""

    key: str
    text: str


@dataclass(frozen=True)
class Link:
    """An article shown as a card. A customer-service message carries exactly one."""

    title: str
    description: str
    url: str
    picture_url: str = ""


def text_message(openid: str, text: str) -> Call:
    """At most 2,048 bytes of UTF-8, else the platform answers 45002."""
    return _to(openid, "text", {"content": text})


def image_message(openid: str, media_id: str) -> Call:
    """A picture uploaded before."""
    return _to(openid, "image", {"media_id": media_id})


def voice_message(openid: str, media_id: str) -> Call:
    """A recording uploaded before."""
    return _to(openid, "voice", {"media_id": media_id})


def link_message(openid: str, link: Link) -> Call:
    """A card that opens a web page."""
    article = {"title": link.title, "description": link.description, "url": link.url, "picurl": link.picture_url}
    return _to(openid, "news", {"articles": [article]})


def article_message(openid: str, article_id: str) -> Call:
    """A published article (its id comes from publishing), shown as a card."""
    return _to(openid, "mpnewsarticle", {"article_id": article_id})


def menu_message(openid: str, head: str, choices: Sequence[Choice], tail: str = "") -> Call:
    """Lines to tap. A tap counts as a menu click: it opens one minute for three messages."""
    lines = [{"id": choice.key, "content": choice.text} for choice in choices]
    return _to(openid, "msgmenu", {"head_content": head, "list": lines, "tail_content": tail})


def _to(openid: str, kind: str, content: dict[str, Any]) -> Call:
    return Call("/cgi-bin/message/custom/send", {"touser": openid, "msgtype": kind, kind: content})


class Messages(Door):
    """Sends customer-service messages. Errors about the recipient: 45015 (too late), 45047 (too many), 40003."""

    def send_text(self, openid: str, text: str) -> None:
        """Send text of at most 2,048 bytes."""
        self.run(text_message(openid, text))

    def send_image(self, openid: str, media_id: str) -> None:
        """Send a picture uploaded before."""
        self.run(image_message(openid, media_id))

    def send_voice(self, openid: str, media_id: str) -> None:
        """Send a recording uploaded before."""
        self.run(voice_message(openid, media_id))

    def send_link(self, openid: str, link: Link) -> None:
        """Send a card that opens a web page."""
        self.run(link_message(openid, link))

    def send_article(self, openid: str, article_id: str) -> None:
        """Send a published article."""
        self.run(article_message(openid, article_id))

    def send_menu_message(self, openid: str, head: str, choices: Sequence[Choice], tail: str = "") -> None:
        """Send lines to tap."""
        self.run(menu_message(openid, head, choices, tail))

    def show_typing(self, openid: str, *, on: bool = True) -> None:
        """Show or stop showing "对方正在输入"; it does not count as a message."""
        command = "Typing" if on else "CancelTyping"
        self.run(Call("/cgi-bin/message/custom/typing", {"touser": openid, "command": command}))
