"""However the platform's server misbehaves, a call ends in time, with one of our errors, and tells no secret."""

import logging
import socket
import time
from collections.abc import Callable, Iterator

import pytest

from bot.wechat import Call, ConfigurationError, LaterError, Outcome
from bot.wechat.transport import Timeouts, Transport
from tests.bot.wechat.stand_in import http, raw_server

SHORT = Timeouts(connect=0.5, read=0.3, whole=0.6)
SEND = Call("/cgi-bin/message/custom/send", {"touser": "o1"})


def refused_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    return f"http://127.0.0.1:{port}"


def trickle(connection: socket.socket) -> None:
    for byte in http(b" " * 98 + b"{}"):
        connection.sendall(bytes([byte]))
        time.sleep(0.02)


def reset(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")


FAULTS: dict[str, Callable[[socket.socket], None]] = {
    "hangs": lambda _: time.sleep(2),
    "one byte at a time": trickle,
    "closes without a word": lambda connection: connection.shutdown(socket.SHUT_RDWR),
    "resets": reset,
    "stops in the middle": lambda connection: connection.sendall(http(b'{"errcode": 0, "msgid": 1}')[:-9]),
    "speaks nonsense": lambda connection: connection.sendall(b"hello\r\n\r\n"),
    "bad gateway": lambda connection: connection.sendall(http(b"<html>", "502 Bad Gateway")),
    "a page instead of data": lambda connection: connection.sendall(http("<html>系统繁忙</html>".encode())),
    "nothing at all": lambda connection: connection.sendall(http(b"")),
}


@pytest.fixture(params=FAULTS)
def broken(request: pytest.FixtureRequest) -> Iterator[str]:
    with raw_server(FAULTS[request.param]) as url:
        yield url


def test_a_broken_answer_means_nobody_knows_whether_it_was_done(broken: str) -> None:
    with pytest.raises(LaterError) as caught:
        Transport(broken, SHORT).send(SEND, "secret-token")

    assert caught.value.outcome is Outcome.UNKNOWN


def test_a_closed_port_means_it_was_certainly_not_sent() -> None:
    with pytest.raises(LaterError, match="连不上") as caught:
        Transport(refused_port(), SHORT).send(SEND, "secret-token")

    assert caught.value.outcome is Outcome.NOT_SENT


def test_an_unknown_host_means_it_was_certainly_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    with pytest.raises(LaterError, match="域名解析失败") as caught:
        Transport("https://api.invalid", SHORT).send(SEND, "secret-token")
    assert caught.value.outcome is Outcome.NOT_SENT


def test_no_error_nor_its_cause_holds_the_token(broken: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    with pytest.raises(LaterError) as caught:
        Transport(broken, SHORT).send(SEND, "secret-token")

    assert caught.value.__cause__ is None
    assert caught.value.__context__ is None
    assert "secret-token" not in str(caught.value) + caplog.text


def test_a_redirect_is_not_followed_with_the_token() -> None:
    moved = http(b"", "302 Found", "Location: http://127.0.0.1:9/elsewhere")

    with (
        raw_server(lambda connection: connection.sendall(moved)) as url,
        pytest.raises(ConfigurationError, match="WECHAT_API_BASE_URL"),
    ):
        Transport(url, SHORT).send(SEND, "secret-token")


def test_an_answer_without_end_is_cut_off() -> None:
    def flood(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(b" " * 1_000_000)

    with raw_server(flood) as url, pytest.raises(LaterError):
        Transport(url, Timeouts(whole=30)).send(SEND, "secret-token")


def test_the_platforms_clock_is_read_from_its_answers() -> None:
    dated = http(b'{"errcode": 41001}', "200 OK", "Date: Mon, 23 Nov 2026 04:00:00 GMT")

    with raw_server(lambda connection: connection.sendall(dated)) as url:
        theirs = Transport(url, SHORT).platform_time()

    assert theirs is not None
    assert theirs.isoformat() == "2026-11-23T04:00:00+00:00"
