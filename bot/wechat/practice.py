"""Calls about invented residents stop at our own door: a message to one counts as sent, nothing else is possible."""

from collections.abc import Iterator, Mapping
from typing import Any

from bot.invented import is_invented
from bot.wechat.calls import Answer, Call
from bot.wechat.errors import invalid_request

# Messages to one resident. To the worker who practises they look as they would in earnest.
_MESSAGES = frozenset(
    {
        "/cgi-bin/message/custom/send",
        "/cgi-bin/message/custom/typing",
        "/cgi-bin/message/template/send",
        "/cgi-bin/message/subscribe/bizsend",
    }
)
_RECIPIENTS = frozenset({"touser", "openid", "openid_list", "user_id", "user_list"})


def kept_back(call: Call) -> Answer | None:
    """The answer to a call about an invented resident; None where it is about real ones only. Raises PermanentError."""
    if not any(map(is_invented, _openids([call.body or {}, call.params]))):
        return None
    if call.path in _MESSAGES:
        return {"errcode": 0, "errmsg": "ok"}
    raise invalid_request("练习社区的居民是编的，微信里没有这些人。")


def _openids(value: Any) -> Iterator[str]:  # noqa: ANN401  (any JSON)
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from _named(one) if name in _RECIPIENTS else _openids(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _openids(one)


def _named(value: Any) -> Iterator[str]:  # noqa: ANN401  (any JSON)
    for one in value if isinstance(value, list | tuple) else [value]:
        yield from [one] if isinstance(one, str) else _openids(one)
