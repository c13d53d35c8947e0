"""Everything one sandbox knows and does, in one place that is handed to every part."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sandbox.account import Account, account_from, account_values
from sandbox.clock import Clock
from sandbox.dice import Dice
from sandbox.faults import Faults
from sandbox.hub import Hub
from sandbox.inbox import Inbox
from sandbox.jobs import Jobs
from sandbox.journal import Journal
from sandbox.people import People, User
from sandbox.plain import Json
from sandbox.quotas import Quotas
from sandbox.state import Store
from sandbox.switches import Switches

if TYPE_CHECKING:
    from sandbox.calls import Route
    from sandbox.pusher import Pusher

P = TypeVar("P")

FLUSH_EVERY_S = 0.05


class World:
    """Parts with a state of their own (tags, drafts, …) are made on first use by `part(TheirClass)`."""

    def __init__(
        self, account: Account, *, seed: int = 1, state: Path | None = None, followers: int = 0,
        now: datetime | None = None,
    ) -> None:  # fmt: skip
        self.account = account
        self.seed = seed
        self.base_url = ""
        self.tasks: set[asyncio.Task[Any]] = set()
        self.store = Store(state)
        self.clock = Clock()
        self._start_s = now.timestamp() - self.clock.stamp() if now else 0.0
        self.switches = Switches()
        self.hub = Hub()
        self.journal = Journal()
        self.pusher: Pusher
        self.interfaces: dict[str, Route] = {}
        self._given = account
        self._begin()
        self.jobs = Jobs(self)
        if not len(self.people):
            self.people.add_followers(followers)
            self.people.add_residents()

    def _begin(self) -> None:
        """Take up what the store remembers."""
        notes = dict(self.store.load("note"))
        self._boot = notes.get("boot", 0) + 1
        self.note("boot", self._boot)
        self.clock.offset_s = notes.get("offset_s", self._start_s)
        self.note("offset_s", self.clock.offset_s)
        self.switches.update(notes.get("switches", {}))
        self._take_up_account(notes.get("account"))
        self.dice = Dice(self.seed, self._boot)
        self._parts: dict[Callable[[World], Any], Any] = {}
        self.faults = Faults(self)
        self.quotas = Quotas(self)
        self.inbox = Inbox(self)
        self.people = People(self)

    def _take_up_account(self, saved: dict[str, Any] | None) -> None:
        """Settings saved at run time hold until the account file itself is changed."""
        if saved and saved["file"] == account_values(self._given):
            self.account = account_from(saved["now"])

    def part(self, kind: Callable[[World], P]) -> P:
        """The one instance of a part's state, made from the world on first use."""
        found = self._parts.get(kind)
        if found is None:
            found = self._parts[kind] = kind(self)
        return cast("P", found)

    def note(self, name: str, value: Json) -> None:
        """Remember a single value over restarts."""
        self.store.mark("note", name, value)

    def advance(self, seconds: float) -> None:
        """Move the clock and do the jobs that are due now."""
        self.clock.advance(seconds)
        self.note("offset_s", self.clock.offset_s)
        self.jobs.run_due()
        self.jobs.changed.set()

    def change_account(self, **values: Json) -> None:
        """Save the account's settings; a new EncodingAESKey leaves the old one valid for a while."""
        if values.get("aes_key", self.account.aes_key) != self.account.aes_key:
            overlap = self.clock.stamp() + self.switches.rotation_overlap_s
            values |= {"old_aes_key": self.account.aes_key, "old_aes_until": overlap}
        self.account = self.account.changed(**values)
        self.note("account", {"file": account_values(self._given), "now": account_values(self.account)})
        self.hub.tell("account", {})

    def reset(self, *, followers: int = 0) -> None:
        """A fresh platform for the same account: nobody follows, nothing was sent."""
        self.jobs.clear()
        self.store.wipe()
        self.journal.clear()
        self.switches = Switches()
        self.account = self._given
        self._begin()
        self.people.add_followers(followers)
        self.people.add_residents()
        self.hub.tell("users", {})

    def spawn(self, work: Json) -> asyncio.Task[Any]:
        """Run something in the background and keep it alive until it ends."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)
        return task

    async def keep_writing(self) -> None:
        """Flush the store every few milliseconds, until cancelled."""
        while True:
            await asyncio.sleep(FLUSH_EVERY_S)
            self.store.flush()

    def show_typing(self, user: User, *, on: bool) -> None:
        """Tell the phone that an answer is being written, or no longer."""
        self.hub.tell("typing", {"on": on, "openid": user.openid}, openid=user.openid)
