"""Sending thousands of single messages from one process, many at a time, with outcomes handed back in batches."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from typing import Generic, TypeVar

import aiohttp

from bot.wechat.calls import Answer, Call, read_answer
from bot.wechat.client import Line, LiveWeChat
from bot.wechat.errors import (
    ConfigurationError,
    Facts,
    LaterError,
    Outcome,
    Scope,
    TokenError,
    Wait,
    WeChatError,
    unanswered,
    unreachable,
)
from bot.wechat.practice import kept_back
from bot.wechat.tokens import Token
from bot.wechat.transport import MAX_ANSWER_BYTES, params_of

K = TypeVar("K")
WAITS = 3  # how often a call the platform certainly did not carry out is tried again
TOKEN_KEPT_S = 5.0  # a run asks the database for the token only so often


@dataclass(frozen=True)
class Result(Generic[K]):
    """How one call ended: the platform's answer, or the error with its outcome."""

    key: K
    answer: Answer | None = None
    error: WeChatError | None = None


@dataclass(frozen=True)
class Sizes:
    """How many calls are under way at once, and how many results are handed back at once."""

    concurrency: int = 32
    batch: int = 200


@dataclass
class Summary:
    """How many calls succeeded and failed; `stopped_by` is the error that ended the run before all were made."""

    succeeded: int = 0
    failed: int = 0
    stopped_by: WeChatError | None = None


