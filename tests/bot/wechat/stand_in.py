"""Stand-ins for the platform: one that remembers calls, one that speaks broken HTTP."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from bot.time import Clock
from bot.wechat import Call, WeChat, WeChatError
from bot.wechat.calls import Answer


class RememberingWeChat(WeChat):
    """Remembers every call and gives the prepared answers in turn, then empty ones."""

    app_id = "wx0000000000000001"

    def __init__(self, *answers: Answer | WeChatError) -> None:
        self.calls: list[Call] = []
        self._answers = list(answers)

    def run(self, call: Call) -> Answer:
        self.calls.append(call)
        answer = self._answers.pop(0) if self._answers else {}
        if isinstance(answer, WeChatError):
            raise answer
        return answer

    @property
    def last(self) -> Call:
        return self.calls[-1]


class HandClock(Clock):
    """A clock that stands still until moved; sleeping moves it."""

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self._now = now

    def now(self) -> datetime:
        return self._now

    def move(self, by: timedelta) -> None:
        self._now += by

    def sleep(self, seconds: float) -> None:
        self.move(timedelta(seconds=seconds))


def http(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    """A whole HTTP answer."""
    head = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


@contextmanager
def raw_server(speak: Callable[[socket.socket], None], seen: list[bytes] | None = None) -> Iterator[str]:
    """A server that reads each request whole (into `seen`), then lets `speak` do what it wants with the connection."""
    requests = seen if seen is not None else []
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=_serve, args=(listener, speak, requests), daemon=True).start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    listener.close()


def _serve(listener: socket.socket, speak: Callable[[socket.socket], None], requests: list[bytes]) -> None:
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_one, args=(connection, speak, requests), daemon=True).start()


def _one(connection: socket.socket, speak: Callable[[socket.socket], None], requests: list[bytes]) -> None:
    with connection:
        requests.append(_read_request(connection))
        try:
            speak(connection)
        except OSError:
            return


def _read_request(connection: socket.socket) -> bytes:
    seen = b""
    while b"\r\n\r\n" not in seen and (piece := connection.recv(65536)):
        seen += piece
    head, _, body = seen.partition(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    wanted = int(lengths[0].split(b":")[1]) if lengths else 0
    while len(body) < wanted and (piece := connection.recv(65536)):
        body += piece
    return head + b"\r\n\r\n" + body
