"""What each resident sees in the chat: the truth every test of a message asks for."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from sandbox.clock import iso
from sandbox.plain import Json

if TYPE_CHECKING:
    from sandbox.world import World

Entry = dict[str, Any]

FAILURE_LINE = "该公众号提供的服务出现故障，请稍后再试"
KEPT_PER_RESIDENT = 1000


class Inbox:
    """Entries of all residents; `seq` grows over all of them."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._entries: defaultdict[str, list[Entry]] = defaultdict(list)
        self._read: dict[str, int] = {}
        self.last_seq = 0
        for openid, entry in ((record["openid"], record["entry"]) for _, record in world.store.load("inbox")):
            self._entries[openid].append(entry)
            self.last_seq = max(self.last_seq, entry["seq"])

    def put(self, openid: str, side: str, kind: str, text: str, *, source: str, **more: Json) -> Entry:
        """Show something to a resident. `side` is resident, account or system; empty extras are left out."""
        self.last_seq += 1
        entry: Entry = {"seq": self.last_seq, "at": iso(self._world.clock.stamp()), "side": side, "kind": kind}
        entry |= {"text": text, "source": source} | {name: value for name, value in more.items() if value}
        self._keep(openid, entry)
        self._world.hub.tell("inbox", entry, openid=openid)
        return entry

    def _keep(self, openid: str, entry: Entry) -> None:
        entries = self._entries[openid]
        entries.append(entry)
        self._world.store.mark("inbox", str(entry["seq"]), {"openid": openid, "entry": entry})
        if len(entries) > KEPT_PER_RESIDENT:
            self._world.store.mark("inbox", str(entries.pop(0)["seq"]), None)

    def of(self, openid: str, *, after: int = 0) -> list[Entry]:
        """A resident's entries with a larger `seq`, oldest first."""
        entries = self._entries.get(openid, [])
        return [entry for entry in entries if entry["seq"] > after] if after else list(entries)

    def mark_read(self, openid: str) -> None:
        """Note that the chat was looked at."""
        self._read[openid] = self.last_seq

    def unread(self, openid: str) -> int:
        """How many entries not his own arrived since the resident's chat was last read."""
        if self._world.hub.watches(openid):
            self.mark_read(openid)
        since = self._read.get(openid, 0)
        return sum(1 for entry in self._entries.get(openid, []) if entry["seq"] > since and entry["side"] != "resident")