def send_each(
    wechat: LiveWeChat,
    calls: Iterable[tuple[K, Call]],
    on_results: Callable[[list[Result[K]]], None],
    *,
    sizes: Sizes | None = None,
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> Summary:
    """Make the calls, many at a time; every call taken from `calls` is reported to `on_results` exactly once.

    `calls` is read as the work goes, in a thread, so that it may note attempts in the database before they are made;
    `on_results` runs in a thread as well, one batch after the other. A shortage of the minute (45011) is sat out and
    the call repeated. An error about the account (45009, 48001, 48004, a token or a setting) stops the run: calls under
    way end, no further one is made. Nothing is repeated whose outcome is unknown.
    """

    async def run() -> Summary:
        return await _Run(wechat, calls, on_results, sizes or Sizes(), sleep).whole()

    return asyncio.run(run())


class _Run(Generic[K]):
    """One run of `send_each`."""

    def __init__(
        self,
        wechat: LiveWeChat,
        calls: Iterable[tuple[K, Call]],
        on_results: Callable[[list[Result[K]]], None],
        sizes: Sizes,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._clock = wechat.clock
        self._door = _BulkDoor(wechat.line)
        self._calls = iter(calls)
        self._on_results = on_results
        self._sizes = sizes
        self._sleep = sleep
        self._summary = Summary()
        self._results: list[Result[K]] = []
        self._queue: asyncio.Queue[tuple[K, Call] | None] = asyncio.Queue(sizes.concurrency)
        self._handing_back = asyncio.Lock()
        self._pause: asyncio.Future[None] | None = None

    async def whole(self) -> Summary:
        """Feed and work until everything is done or the run is stopped."""
        try:
            async with self._door, asyncio.TaskGroup() as tasks:
                tasks.create_task(self._feed())
                for _ in range(self._sizes.concurrency):
                    tasks.create_task(self._work())
        except BaseExceptionGroup as group:  # what `calls` or `on_results` raised: the caller's own
            raise group.exceptions[0] from None
        await self._hand_back(at_least=1)
        return self._summary

    async def _feed(self) -> None:
        size = self._sizes.concurrency
        taken = await asyncio.to_thread(_take, self._calls, size)
        while taken:
            for pair in taken:
                await self._queue.put(pair)
            taken = [] if self._summary.stopped_by else await asyncio.to_thread(_take, self._calls, size)
        for _ in range(size):
            await self._queue.put(None)

    async def _work(self) -> None:
        while pair := await self._queue.get():
            key, call = pair
            result = await self._made(key, call)
            self._summary.succeeded += result.error is None
            self._summary.failed += result.error is not None
            self._results.append(result)
            await self._hand_back(at_least=self._sizes.batch)

    async def _made(self, key: K, call: Call) -> Result[K]:
        tries = 0
        while not self._summary.stopped_by:
            try:
                await self._resumed()
                return Result(key, answer=await self._door.run(call))
            except WeChatError as error:
                tries += 1
                if not await self._may_repeat(error, tries):
                    self._summary.stopped_by = self._summary.stopped_by or (error if _stops(error) else None)
                    return Result(key, error=error)
        return Result(key, error=_not_made(self._summary.stopped_by))

    async def _may_repeat(self, error: WeChatError, tries: int) -> bool:
        """Whether to try again; the wait that belongs to it is over, or begun for all, when this returns."""
        if error.outcome is Outcome.UNKNOWN:
            return False
        if isinstance(error, ConfigurationError) and error.scope is Scope.REQUEST:
            return tries == 1  # 40037 has been seen for valid templates, a few times in 100,000
        if not isinstance(error, LaterError) or error.facts.wait not in {Wait.BRIEFLY, Wait.MINUTE} or tries > WAITS:
            return False
        pause = error.retry_after(self._clock.now()) or timedelta(0)
        if error.scope is not Scope.ACCOUNT:
            await self._sleep(pause.total_seconds())
        elif self._pause is None or self._pause.done():
            self._pause = asyncio.ensure_future(self._sleep(pause.total_seconds()))
        return True

    async def _resumed(self) -> None:
        if self._pause:
            await asyncio.shield(self._pause)

    async def _hand_back(self, *, at_least: int) -> None:
        async with self._handing_back:
            if len(self._results) >= at_least:
                ready, self._results = self._results, []
                await asyncio.to_thread(self._on_results, ready)


class _BulkDoor:
    """The asynchronous side of LiveWeChat.run: the same token, the same errors."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._token: Token | None = None
        self._ask_again_at = 0.0
        self._one_asks = asyncio.Lock()

    async def __aenter__(self) -> None:
        limits = self._line.transport.timeouts
        self._http = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(sock_connect=limits.connect, sock_read=limits.read, total=limits.longest),
            connector=aiohttp.TCPConnector(limit=0, ttl_dns_cache=60),
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=self._line.transport.use_proxies,
        )

    async def __aexit__(self, *_: object) -> None:
        await self._http.close()

    async def run(self, call: Call) -> Answer:
        """Carry out the call; after a token error once more with a fresh token. Raises WeChatError."""
        if (kept := kept_back(call)) is not None:
            return kept
        token = await self._current()
        try:
            answer = await self._send(call, token)
        except TokenError as error:
            token = await self._renewed(token, error)
            try:
                answer = await self._send(call, token)
            except TokenError as again:
                raise await asyncio.to_thread(self._line.tokens.condemn, token, again) from None
        if token.suspect:
            await asyncio.to_thread(self._line.tokens.confirm, token)
            self._ask_again_at = 0.0
        return answer

    async def _current(self) -> Token:
        async with self._one_asks:
            now = asyncio.get_running_loop().time()
            if self._token is None or now >= self._ask_again_at:
                self._token = await asyncio.to_thread(self._line.tokens.current)
                self._ask_again_at = now + TOKEN_KEPT_S
            return self._token

    async def _renewed(self, rejected: Token, error: TokenError) -> Token:
        async with self._one_asks:
            if self._token is None or self._token.generation <= rejected.generation:
                self._token = await asyncio.to_thread(self._line.tokens.renew, rejected, error)
            return self._token

    async def _send(self, call: Call, token: Token) -> Answer:
        # As in Transport: aiohttp's exceptions may hold the URL and so the token, they are not chained.
        try:
            status, content = await self._exchange(call, token)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            failure: WeChatError = unreachable("无法建立连接")
        except TimeoutError:
            failure = unanswered("等待超时")
        except (aiohttp.ClientError, OSError):
            failure = unanswered("连接中断")
        else:
            return read_answer(status, content)
        raise failure

    async def _exchange(self, call: Call, token: Token) -> tuple[int, bytes]:
        body, content_type = call.encode()
        async with self._http.request(
            call.method,
            self._line.transport.base_url + call.path,
            params=params_of(call, token.value),
            data=body,
            headers={"Content-Type": content_type, "Accept-Encoding": "identity"},
            allow_redirects=False,
        ) as response:
            return response.status, await _read(response)


async def _read(response: aiohttp.ClientResponse) -> bytes:
    content = bytearray()
    async for piece in response.content.iter_any():
        content += piece
        if len(content) > MAX_ANSWER_BYTES:
            raise aiohttp.ClientPayloadError
    return bytes(content)


def _take(calls: Iterator[tuple[K, Call]], size: int) -> list[tuple[K, Call]]:
    return list(islice(calls, size))


def _stops(error: WeChatError) -> bool:
    return error.scope is Scope.ACCOUNT or isinstance(error, ConfigurationError | TokenError)


def _not_made(why: WeChatError | None) -> WeChatError:
    """The error of a call that was taken but never made because the run had been stopped."""
    facts = replace(why.facts if why else Facts(), outcome=Outcome.NOT_SENT, msg_id=None)
    return LaterError(f"没有发送，因为发送已停止：{why}", facts)
