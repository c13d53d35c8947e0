"""The product as it is deployed, attacked below what a browser can send: raw bytes, slow requests, odd paths."""

import socket
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest

from sandbox.driver import Platform
from tests.journeys.product import Product

PATIENCE_S = 30
SLOW_ONES = 150  # more than both processes have threads
UNENDED_BODY = b"POST /console/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 9999\r\n\r\nlogin="
UNENDED_HEAD = b"GET / HTTP/1.1\r\nHo"
PATHS_OUT = (
    "/static/../../.env",
    "/static/..%2f..%2f.env",
    "/static/%2e%2e/%2e%2e/.env",
    "/static/..%5c..%5c.env",
    "/static/....//....//.env",
    "/static//etc/passwd",
    "/static/%00",
    "/static/" + "../" * 40 + "etc/passwd",
    "/..%252f..%252f.env",
    "/console/../static/../../pyproject.toml",
    "/kiosk/static/../../../pyproject.toml",
)


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """One installation for all of these."""
    with Platform(followers=0) as platform, Product(tmp_path_factory.mktemp("server"), platform) as product:
        yield product


def sent(product: Product, raw: bytes, *, patience_s: float = PATIENCE_S) -> bytes:
    """What the server answers to these bytes until it hangs up, or for so long."""
    pieces: list[bytes] = []
    connection = socket.create_connection(("127.0.0.1", product.port), timeout=patience_s)
    with connection, suppress(ConnectionError, TimeoutError):  # hung up on, which is an answer
        connection.sendall(raw)
        while piece := connection.recv(65536):
            pieces.append(piece)
    return b"".join(pieces)


def asked(path: str, *more: str, method: str = "GET") -> bytes:
    """A request of one's own making."""
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: x", "Connection: close", *more, "", ""]).encode()


def is_well(product: Product) -> bool:
    """Whether everybody else is still answered."""
    return sent(product, asked("/healthz")).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize("path", PATHS_OUT)
def test_no_path_leads_out_of_the_static_files(product: Product, path: str) -> None:
    answer = sent(product, asked(path))

    assert answer.split(b" ")[1] in {b"301", b"308", b"400", b"403", b"404"}
    assert b"SECRET_KEY" not in answer
    assert b"root:" not in answer
    assert b"[project]" not in answer


@pytest.mark.parametrize(
    "raw",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: a\rb: c\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        b"POST /console/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: " + b"b" * 1_000_000 + b"\r\n\r\n",
        b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
    ids=["no host", "two hosts", "nul", "bare cr", "space", "negative", "two lengths", "tls", "http/2", "head", "path"],
)
def test_bytes_that_are_no_request_break_nothing(product: Product, raw: bytes) -> None:
    answer = sent(product, raw, patience_s=2)

    assert not answer.startswith(b"HTTP/1.1 5")
    assert is_well(product)


def test_one_request_cannot_hide_another(product: Product) -> None:
    hidden = asked("/console/sign-in?hidden")
    smuggled = b"POST /elder HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"

    answer = sent(product, smuggled % (len(hidden) + 5) + hidden, patience_s=2)

    # Read by length it is all body; read by chunks there are two requests, and the connection must not be shared.
    assert answer.count(b"HTTP/1.1 200") == 0 or b"HTTP/1.1 400" in answer or b"connection: close" in answer.lower()


def test_requests_that_never_end_keep_nobody_waiting(product: Product) -> None:
    slow = [socket.create_connection(("127.0.0.1", product.port), timeout=PATIENCE_S) for _ in range(SLOW_ONES)]
    for number, connection in enumerate(slow):
        head = (
            b"POST /console/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nlogin="
            if number % 2
            else b"GET / H"
        )
        connection.sendall(head)
    time.sleep(0.5)

    well = is_well(product)

    for connection in slow:
        connection.close()
    assert well


def test_a_body_too_large_for_a_stranger_is_refused_before_it_is_sent(product: Product) -> None:
    head = asked("/console/sign-in", "Content-Length: 50000000", "Content-Type: text/plain", method="POST")

    answer = sent(product, head + b"x" * 100_000)

    assert answer.split(b" ")[1] in {b"400", b"403", b"413"}
    assert is_well(product)


def test_the_server_does_not_say_what_it_is_made_of(product: Product) -> None:
    head = sent(product, asked("/")).split(b"\r\n\r\n")[0].lower()

    assert b"x-powered-by" not in head
    assert b"python" not in head
    assert b"werkzeug" not in head
    assert sent(product, asked("/metrics", "X-Forwarded-For: 203.0.113.1")).split(b" ")[1] in {b"403", b"404"}
