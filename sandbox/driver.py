"""The sandbox for tests: starts the platform in a thread, lets residents act, and tells what they saw.

>>> with Platform(followers=3, webhook="http://127.0.0.1:8000/wechat") as p:
...     assert "低保" in p.user(0).say("低保怎么办").reply
"""

from __future__ import annotations

import asyncio
import http.client
import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

from sandbox.account import Account, invented_account
from sandbox.plain import Json
from sandbox.server import Server
from sandbox.world import World

START_S = 10
CALL_S = 120

Entry = dict[str, Any]


def close_cleanly(loop: asyncio.AbstractEventLoop) -> None:
    """Cancel what still runs (a phone's open stream, a push nobody waits for), let it end, and close the loop."""
    for _ in range(3):  # a task that ends may start another
        pending = asyncio.all_tasks(loop)
        for task in pending:
            task.cancel()
        if pending:
            loop.run_until_complete(asyncio.wait(pending, timeout=1))
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()


class SandboxRefused(AssertionError):
    """The control plane refused; the message carries its explanation."""


@dataclass(frozen=True)
class Outcome:
    """What came of an action: the entries the resident got (his own bubble left out) and the push's journal entry."""

    seq: int
    entries: list[Entry]
    push: Entry | None

    @property
    def reply(self) -> str:
        """The account's passive reply as text; raises when there is none, saying what happened instead."""
        for entry in self.entries:
            if entry["source"] == "reply":
                return str(entry["text"] or entry.get("articles") or entry["kind"])
        raise AssertionError(f"the resident got no reply; {self}")

    @property
    def failed(self) -> bool:
        """Whether the resident saw the platform's failure line."""
        return any(entry["kind"] == "failure" for entry in self.entries)

    @property
    def outcomes(self) -> list[str]:
        """The outcome of each delivery, such as `["timeout", "reply"]`."""
        return [delivery["outcome"] for delivery in (self.push or {}).get("deliveries", [])]

    def __str__(self) -> str:
        tries = [_told(delivery) for delivery in (self.push or {}).get("deliveries", [])]
        seen = [f"  {entry['side']}/{entry['kind']}: {entry['text']}" for entry in self.entries]
        what = (self.push or {}).get("what", "no push")
        return "\n".join([f"{what}; deliveries:", *(tries or ["  none"]), "seen:", *(seen or ["  nothing"])])


def _told(delivery: Entry) -> str:
    """One delivery on one line."""
    how = f"(HTTP {delivery['status']}, {delivery['ms']} ms)"
    return f"  {delivery['n']}: {delivery['outcome']} {delivery.get('reason', '')} {how} {delivery['response'][:300]}"


class Resident:
    """One WeChat user of the sandbox. Every action waits for its push to end unless `wait=False`."""

    def __init__(self, platform: Platform, openid: str) -> None:
        self._platform, self.openid = platform, openid

    def __repr__(self) -> str:
        return f"Resident({self.openid})"

    def say(self, text: str, *, menu_id: str = "", wait: bool = True) -> Outcome:
        """Write a text, or tap a line of a menu message."""
        return self._do("say", wait=wait, text=text, menu_id=menu_id)

    def voice(self, recognition: str = "", *, seconds: float = 3, wait: bool = True) -> Outcome:
        """Speak."""
        return self._do("voice", wait=wait, recognition=recognition, seconds=seconds)

    def image(self, *, wait: bool = True) -> Outcome:
        """Send a picture."""
        return self._do("image", wait=wait)

    def locate(self, latitude: float, longitude: float, label: str = "", *, wait: bool = True) -> Outcome:
        """Send a place."""
        return self._do("locate", wait=wait, latitude=latitude, longitude=longitude, label=label)

    def click(self, key: str, *, wait: bool = True) -> Outcome:
        """Press a click button, whether or not the menu has it."""
        return self._do("click", wait=wait, key=key)

    def view(self, url: str, *, wait: bool = True) -> Outcome:
        """Open a page from the menu."""
        return self._do("view", wait=wait, url=url)

    def press(self, *path: int, wait: bool = True) -> Outcome:
        """Press the menu button at a path such as `press(0, 1)`."""
        return self._do("menu", wait=wait, path=list(path))

    def scan(self, scene: str, *, wait: bool = True) -> Outcome:
        """Scan the code of a scene; follows first when needed."""
        return self._do("scan", wait=wait, scene=scene)

    def follow(self, *, wait: bool = True) -> Outcome:
        """Follow the account."""
        return self._do("follow", wait=wait)

    def unfollow(self, *, wait: bool = True) -> Outcome:
        """Stop following."""
        return self._do("unfollow", wait=wait)

    def popup(self, template_id: str, *, accept: bool = True, wait: bool = True) -> Outcome:
        """Allow or refuse one notice of a template."""
        return self._do("popup", wait=wait, template_id=template_id, accept=accept)

    def manage(self, template_id: str, *, wait: bool = True) -> Outcome:
        """Switch a template's notices off."""
        return self._do("manage", wait=wait, template_id=template_id)

    def revoke(self, *, wait: bool = True) -> Outcome:
        """Withdraw the authorisation of personal information."""
        return self._do("revoke", wait=wait)

    def set(self, **traits: Json) -> Entry:
        """Traits no action gives: `blocks`, `blacklisted`, `remark`, `mass_count`, `consents`, …"""
        return dict(self._platform.control("POST", f"/user/{self.openid}/set", traits)["user"])

    @property
    def inbox(self) -> list[Entry]:
        """What this resident has seen."""
        return self._platform.inbox(self)

    def _do(self, action: str, *, wait: bool, **body: Json) -> Outcome:
        path = f"/user/{self.openid}/{action}" + ("?wait=1" if wait else "")
        answer = self._platform.control("POST", path, body)
        return Outcome(answer["seq"], answer.get("entries", []), answer.get("push"))


