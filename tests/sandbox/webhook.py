"""A tiny product to push to: opens what it gets with wechatpy, remembers it, and answers as it is told."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import xmltodict
from aiohttp import web
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import check_signature

from sandbox.account import Account
from sandbox.driver import close_cleanly

Message = dict[str, Any]


@dataclass
class Heard:
    """One delivery as it arrived."""

    query: dict[str, str]
    body: str
    message: Message
    headers: dict[str, str]


def echo(message: Message, _number: int) -> str:
    return f"echo {message.get('Content', '')}"


@dataclass
class Webhook:
    """`answer(message, number)` gives the reply: text for a text reply, bytes as they are, None for an empty body."""

    account: Account
    answer: Callable[[Message, int], str | bytes | None] = echo
    delay_s: Callable[[int], float] = lambda _number: 0.0
    status: int = 200
    heard: list[Heard] = field(default_factory=list)
    gone: int = 0
    url: str = ""

    def __enter__(self) -> Self:
        self._loop = asyncio.new_event_loop()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._ready.wait(5)
        return self

    def lost(self, lines: int) -> bool:
        """Whether so many lines were cut while it was answering; it notices a moment after the platform did it."""
        for _ in range(100):
            if self.gone == lines:
                return True
            time.sleep(0.05)
        return False

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join(5)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve())
        close_cleanly(self._loop)

    async def _serve(self) -> None:
        self._stop = asyncio.Event()
        app = web.Application()
        app.router.add_route("*", "/wechat", self._handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1, handler_cancellation=True)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{runner.addresses[0][1]}/wechat"
        self._ready.set()
        await self._stop.wait()
        await runner.cleanup()

    async def _handle(self, request: web.Request) -> web.Response:
        if request.method == "GET":
            return web.Response(text=request.query.get("echostr", ""))
        number = len(self.heard) + 1
        message = self._open(dict(request.query), await request.text())
        self.heard.append(Heard(dict(request.query), await request.text(), message, dict(request.headers)))
        try:
            await asyncio.sleep(self.delay_s(number))
        except asyncio.CancelledError:
            self.gone += 1
            raise
        return web.Response(body=self._reply(message, number), status=self.status)

    def _open(self, query: dict[str, str], body: str) -> Message:
        check_signature(self.account.token, query["signature"], query["timestamp"], query["nonce"])
        if "msg_signature" in query:
            signed = query["msg_signature"], query["timestamp"], query["nonce"]
            body = self._crypto().decrypt_message(body, *signed)
        return dict(xmltodict.parse(body)["xml"])

    def _crypto(self) -> WeChatCrypto:
        return WeChatCrypto(self.account.token, self.account.aes_key, self.account.appid)

    def _reply(self, message: Message, number: int) -> bytes:
        answer = self.answer(message, number)
        if answer is None or isinstance(answer, bytes):
            return answer or b""
        xml = text_reply(message, answer)
        return self.seal(xml) if self.account.mode == "safe" else xml.encode()

    def seal(self, xml: str) -> bytes:
        """A reply in an envelope, sealed by wechatpy."""
        return str(self._crypto().encrypt_message(xml, "nonce", str(int(time.time())))).encode()


def text_reply(message: Message, text: str) -> str:
    """A proper text reply to a message."""
    return (
        f"<xml><ToUserName>{message['FromUserName']}</ToUserName><FromUserName>{message['ToUserName']}</FromUserName>"
        f"<CreateTime>1</CreateTime><MsgType>text</MsgType><Content><![CDATA[{text}]]></Content></xml>"
    )
