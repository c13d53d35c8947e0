"""One request to WeChat as a plain value, and the reading of what comes back; no network here."""

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from urllib3.fields import RequestField
from urllib3.filepost import encode_multipart_formdata

from bot.wechat.errors import WeChatError, misconfigured, refusal, unanswered

Answer = dict[str, Any]
JSON_TYPE = "application/json; charset=utf-8"


@dataclass(frozen=True)
class Upload:
    """A file to send as the multipart field `media`. It is bytes, so a repeat sends it whole again."""

    filename: str
    content: bytes
    content_type: str


@dataclass(frozen=True)
class Call:
    """A request: a GET when it carries nothing, else a POST of JSON or of a file."""

    path: str
    body: Mapping[str, Any] | None = None
    upload: Upload | None = None
    params: Mapping[str, str] = field(default_factory=dict)
    with_token: bool = True

    @property
    def method(self) -> str:
        """GET or POST."""
        return "GET" if self.body is None and self.upload is None else "POST"

    def encode(self) -> tuple[bytes | None, str]:
        """Return body and content type as they go over the wire."""
        if self.upload:
            return _multipart(self.upload, self.body or {})
        if self.body is None:
            return None, JSON_TYPE
        # Real UTF-8: menus and drafts store \uXXXX literally. A lone surrogate cannot be sent and becomes "?".
        return json.dumps(self.body, ensure_ascii=False).encode("utf-8", "replace"), JSON_TYPE


class Door(ABC):
    """Something that carries out calls: the live platform, or a test's stand-in."""

    app_id: str = ""
    picture_host: str = "https://mp.weixin.qq.com"

    @abstractmethod
    def run(self, call: Call) -> Answer:
        """Carry out the call and return the platform's answer. Raises WeChatError."""


def _multipart(upload: Upload, fields: Mapping[str, Any]) -> tuple[bytes, str]:
    part = RequestField("media", upload.content, filename=_ascii_name(upload.filename))
    part.make_multipart(content_type=upload.content_type)
    parts = [part]
    for name, value in fields.items():
        extra = RequestField(name, json.dumps(value, ensure_ascii=False))
        extra.make_multipart()
        parts.append(extra)
    return encode_multipart_formdata(parts)


def _ascii_name(filename: str) -> str:
    # The platform judges a file by its name's ending and is known to stumble over other alphabets.
    safe = "".join(c for c in filename if c.isascii() and (c.isalnum() or c in "._-"))
    return safe if not safe.startswith(".") and safe else f"file{safe}"


def read_answer(status: int, content: bytes) -> Answer:
    """Turn an HTTP answer into the platform's JSON object, or raise the WeChatError it means.

    Errors come with status 200; success may or may not carry errcode 0, as a number or as text.
    """
    if status != 200:
        raise _http_error(status)
    answer = _object(content)
    errcode = _errcode(answer)
    if errcode == 0:
        return answer
    msg_id = answer.get("msg_id")
    raise refusal(errcode, str(answer.get("errmsg", "")), int(msg_id) if msg_id else None)


def _http_error(status: int) -> WeChatError:
    if 300 <= status < 400:
        return misconfigured(f"微信接口地址被转到了别处（HTTP {status}），请检查 WECHAT_API_BASE_URL 和网络代理。")
    if status in {404, 405}:
        return misconfigured(f"微信接口地址不正确（HTTP {status}），请检查 WECHAT_API_BASE_URL。")
    return unanswered(f"HTTP {status}")


def _object(content: bytes) -> Answer:
    try:
        answer = json.loads(content.decode("utf-8-sig", "replace"), strict=False)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise unanswered("内容不是 JSON" if content.strip() else "内容为空")
    return answer


def _errcode(answer: Answer) -> int:
    try:
        return int(answer.get("errcode", 0))
    except (TypeError, ValueError):
        raise unanswered("错误码无法读懂") from None


def text_of(answer: Answer, name: str) -> str:
    """The answer's value as text; ids come now as numbers, now as text. Raises LaterError where it is missing."""
    value = answer.get(name)
    if value is None or isinstance(value, dict | list):
        raise unanswered(f"回答中没有 {name}")
    return str(value)


def number_of(answer: Answer, name: str) -> int:
    """The answer's value as a whole number. Raises LaterError where it is none."""
    try:
        return int(text_of(answer, name))
    except ValueError:
        raise unanswered(f"回答中的 {name} 不是数字") from None


def list_of(answer: Answer, name: str) -> list[Any]:
    """The answer's list, empty where the platform left it out (it does so for empty lists)."""
    value = answer.get(name)
    return value if isinstance(value, list) else []


def object_of(answer: Answer, name: str) -> Answer:
    """The answer's object, empty where the platform left it out."""
    value = answer.get(name)
    return value if isinstance(value, dict) else {}
