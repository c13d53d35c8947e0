"""One call of the product to an interface, and how an interface is declared."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.plain import Json
from sandbox.refusals import Refused

if TYPE_CHECKING:
    from sandbox.world import World

ESCAPED = re.compile(rb"\\(u[0-9a-fA-F]{4})")
TOO_LARGE_NAME = 10_000


@dataclass(frozen=True)
class Upload:
    """The file of a multipart request."""

    field: str
    filename: str
    content_type: str
    body: bytes
    texts: dict[str, str]


@dataclass(frozen=True)
class File:
    """An answer that is not JSON."""

    body: bytes
    content_type: str
    filename: str = ""


@dataclass(frozen=True)
class Redirect:
    """An answer that sends the browser elsewhere."""

    url: str


Answer = dict[str, Any] | File | Redirect


@dataclass(slots=True)
class Call:
    """`data` is the JSON object of a POST, empty for GET. `hold_s` lets a handler keep its answer back."""

    path: str
    method: str
    query: Mapping[str, str]
    raw: bytes = b""
    upload: Upload | None = None
    peer: str = "127.0.0.1"
    cookies: Mapping[str, str] = field(default_factory=dict)
    data: dict[str, Any] = field(default_factory=dict)
    hold_s: float = 0.0

    def text(self, name: str, *, default: str | None = None) -> str:
        """A text member; raises 40035 when it is missing without default and 47001 when it is not text."""
        value = self.data.get(name, default)
        if value is None:
            raise Refused(40035, f"invalid parameter: {name} is missing")
        if not isinstance(value, str):
            raise Refused(47001, f"data format error: {name} should be a string")
        return value

    def number(self, name: str, *, default: int | None = None) -> int:
        """A whole number; digits in a string are taken too, as WeChat does."""
        value = self.data.get(name, default)
        if isinstance(value, str) and value.lstrip("-").isdigit():
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise Refused(40035, f"invalid parameter: {name} should be a number")
        return value

    def object(self, name: str) -> dict[str, Any]:
        """An object member; raises 40035."""
        value = self.data.get(name)
        if not isinstance(value, dict):
            raise Refused(40035, f"invalid parameter: {name} should be an object")
        return value

    def list(self, name: str) -> list[Any]:
        """A list member; raises 40035."""
        value = self.data.get(name)
        if not isinstance(value, list):
            raise Refused(40035, f"invalid parameter: {name} should be a list")
        return value


Handler = Callable[["World", Call], Any]


@dataclass(frozen=True)
class Route:
    r"""An interface: how it is called, who may call it, how often, and what is done with \uXXXX in its JSON."""

    method: str
    path: str
    handler: Handler
    feature: str = "basic"
    daily: int = 0
    minute: int = 0
    token: bool = True
    upload: bool = False
    empty_ok: bool = False
    escapes: str = "read"
    """read: as JSON says; literal: shown as six characters, as WeChat does for texts; refuse: 40033."""


class Routes(list[Route]):
    """The interfaces of one subject, declared with decorators."""

    def get(self, path: str, **options: Json) -> Callable[[Handler], Handler]:
        """Declare an interface called with GET."""
        return self._declare("GET", path, options)

    def post(self, path: str, **options: Json) -> Callable[[Handler], Handler]:
        """Declare an interface called with POST."""
        return self._declare("POST", path, options)

    def _declare(self, method: str, path: str, options: dict[str, Any]) -> Callable[[Handler], Handler]:
        def keep(handler: Handler) -> Handler:
            self.append(Route(method, path, handler, **options))
            return handler

        return keep


def ok(**more: Json) -> dict[str, Any]:
    """`{"errcode": 0, "errmsg": "ok", …}`"""
    return {"errcode": 0, "errmsg": "ok", **more}


def read_json(route: Route, raw: bytes) -> dict[str, Any]:
    """The JSON object of a POST; raises 44002 when empty, 47001 when it is no object, 40033 for refused escapes."""
    if not raw.strip():
        if route.empty_ok:
            return {}
        raise Refused(44002, "empty post data")
    if route.escapes == "refuse" and ESCAPED.search(raw):
        raise Refused(40033, "invalid charset. please check your request, if include \\uxxxx will create fail!")
    if route.escapes == "literal":
        raw = ESCAPED.sub(rb"\\\\\1", raw)
    try:
        data = json.loads(raw)
    except (ValueError, RecursionError):
        raise Refused(47001, "data format error") from None
    if not isinstance(data, dict):
        raise Refused(47001, "data format error")
    return data
