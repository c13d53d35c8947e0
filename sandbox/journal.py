"""A bounded record of every request in both directions, with secrets blanked when it is read."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from sandbox.clock import iso

KEPT = 20_000
KEPT_BYTES = 65_536
BLANK = "***"

SECRET_IN_JSON = re.compile(r'("(?:access_token|refresh_token|secret|appsecret|ticket)"\s*:\s*")[^"]*(")')
SECRET_IN_QUERY = re.compile(r"((?:^|&)(?:access_token|secret|appsecret|refresh_token|code)=)[^&]*")


@dataclass(slots=True)
class ApiCall:
    """One call of the product to the platform, kept raw because most are never looked at."""

    id: int
    at: float
    ms: float
    method: str
    path: str
    query: str
    request: bytes
    response: bytes
    errcode: int
    status: int = 200
    fault: str = ""

    def shown(self) -> dict[str, Any]:
        """The entry as the control plane shows it."""
        return {
            "id": self.id, "at": iso(self.at), "direction": "api", "ms": round(self.ms, 1),
            "method": self.method, "path": self.path, "query": SECRET_IN_QUERY.sub(rf"\1{BLANK}", self.query),
            "request": blanked(self.request), "response": blanked(self.response),
            "errcode": self.errcode, "status": self.status, "fault": self.fault,
        }  # fmt: skip


@dataclass(slots=True)
class PushCall:
    """One push of the platform to the product with all its deliveries."""

    id: int
    at: float
    to_user: str
    what: str
    xml: str
    ms: float = 0.0
    body: str = ""
    query: str = ""
    openid: str = ""
    deliveries: list[dict[str, Any]] = field(default_factory=list)

    def shown(self) -> dict[str, Any]:
        """The entry as the control plane shows it."""
        return {
            "id": self.id, "at": iso(self.at), "direction": "push", "ms": round(self.ms, 1),
            "to_user": self.to_user, "openid": self.openid, "what": self.what, "xml": self.xml, "body": self.body,
            "query": self.query, "deliveries": list(self.deliveries),
        }  # fmt: skip


class Journal:
    """The newest entries; ids grow for ever."""

    def __init__(self) -> None:
        self._entries: deque[ApiCall | PushCall] = deque(maxlen=KEPT)
        self.last_id = 0

    def next_id(self) -> int:
        """The number of a new entry."""
        self.last_id += 1
        return self.last_id

    def finish(self, call: ApiCall) -> None:
        """Let go of what is never shown of a long request and answer."""
        call.request, call.response = call.request[: KEPT_BYTES + 1], call.response[: KEPT_BYTES + 1]

    def keep(self, entry: ApiCall | PushCall) -> None:
        """Add an entry; the oldest goes when there are too many."""
        self._entries.append(entry)

    def after(self, last: int = 0, *, limit: int | None = None) -> list[dict[str, Any]]:
        """Entries with a larger id, oldest first; with `limit` the newest of them."""
        found = sorted((entry for entry in self._entries if entry.id > last), key=lambda entry: entry.id)
        return [entry.shown() for entry in (found[-limit:] if limit else found)]

    def clear(self) -> None:
        """Forget all entries; numbers go on."""
        self._entries.clear()

    def count(self, path: str) -> int:
        """How often the product called an endpoint, as far as the journal reaches back."""
        return sum(1 for entry in self._entries if isinstance(entry, ApiCall) and entry.path == path)


def blanked(body: bytes) -> str:
    """A body as text with secrets replaced; long and binary ones are shortened."""
    if b"\0" in body[:KEPT_BYTES]:
        return "（二进制内容）"
    text = body[:KEPT_BYTES].decode("utf-8", "replace")
    more = "…（后面省略）" if len(body) > KEPT_BYTES else ""
    return SECRET_IN_JSON.sub(rf"\1{BLANK}\2", text) + more
