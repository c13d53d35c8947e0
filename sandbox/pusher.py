"""The pusher: what residents do becomes signed, encrypted XML that is delivered up to three times and judged."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import aiohttp

from sandbox.envelope import Field, Parcel, Seal, build_xml, signature
from sandbox.inbox import FAILURE_LINE
from sandbox.journal import PushCall
from sandbox.judge import Question, Verdict, judge

if TYPE_CHECKING:
    from sandbox.world import World

HEADERS = {"Content-Type": "text/xml", "User-Agent": "Mozilla/4.0", "Accept": "*/*", "Pragma": "no-cache"}
REPLY_BYTES = 1_000_000
ANSWERED = ("reply", "empty", "success", "error")


@dataclass(frozen=True)
class Push:
    """One thing to tell the webhook. `visible` says whether the resident would see a failure line."""

    openid: str
    to_user: str
    fields: list[Field]
    what: str
    is_message: bool = False
    visible: bool = False


@dataclass
class Running:
    """A push under way: its journal entry, the keys it began with, and the parcel when every try is to be equal."""

    push: Push
    call: PushCall
    seal: Seal
    parcel: Parcel | None = None
    settled: bool = False


class Pusher:
    """Delivers pushes to the account's webhook, with the patience and the bad habits of the platform."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._kept: aiohttp.ClientSession | None = None
        self._single: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the lines to the webhook."""
        for session in (self._kept, self._single):
            if session:
                await session.close()

    def start(self, push: Push) -> asyncio.Task[PushCall]:
        """Deliver in the background; the task's result is the journal entry."""
        call = PushCall(
            self._world.journal.next_id(), self._world.clock.stamp(), push.to_user, push.what, build_xml(push.fields)
        )
        call.openid = push.openid
        return self._world.spawn(self._deliver(Running(push, call, self._seal())))

    def _seal(self) -> Seal:
        """The account's keys; for a while after a rotation sometimes still the old one."""
        account = self._world.account
        key = account.aes_key
        if self._rotating() and self._world.dice.of("rotation").random() < 0.5:
            key = account.old_aes_key
        return Seal(account.token, key, account.appid, account.gh_id, account.mode)

    def _rotating(self) -> bool:
        account = self._world.account
        return bool(account.old_aes_key) and self._world.clock.stamp() < account.old_aes_until

    async def _deliver(self, running: Running) -> PushCall:
        dice, switches = self._world.dice.of("order"), self._world.switches
        if dice.random() < switches.swap_rate:
            await asyncio.sleep(dice.uniform(0, 1))
        began = time.perf_counter()
        await self._try_all(running)
        if not running.settled and running.push.visible:
            self._fail(running)
        if dice.random() < switches.duplicate_rate:
            await self._try(running, len(running.call.deliveries) + 1)
        running.call.ms = (time.perf_counter() - began) * 1000
        self._world.journal.keep(running.call)
        self._world.hub.tell("journal", {"id": running.call.id})
        return running.call

    async def _try_all(self, running: Running) -> None:
        switches = self._world.switches
        patience = switches.impatient_s or None
        tries: set[asyncio.Task[bool]] = set()
        for number in range(1, switches.deliveries + 1):
            tries.add(asyncio.create_task(self._try(running, number)))
            done, _ = await asyncio.wait(tries, timeout=patience, return_when=asyncio.FIRST_COMPLETED)
            tries -= done
            if any(task.result() for task in done):
                break
            await asyncio.sleep(switches.retry_pause_s)
        await asyncio.gather(*tries)

    async def _try(self, running: Running, number: int) -> bool:
        """One delivery; True when the platform got an answer it need not ask for again."""
        parcel = self._parcel(running)
        delivery: dict[str, Any] = {"n": number, "status": 0, "ms": 0.0, "outcome": "", "response": ""}
        running.call.deliveries.append(delivery)
        began = time.perf_counter()
        try:
            async with asyncio.timeout(self._world.switches.push_timeout_s):
                delivery["status"], body = await self._post(parcel)
            verdict = self._verdict(delivery["status"], body, running)
            delivery["response"] = body.decode("utf-8", "replace")
        except TimeoutError:
            verdict = Verdict("timeout", "no answer in time")
        except (aiohttp.ClientError, OSError, ValueError) as error:
            verdict = Verdict("refused", str(error) or type(error).__name__)
        delivery["ms"] = round((time.perf_counter() - began) * 1000, 1)
        self._record(delivery, verdict)
        return self._settle(running, verdict)

    async def _post(self, parcel: Parcel) -> tuple[int, bytes]:
        url = self._world.account.webhook
        if not url:
            raise ValueError("the account has no webhook yet")
        options: dict[str, Any] = {"params": parcel.query, "headers": HEADERS, "allow_redirects": False}
        async with self._session().post(url, data=parcel.body, **options) as response:
            return response.status, await _all_of(response)

    def _session(self) -> aiohttp.ClientSession:
        options: dict[str, Any] = {"timeout": aiohttp.ClientTimeout(total=None), "auto_decompress": True}
        if self._world.switches.keep_alive:
            self._kept = self._kept or aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0), **options)
            return self._kept
        self._single = self._single or aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, force_close=True), **options
        )
        return self._single

    def _parcel(self, running: Running) -> Parcel:
        if running.parcel and self._world.switches.retry_signature == "equal":
            return running.parcel
        dice = self._world.dice.of("push")
        stamp = str(int(self._world.clock.stamp() + self._world.switches.clock_skew_s))
        running.parcel = running.seal.parcel(
            running.call.xml, openid=running.push.openid, timestamp=stamp,
            nonce=str(dice.randrange(10**8, 10**10)), random16=dice.randbytes(16),
        )  # fmt: skip
        running.call.query = "&".join(f"{name}={value}" for name, value in running.parcel.query.items())
        running.call.body = running.parcel.body.decode()
        return running.parcel

    def _verdict(self, status: int, body: bytes, running: Running) -> Verdict:
        if status != 200:
            return Verdict("refused", f"HTTP status {status}")
        account = self._world.account
        others = tuple(key for key in (account.aes_key, account.old_aes_key) if key and self._rotating())
        empty = self._world.switches.empty_encrypted
        return judge(body, Question(running.seal, running.push.to_user, running.push.is_message, others, empty))

    def _record(self, delivery: dict[str, Any], verdict: Verdict) -> None:
        delivery["outcome"] = verdict.outcome
        if verdict.reason:
            delivery["reason"] = verdict.reason
        if verdict.reply_xml:
            delivery["reply_xml"] = verdict.reply_xml

    def _settle(self, running: Running, verdict: Verdict) -> bool:
        """Show the first answer that came in time, once."""
        if verdict.outcome not in ANSWERED:
            return False
        if not running.settled:
            running.settled = True
            if verdict.outcome == "reply" and running.push.openid:
                shown = dict(verdict.shown)
                kind, text = shown.pop("kind"), shown.pop("text")
                side = "system" if kind == "event" else "account"
                self._world.inbox.put(
                    running.push.openid, side, kind, text, source="reply", push_id=running.call.id, **shown
                )
            elif verdict.outcome == "error" and running.push.visible:
                self._fail(running)
        return True

    def _fail(self, running: Running) -> None:
        running.settled = True
        self._world.inbox.put(
            running.push.openid, "system", "failure", FAILURE_LINE, source="platform", push_id=running.call.id
        )

    async def check_url(self) -> str:
        """The URL check made when settings are saved: empty when the webhook echoed, else the reason in Chinese."""
        dice, account = self._world.dice.of("push"), self._world.account
        echo, nonce = str(dice.randrange(10**18, 10**19)), str(dice.randrange(10**8, 10**10))
        stamp = str(int(self._world.clock.stamp()))
        query = {
            "signature": signature(account.token, stamp, nonce),
            "echostr": echo,
            "timestamp": stamp,
            "nonce": nonce,
        }
        try:
            async with asyncio.timeout(self._world.switches.push_timeout_s):
                async with self._session().get(account.webhook, params=query, allow_redirects=False) as response:
                    body = await response.read()
        except (TimeoutError, aiohttp.ClientError, OSError, ValueError):
            return "请求 URL 超时或连不上"
        return "" if response.status == 200 and body == echo.encode() else "token 验证失败：没有原样返回 echostr"


async def _all_of(response: aiohttp.ClientResponse) -> bytes:
    """The whole body, or as much of it as the platform is willing to read."""
    body = b""
    async for chunk in response.content.iter_chunked(65536):
        body += chunk
        if len(body) > REPLY_BYTES:
            break
    return body
