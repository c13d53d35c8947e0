"""Reading what was asked: the query of a request becomes an operation's parameters, or says what is wrong with it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, TypeVar

from pydantic import BeforeValidator, Field, ValidationError, WithJsonSchema

from bot.api.operations import Parameters
from bot.api.problems import NotFound, Refusal

P = TypeVar("P", bound=Parameters)
MOST, USUAL = 200, 100
LONGEST_SHOWN = 50
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:)([0-5]\d|60)(\.\d+)?([Zz]|[+\- ]\d{2}:\d{2})", re.ASCII)
_CURSOR = re.compile(r"([0-9]{1,16})\.([A-Za-z0-9-]{1,32})")


def _whole_number(value: object) -> object:
    if isinstance(value, str) and not re.fullmatch(r"[0-9]{1,9}", value):
        raise ValueError("not a whole number")
    return value


def moment(text: object) -> datetime:
    """A moment of ISO 8601 with its offset, in UTC. Raises ValueError.

    A plus sign that was not percent-encoded arrives as a space; it can mean nothing else.
    """
    found = _MOMENT.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError("not a moment with its offset")
    day_and_minute, second, fraction, offset = found.groups()
    second = "59" if second == "60" else second  # a leap second: Python knows none
    whole = f"{day_and_minute}{second}{(fraction or '')[:7]}{offset.replace(' ', '+')}".upper()
    try:
        return datetime.fromisoformat(whole).astimezone(UTC)
    except OverflowError:  # around the years 1 and 9999
        return datetime.min.replace(tzinfo=UTC) if whole < "1000" else datetime.max.replace(tzinfo=UTC)


def _cursor(text: object) -> "Place":
    found = _CURSOR.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise ValueError("not a cursor")
    seconds, microsecond = divmod(int(found[1]), 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=microsecond), found[2]


Place = tuple[datetime, str]
"""Where a page of an answer ends: when its last thing changed, and the code of that."""

Size = Annotated[
    int,
    BeforeValidator(_whole_number),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST}),
    Field(ge=1, le=MOST, description=f"每页最多几条：1 到 {MOST} 的整数。"),
]
UpdatedSince = Annotated[
    datetime | None,
    BeforeValidator(moment),
    WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-11-23T00:00:00+08:00"]}),
    Field(description="只要这个时刻以来变过的（含这一刻）：ISO 8601，要写时区，如 2026-11-23T00:00:00+08:00。"),
]
Cursor = Annotated[
    Place | None,
    BeforeValidator(_cursor),
    WithJsonSchema({"type": "string", "pattern": f"^{_CURSOR.pattern}$", "examples": ["1795406400000000.SJ-006"]}),
    Field(description="从哪里接着读：照抄上一页 next 里的，不要自己拼。"),
]


def read_parameters(kind: type[P], path: Mapping[str, str], query: Mapping[str, Sequence[str]]) -> P:
    """The parameters of a request. Raises NotFound for a bad path, Refusal (400) naming the parameter otherwise."""
    allowed = [name for name in kind.model_fields if name not in path]
    for name, values in query.items():
        if name not in allowed:
            raise _unknown(name, allowed)
        if len(values) > 1:
            raise Refusal(400, f"参数 {name} 出现了 {len(values)} 次，只能写一次。", parameter=name)
    try:
        return kind.model_validate({**path, **{name: values[0] for name, values in query.items()}})
    except ValidationError as error:
        raise _refused(error, kind, path) from None


def _unknown(name: str, allowed: Iterable[str]) -> Refusal:
    known = "、".join(allowed)
    words = f"可以用的参数：{known}。" if known else "这个地址没有参数。"
    return Refusal(400, f"没有参数「{name[:LONGEST_SHOWN]}」。{words}", parameter=name[:LONGEST_SHOWN])


def _refused(error: ValidationError, kind: type[P], path: Mapping[str, str]) -> Refusal:
    first = error.errors(include_url=False)[0]
    name = str(first["loc"][0])
    if name in path:
        return NotFound("没有这个地址。")
    if first["type"] == "missing":
        return Refusal(400, f"缺少参数 {name}。{_advice(kind, name)}", parameter=name)
    value = str(first["input"])[:LONGEST_SHOWN]
    return Refusal(400, f"参数 {name} 的值「{value}」不能用。{_advice(kind, name)}", parameter=name)


def _advice(kind: type[P], name: str) -> str:
    return kind.model_fields[name].description or ""


def cursor_of(changed_at: datetime, code: str) -> str:
    """What the next page is asked for with, after a thing changed at this moment."""
    whole = int(changed_at.replace(microsecond=0).timestamp()) * 1_000_000 + changed_at.microsecond
    return f"{whole}.{code}"