class Platform:
    """A whole sandbox on a free loopback port.

    `followers` follow from the start and are users 0 … n-1; the five named residents come after them and do not follow
    yet. `now` is where the platform's clock starts. `config` are switches (sandbox/switches.py) or account settings.
    """

    def __init__(  # noqa: PLR0913 - all by name and all optional
        self, *, preset: str = "certified_service", followers: int = 0, webhook: str = "", mode: str = "safe",
        seed: int = 1, state: Path | None = None, account: Account | None = None, port: int = 0,
        now: datetime | None = None, **config: Json,
    ) -> None:  # fmt: skip
        self.account = account or invented_account(seed=seed, preset=preset, webhook=webhook, mode=mode)
        self._options: dict[str, Any] = {"seed": seed, "state": state, "followers": followers, "now": now}
        self._config = config
        self._port = port
        self._loop: asyncio.AbstractEventLoop
        self._ready = threading.Event()
        self._problem: BaseException | None = None
        self._people: list[str] | None = None
        self.url = ""

    # -------------------------------------------------------------- starting and stopping

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._run, name="sandbox", daemon=True)
        self._thread.start()
        if not self._ready.wait(START_S):
            raise TimeoutError("the sandbox did not start")
        if self._problem:
            raise self._problem
        if self._config:
            self.config(**self._config)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop serving; a state file is complete afterwards."""
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
            self._thread.join(START_S)

    def _run(self) -> None:
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._serve())
        except BaseException as problem:  # noqa: BLE001 - raised again in the thread that started us
            self._problem = problem
        finally:
            self._ready.set()
            close_cleanly(self._loop)

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        self.world = World(self.account, **self._options)
        server = Server(self.world, port=self._port)
        try:
            await server.start()
            self.url = server.url
            self._ready.set()
            await self._stop.wait()
        finally:
            await server.stop()

    # -------------------------------------------------------------- residents

    def user(self, who: int | str | Resident) -> Resident:
        """A resident by number (in order of appearance), openid or name."""
        if isinstance(who, Resident):
            return who
        if isinstance(who, int):
            return Resident(self, self._openids()[who])
        for user in self.users() if not who.startswith("o") else ():
            if user["name"] == who:
                return Resident(self, user["openid"])
        return Resident(self, who)

    def users(self) -> list[Entry]:
        """All users as the control plane shows them."""
        return list(self.control("GET", "/users")["users"])

    def _openids(self) -> list[str]:
        if self._people is None:
            self._people = [user["openid"] for user in sorted(self.users(), key=lambda user: user["number"])]
        return self._people

    def add_user(self, name: str = "", *, follow: bool = False) -> Resident:
        """A new WeChat user; with `follow` he follows (and the webhook is told)."""
        self._people = None
        resident = Resident(self, self.control("POST", "/users", {"name": name})["user"]["openid"])
        if follow:
            resident.follow()
        return resident

    def inbox(self, who: int | str | Resident, *, after: int = 0) -> list[Entry]:
        """What a resident has seen, oldest first."""
        return list(self.control("GET", f"/inbox/{self.user(who).openid}?after={after}")["entries"])

    def burst(
        self, messages: Iterable[tuple[int | str, str]], *, per_second: float = 0, wait: bool = True
    ) -> list[Entry]:
        """Many residents write, at a rate or all at once; with `wait` the journal entries of all pushes."""
        body = [{"openid": self.user(who).openid, "text": text} for who, text in messages]
        return list(
            self.control("POST", "/burst", {"messages": body, "per_second": per_second, "wait": wait}).get("pushes", [])
        )

    # -------------------------------------------------------------- looking and steering

    def journal(
        self, direction: str | None = None, *, path: str | None = None, after: int = 0, **members: Json
    ) -> list[Entry]:
        """Journal entries, filtered by direction (api, push), API path and any other member, e.g. `errcode=45015`."""
        wanted = members | {name: value for name, value in (("direction", direction), ("path", path)) if value}
        entries = self.control("GET", f"/journal?after={after}")["entries"]
        return [entry for entry in entries if all(entry.get(name) == value for name, value in wanted.items())]

    def calls(self, path: str) -> list[Entry]:
        """The product's calls of one interface, e.g. `/cgi-bin/stable_token`."""
        return self.journal("api", path=path)

    def faults(self, *faults: dict[str, Any]) -> None:
        """Replace the faults in force, e.g. with `{"kind": "hang", "path": "/cgi-bin/message/*", "times": 1}`."""
        self.control("POST", "/faults", {"faults": list(faults)})

    def advance(self, seconds: float = 0, *, days: float = 0, to_next_month: bool = False) -> None:
        """Move the platform's clock forward; due jobs run."""
        self.control("POST", "/clock/advance", {"seconds": seconds, "days": days, "to_next_month": to_next_month})

    def config(self, **values: Json) -> None:
        """Change switches or account settings; no URL check unless `check_url=True`."""
        self.control("POST", "/config", {"check_url": False, **values})
        self.account = self.account.changed(
            **{name: value for name, value in values.items() if hasattr(self.account, name)}
        )

    def set_webhook(self, url: str, *, check: bool = False) -> None:
        """Point the pusher at the product; with `check` as the real console does, refusing a URL that does not echo."""
        self.config(webhook=url, check_url=check)

    def jobs(self) -> list[Entry]:
        """What the platform will do later."""
        return list(self.control("GET", "/jobs")["jobs"])

    def mass_jobs(self) -> list[Entry]:
        """Mass jobs with status and counts [total, filtered, sent, failed]."""
        return list(self.control("GET", "/mass")["jobs"])

    def stats(self) -> Entry:
        """Numbers, switches and faults."""
        return self.control("GET", "/stats")

    def scenes(self, **labels: str) -> list[Entry]:
        """The QR codes there are; keyword arguments add codes: `p.scenes(dongjie="东街社区")`."""
        if not labels:
            return list(self.control("GET", "/scenes")["scenes"])
        wanted = [{"scene": scene, "label": label} for scene, label in labels.items()]
        return list(self.control("POST", "/scenes", {"scenes": wanted})["scenes"])

    def reset(self, *, followers: int = 0) -> None:
        """A fresh platform with new followers; tokens and openids change."""
        self._people = None
        self.control("POST", "/reset", {"followers": followers})

    # -------------------------------------------------------------- HTTP

    def control(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """One call to the control plane; raises SandboxRefused with the server's words."""
        status, raw = self._exchange(method, "/_ctl" + path, body)
        try:
            answer = json.loads(raw)
        except ValueError:
            raise SandboxRefused(f"{method} {path}: HTTP {status} {raw[:500]!r}") from None
        if not answer.get("ok"):
            raise SandboxRefused(f"{method} {path}: {answer.get('error')}")
        return dict(answer)

    def api(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """One raw call to the platform's API, as the product would make it (without a token unless `path` has one)."""
        return dict(json.loads(self._exchange(method, path, body)[1]))

    def _exchange(self, method: str, path: str, body: dict[str, Any] | None) -> tuple[int, bytes]:
        payload = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        line = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=CALL_S)
        try:
            line.request(method, path, payload, {"Content-Type": "application/json"} if payload else {})
            response = line.getresponse()
            return response.status, response.read()
        finally:
            line.close()
