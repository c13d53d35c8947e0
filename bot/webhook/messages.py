"""What can arrive: every message and event of an official account, as plain values.

Source: WeChat documentation 接收普通消息, 接收事件推送. Unknown kinds become `Unknown` and are
acknowledged: WeChat adds events without asking.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from lxml import etree

from bot.webhook.errors import Malformed
from bot.webhook.xml import text

_LONGEST_ID = 64
# Elements that repeat: one of them must still become a list (XML cannot tell).
_LISTS = frozenset({"List", "item", "fail_idx"})


@dataclass(frozen=True, kw_only=True)
class Message:
    """What all deliveries have in common. `key` is equal for repeats of the same delivery and for nothing else."""

    sender: str
    account: str
    sent_at: datetime
    key: str
    kind: str

    @property
    def is_from_resident(self) -> bool:
        """Whether a person did something, rather than a job of the platform ending."""
        return True

    @property
    def words(self) -> str | None:
        """What the resident said, typed or spoken; None where there were no words."""
        return None


@dataclass(frozen=True, kw_only=True)
class Text(Message):
    """Typed text; `menu_id` is set when a link of a choice was tapped instead."""

    content: str
    menu_id: str = ""

    @property
    def words(self) -> str | None:
        """The text as typed."""
        return self.content


@dataclass(frozen=True, kw_only=True)
class Voice(Message):
    """A voice message. `recognition` is empty when the platform did not recognise it, which is usual."""

    media_id: str
    recognition: str = ""

    @property
    def words(self) -> str | None:
        """What the platform understood, if anything."""
        return self.recognition or None


@dataclass(frozen=True, kw_only=True)
class Location(Message):
    """A place a resident picked, in degrees (GCJ-02), with the label the phone shows."""

    latitude: float
    longitude: float
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class Media(Message):
    """A picture, a video, a link or a mini-program card: `kind` says which."""

    media_id: str = ""
    title: str = ""
    url: str = ""


@dataclass(frozen=True, kw_only=True)
class Event(Message):
    """Something a resident did without writing: follow, unfollow, scan, press a menu button, change a consent …

    `kind` is the event's name in lower case; `event_key` its EventKey; `details` all further elements, nested.
    """

    event_key: str = ""
    details: Mapping[str, Any]

    @property
    def scene(self) -> str:
        """The scene of the QR code that was scanned, whether it led to following or not; "" without one."""
        return self.event_key.removeprefix("qrscene_") if self.kind in {"subscribe", "scan"} else ""


@dataclass(frozen=True, kw_only=True)
class JobEnded(Event):
    """The platform tells how a job ended: mass send, template message, subscription notice, publication."""

    @property
    def is_from_resident(self) -> bool:
        """No: the sender is a helper account, or a resident who did nothing."""
        return False


@dataclass(frozen=True, kw_only=True)
class Unknown(Message):
    """A kind this program does not know; acknowledged without effect."""

    @property
    def is_from_resident(self) -> bool:
        """Nobody knows; nothing is kept of it."""
        return False


# Events the platform sends of its own accord, by name in lower case.
_JOB_EVENTS = frozenset(
    {
        "templatesendjobfinish", "masssendjobfinish", "publishjobfinish", "subscribe_msg_sent_event", "wxa_media_check",
        "qualification_verify_success", "qualification_verify_fail", "naming_verify_success", "naming_verify_fail",
        "annual_renew", "verify_expired", "kf_create_session", "kf_close_session", "kf_switch_session",
        "user_info_modified", "user_authorization_revoke", "user_authorization_cancellation", "poi_check_notify",
    }
)  # fmt: skip
_ENVELOPE = frozenset({"ToUserName", "FromUserName", "CreateTime", "MsgType", "Event", "EventKey", "Encrypt"})


def understand(root: etree._Element) -> Message:
    """The message in a delivery's XML. Raises Malformed where sender, time or type cannot be read."""
    sender, kind = text(root, "FromUserName"), text(root, "MsgType").strip()
    if not sender or len(sender) > _LONGEST_ID or not kind:
        raise Malformed("no sender or no type")
    common: dict[str, Any] = {
        "sender": sender,
        "account": text(root, "ToUserName"),
        "sent_at": _moment(text(root, "CreateTime")),
    }
    if kind == "event":
        return _event(root, common)
    common |= {
        "kind": kind,
        "key": _key(common["sent_at"], sender, text(root, "MsgId") or f"{text(root, 'CreateTime')} {kind}"),
    }
    return _KINDS.get(kind, _unknown)(root, common)


def _event(root: etree._Element, common: dict[str, Any]) -> Message:
    name, event_key = text(root, "Event").strip().lower(), text(root, "EventKey")
    if not name:
        raise Malformed("an event without a name")
    details = {child.tag: _nested(child) for child in root if child.tag not in _ENVELOPE}
    # Two results can come for one person in one second: what they report on tells them apart.
    about = (details.get(name, "") for name in ("MsgID", "SubscribeMsgSentEvent", "OpenID"))
    job = " ".join(str(part) for part in about)
    common |= {
        "kind": name,
        "key": _key(common["sent_at"], common["sender"], text(root, "CreateTime"), name, event_key, job),
    }
    kind = JobEnded if name in _JOB_EVENTS else Event
    return kind(**common, event_key=event_key, details=details)


def _text(root: etree._Element, common: dict[str, Any]) -> Message:
    return Text(**common, content=text(root, "Content"), menu_id=text(root, "bizmsgmenuid"))


def _voice(root: etree._Element, common: dict[str, Any]) -> Message:
    return Voice(**common, media_id=text(root, "MediaId"), recognition=text(root, "Recognition").strip())


def _location(root: etree._Element, common: dict[str, Any]) -> Message:
    try:
        latitude, longitude = float(text(root, "Location_X")), float(text(root, "Location_Y"))
    except ValueError:
        raise Malformed("a location without coordinates") from None
    return Location(**common, latitude=latitude, longitude=longitude, label=text(root, "Label"))


def _media(root: etree._Element, common: dict[str, Any]) -> Message:
    url = text(root, "Url") or text(root, "PicUrl")
    return Media(**common, media_id=text(root, "MediaId"), title=text(root, "Title"), url=url)


def _unknown(_root: etree._Element, common: dict[str, Any]) -> Message:
    return Unknown(**common)


_KINDS: dict[str, Callable[[etree._Element, dict[str, Any]], Message]] = {
    "text": _text,
    "voice": _voice,
    "location": _location,
    **dict.fromkeys(("image", "video", "shortvideo", "link", "miniprogrampage"), _media),
}


def _nested(element: etree._Element) -> Any:  # noqa: ANN401  (as deep as the platform nests: str, dict or list)
    if not len(element):
        return element.text or ""
    values: dict[str, Any] = {}
    for child in element:
        if child.tag in _LISTS:
            values.setdefault(child.tag, []).append(_nested(child))
        else:
            values[child.tag] = _nested(child)
    return values


def key_time(moment: datetime) -> str:
    """What the keys of deliveries sent at that moment begin with; keys sort by it."""
    return f"{int(moment.timestamp()):010x}"


def _key(sent_at: datetime, *parts: str) -> str:
    # A digest, because it outlives the person's data: it must not tell who wrote. The time before it keeps neighbours
    # in time neighbours in the database's index, which is then written at its end only.
    digest = sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:30]
    return key_time(sent_at) + digest


def _moment(seconds: str) -> datetime:
    if not (seconds.isascii() and seconds.isdigit() and len(seconds) <= 11):
        raise Malformed("no time")
    return datetime.fromtimestamp(int(seconds), UTC)
