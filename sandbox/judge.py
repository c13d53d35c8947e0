"""What the platform makes of a webhook's answer: nothing to show, a reply to show, or a failure."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from typing import Any

from sandbox.envelope import BadEnvelope, Seal, decrypt, parse_xml, signature

TEXT_BYTES = 2048
ARTICLES_FOR_A_MESSAGE = 1
ARTICLES_FOR_AN_EVENT = 8
COMMON = ("ToUserName", "FromUserName", "CreateTime", "MsgType")
MEDIA = {"image": "Image", "voice": "Voice", "video": "Video"}


class BadReply(ValueError):
    """The answer would make the resident see the failure line; the message says why, in English."""


@dataclass(frozen=True)
class Verdict:
    """`outcome` is reply, empty, success or error; `reason` is set for errors, `shown` is what the resident sees."""

    outcome: str
    reason: str = ""
    reply_xml: str = ""
    shown: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Question:
    """What the answer is judged against: keys, whom it must go to, and whether a message (not an event) was sent."""

    seal: Seal
    openid: str
    is_message: bool
    other_keys: tuple[str, ...] = ()
    empty_encrypted: str = "ignored"


def judge(body: bytes, question: Question) -> Verdict:
    """The verdict on the body of a 200 answer."""
    if body == b"":
        return Verdict("empty")
    if body.strip() == b"success":
        return Verdict("success")
    inner = ""
    try:
        root, inner = _opened(body, question)
        if root is None:
            return _bare(inner, question)
        return Verdict("reply", reply_xml=inner, shown=_shown(root, question))
    except (BadEnvelope, BadReply) as error:
        return Verdict("error", reason=str(error), reply_xml=inner)


def _bare(inner: str, question: Question) -> Verdict:
    if question.empty_encrypted == "failure":
        raise BadReply("an encrypted envelope around an empty answer")
    return Verdict("success" if inner.strip() else "empty", reply_xml=inner)


def _opened(body: bytes, question: Question) -> tuple[ET.Element | None, str]:
    """The reply's root and its XML; root None when an envelope held nothing or `success`."""
    root = _xml_root(body)
    if root.find("Encrypt") is None:
        if question.seal.mode == "safe":
            raise BadReply("a plaintext reply in safe mode")
        return root, body.decode()
    if question.seal.mode == "plain":
        raise BadReply("an encrypted reply in plain mode")
    inner = _unsealed(root, question)
    if inner.strip() in (b"", b"success"):
        return None, inner.decode()
    return _xml_root(inner), inner.decode("utf-8", "replace")


def _xml_root(body: bytes) -> ET.Element:
    if not body.startswith(b"<"):
        raise BadReply("the answer is not XML: " + body[:60].decode("utf-8", "replace"))
    root = parse_xml(body)
    if root.tag != "xml":
        raise BadReply(f"the root element is <{root.tag}>")
    return root


def _unsealed(root: ET.Element, question: Question) -> bytes:
    sealed, signed, stamp, nonce = (_one(root, name) for name in ("Encrypt", "MsgSignature", "TimeStamp", "Nonce"))
    if not stamp.isdigit():
        raise BadReply("TimeStamp of the envelope is not a number")
    if signature(question.seal.token, stamp, nonce, sealed) != signed:
        raise BadReply("MsgSignature of the envelope is wrong")
    return _decrypted(sealed, question)


def _decrypted(sealed: str, question: Question) -> bytes:
    try:
        return decrypt(sealed, aes_key=question.seal.aes_key, appid=question.seal.appid)
    except BadEnvelope:
        for key in question.other_keys:
            return decrypt(sealed, aes_key=key, appid=question.seal.appid)
        raise


def _one(root: ET.Element, name: str) -> str:
    found = root.findall(name)
    if len(found) != 1:
        raise BadReply(f"{len(found)} <{name}> elements")
    if len(found[0]):
        raise BadReply(f"<{name}> has child elements")
    return found[0].text or ""


def _shown(root: ET.Element, question: Question) -> dict[str, Any]:
    to_user, from_user, created, kind = (_one(root, name) for name in COMMON)
    if to_user != question.openid:
        raise BadReply("ToUserName is not the resident who wrote")
    if from_user != question.seal.gh_id:
        raise BadReply("FromUserName is not this account")
    if not created.strip().isdigit():
        raise BadReply("CreateTime is not a number")
    return _by_kind(root, kind, question)


def _by_kind(root: ET.Element, kind: str, question: Question) -> dict[str, Any]:
    if kind == "text":
        return {"kind": "text", "text": _text(root)}
    if kind == "news":
        return {"kind": "news", "text": "", "articles": _articles(root, question)}
    if kind in MEDIA:
        return {"kind": kind, "text": "", "media_id": _child(root, MEDIA[kind], "MediaId")}
    if kind == "music":
        return {
            "kind": "voice",
            "text": root.findtext("Music/Title") or "",
            "media_id": _child(root, "Music", "ThumbMediaId"),
        }
    if kind == "transfer_customer_service":
        return {"kind": "event", "text": "已转接人工客服"}
    raise BadReply(f"MsgType {kind!r} is not a passive reply")


def _text(root: ET.Element) -> str:
    text = _one(root, "Content")
    if not text.strip():
        raise BadReply("Content is empty")
    size = len(text.encode())
    if size > TEXT_BYTES:
        raise BadReply(f"Content has {size} bytes, the limit is {TEXT_BYTES}")
    return text


def _child(root: ET.Element, parent: str, name: str) -> str:
    value = root.findtext(f"{parent}/{name}") or ""
    if not value.strip():
        raise BadReply(f"<{parent}><{name}> is missing")
    return value


def _articles(root: ET.Element, question: Question) -> list[dict[str, str]]:
    items = root.findall("Articles/item")
    limit = ARTICLES_FOR_A_MESSAGE if question.is_message else ARTICLES_FOR_AN_EVENT
    if _one(root, "ArticleCount") != str(len(items)):
        raise BadReply("ArticleCount is not the number of items")
    if not 1 <= len(items) <= limit:
        raise BadReply(f"{len(items)} articles where at most {limit} may be sent")
    names = {"title": "Title", "description": "Description", "url": "Url", "image": "PicUrl"}
    return [{name: item.findtext(tag) or "" for name, tag in names.items()} for item in items]
