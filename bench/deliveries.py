"""What WeChat would send: residents' questions as signed, encrypted HTTP requests, and the way back to read replies."""

import base64
import hashlib
import json
import secrets
import string
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

import xmltodict
from wechatpy.crypto import PrpCrypto, WeChatCrypto

QUESTIONS = Path(__file__).with_name("questions.txt")

REPEATED = 0.03  # share of deliveries that are WeChat's repeat of an earlier one
SENDERS = 5000
NOT_BEFORE = 100  # a repeat comes after so many other deliveries at least: its original was answered by then

_OPENERS = (
    "", "", "请问", "您好，", "你好，请问", "麻烦问一下，", "我想问一下", "想咨询一下，", "社区的同志，", "不好意思，",
    "大姐，", "再问一下，",
)  # fmt: skip
_CLOSINGS = (
    "", "", "？", "啊", "呢", "，谢谢", "，急", "，我住温泉街道", "，我是老年人", "，帮我看看", "，麻烦说清楚点",
    "，谢谢你们了",
)  # fmt: skip


@dataclass(frozen=True)
class Account:
    """A WeChat account that exists only for this measurement."""

    app_id: str
    original_id: str
    token: str
    aes_key: str

    @classmethod
    def fresh(cls) -> "Account":
        """An account with secrets nobody else has."""
        key = "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(43))
        return cls(f"wx{secrets.token_hex(8)}", f"gh_{secrets.token_hex(6)}", secrets.token_hex(12), key)

    @classmethod
    def from_json(cls, text: str) -> "Account":
        """The account written by `to_json`."""
        return cls(**json.loads(text))

    def to_json(self) -> str:
        """The account as the load generator and the peers are handed it."""
        return json.dumps(asdict(self))

    def signature(self, *parts: str) -> str:
        """WeChat's signature of the parts with the account's token."""
        return hashlib.sha1("".join(sorted([self.token, *parts])).encode()).hexdigest()  # noqa: S324  (the protocol's)


@dataclass(frozen=True)
class Question:
    """What a resident says, and the code of the item that is meant ("" for courtesies)."""

    text: str
    code: str = ""


@dataclass(frozen=True)
class Delivery:
    """One HTTP request. `original` is the place of the delivery it repeats, None for a new message."""

    request: bytes
    sender: str
    question: Question
    original: int | None = None


@dataclass(frozen=True)
class Reply:
    """A reply as the resident's phone gets it."""

    to: str
    text: str
    xml: str


def questions() -> list[Question]:
    """The residents' questions of questions.txt, each with the item it means."""
    pairs = [line.split(" ", 1) for line in QUESTIONS.read_text("utf-8").splitlines() if line]
    return [Question(text, "" if code == "-" else code) for code, text in pairs]


def in_other_words(question: Question, random: Random) -> Question:
    """The same question with the small words people put round it, so that few texts come twice."""
    if not question.code:
        return question
    return Question(f"{random.choice(_OPENERS)}{question.text}{random.choice(_CLOSINGS)}", question.code)


class Writer:
    """Writes deliveries for one account and one server. `now` is in seconds; message ids count up from `first_id`."""

    def __init__(self, account: Account, host: str, *, now: int, first_id: int, random: Random) -> None:
        self._account = account
        self._host = host
        self._now = now
        self._next_id = first_id
        self._random = random
        self._cipher = PrpCrypto(base64.b64decode(f"{account.aes_key}="))

    def write(self, count: int, *, verbatim: bool = False) -> list[Delivery]:
        """So many deliveries of questions at random; every message is new but for the few that WeChat repeats."""
        asked = questions()
        messages: list[tuple[str, Question, str]] = []
        deliveries: list[Delivery] = []
        for place in range(count):
            original = self._random.randrange(place - NOT_BEFORE) if self._repeats(place) else None
            if original is None:
                question = self._random.choice(asked)
                messages.append(self._message(question if verbatim else in_other_words(question, self._random)))
            else:
                original = deliveries[original].original or original
                messages.append(messages[original])
            sender, said, xml = messages[-1]
            deliveries.append(Delivery(self.request(xml, sender), sender, said, original))
        return deliveries

    def _repeats(self, place: int) -> bool:
        return place > NOT_BEFORE and self._random.random() < REPEATED

    def ask(self, question: Question) -> Delivery:
        """The delivery of one question, as it stands."""
        sender, said, xml = self._message(question)
        return Delivery(self.request(xml, sender), sender, said)

    def _message(self, question: Question) -> tuple[str, Question, str]:
        sender = f"oBench{self._random.randrange(SENDERS):022d}"
        self._next_id += 1
        xml = (
            f"<xml><ToUserName><![CDATA[{self._account.original_id}]]></ToUserName>"
            f"<FromUserName><![CDATA[{sender}]]></FromUserName><CreateTime>{self._now}</CreateTime>"
            f"<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{question.text}]]></Content>"
            f"<MsgId>{self._next_id}</MsgId></xml>"
        )
        return sender, question, xml

    def request(self, xml: str, sender: str) -> bytes:
        """The request that delivers a message's XML in safe mode, as bytes for a keep-alive connection."""
        sealed = self._cipher.encrypt(xml, self._account.app_id).decode("ascii")
        body = (
            f"<xml><ToUserName><![CDATA[{self._account.original_id}]]></ToUserName>"
            f"<Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
        )
        query = {**signed_query(self._account, self._now, f"{self._random.randrange(10**9)}"), "openid": sender}
        query["encrypt_type"] = "aes"
        query["msg_signature"] = self._account.signature(query["timestamp"], query["nonce"], sealed)
        head = (
            f"POST /wechat?{urlencode(query)} HTTP/1.1\r\nHost: {self._host}\r\nUser-Agent: Mozilla/4.0\r\n"
            f"Accept: */*\r\nContent-Type: text/xml\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return (head + body).encode()


def signed_query(account: Account, now: int, nonce: str) -> dict[str, str]:
    """The part of the query that says the request comes from WeChat."""
    return {"signature": account.signature(str(now), nonce), "timestamp": str(now), "nonce": nonce}


def read_reply(account: Account, body: bytes) -> Reply:
    """Check the signature of an encrypted reply with wechatpy, open it and read it.

    Raises wechatpy's exceptions, KeyError or ValueError for anything but an encrypted text reply.
    """
    envelope: dict[str, Any] = xmltodict.parse(body)["xml"]
    crypto = WeChatCrypto(account.token, account.aes_key, account.app_id)
    xml = crypto.decrypt_message(envelope, envelope["MsgSignature"], envelope["TimeStamp"], envelope["Nonce"])
    reply = xmltodict.parse(xml)["xml"]
    return Reply(reply["ToUserName"], reply["Content"], xml if isinstance(xml, str) else xml.decode())


def unanswered(delivery: Delivery, reply: Reply) -> str | None:
    """What is wrong with a reply to a delivery whoever gave it, None when it is addressed and says something."""
    if reply.to != delivery.sender:
        return f"the reply to {delivery.sender} goes to {reply.to}"
    return None if reply.text.strip() else "an empty reply"


def names_item(reply: Reply, code: str) -> bool:
    """Whether a reply shows or offers the item."""
    return code in reply.text
