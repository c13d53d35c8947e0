import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.deliveries import Account
from bench.load import BadReply, HttpReply, Job, Load, perform

ENCRYPTED = b"<xml><Encrypt>x</Encrypt></xml>"


def http(body: bytes, *, status: int = 200, more: str = "") -> bytes:
    return f"HTTP/1.1 {status} Whatever\r\nServer: x\r\ncontent-LENGTH: {len(body)}\r\n{more}\r\n".encode() + body


@contextmanager
def answering(answer: Callable[[int], bytes]) -> Iterator[tuple[str, int]]:
    """A server that answers the nth request with those bytes, then hangs up; the client connects again."""
    server = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def serve() -> None:
        number = 0
        while not ended.is_set():
            try:
                connection, _ = server.accept()
            except OSError:
                return
            with connection:
                while connection.recv(65536):
                    connection.sendall(answer(number))
                    number += 1

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield server.getsockname()
    finally:
        ended.set()
        server.shutdown(socket.SHUT_RDWR)
        server.close()


@given(st.binary(max_size=200), st.lists(st.integers(0, 300), max_size=5))
def test_a_reply_is_the_same_however_it_is_cut_into_pieces(body: bytes, cuts: list[int]) -> None:
    whole = http(body)
    places = [0, *sorted(min(cut, len(whole)) for cut in cuts), len(whole)]
    reply = HttpReply()

    given_back = [reply.feed(whole[a:b]) for a, b in pairwise(places)]

    assert given_back[-1] == body
    assert reply.status == 200


def test_a_reply_is_not_there_before_its_last_byte() -> None:
    whole = http(b"hello")
    reply = HttpReply()

    early = [reply.feed(whole[i : i + 1]) for i in range(len(whole) - 1)]

    assert set(early) == {None}
    assert reply.feed(whole[-1:]) == b"hello"


@pytest.mark.parametrize(
    "head", [b"HTTP/1.1 200 OK\r\nServer: x\r\n\r\n", b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n"]
)
def test_what_cannot_be_measured_is_refused(head: bytes) -> None:
    with pytest.raises(BadReply):
        HttpReply().feed(head)


def test_a_server_that_hangs_up_says_so() -> None:
    reply = HttpReply()

    reply.feed(http(b"", more="Connection: close\r\n"))

    assert reply.closes


def test_every_request_is_answered_once_and_the_wanted_bodies_are_kept() -> None:
    with answering(lambda number: http(ENCRYPTED + b"%d" % number)) as address:
        load = Load(address, [b"GET"] * 20, connections=1, seconds=30, keep=frozenset({0, 7}))

        run = load.run()

    assert len(run.latencies) == 20
    assert run.kept == {0: ENCRYPTED + b"0", 7: ENCRYPTED + b"7"}


def test_what_is_no_encrypted_reply_counts_as_a_failure() -> None:
    answers = [http(ENCRYPTED), http(b"success"), http(ENCRYPTED, status=503)]

    with answering(lambda number: answers[number]) as address:
        run = Load(address, [b"GET"] * 3, connections=1, seconds=30).run()

    assert len(run.latencies) == 1
    assert [failure[:10] for failure in run.failures] == ["status 200", "status 503"]


def test_a_connection_that_was_closed_is_opened_again() -> None:
    with answering(lambda _number: http(ENCRYPTED, more="Connection: close\r\n")) as address:
        run = Load(address, [b"GET"] * 3, connections=1, seconds=30).run()

    assert len(run.latencies) == 3


def test_nobody_there_is_a_failure_for_each_request() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()

    run = Load(address, [b"GET"] * 3, connections=2, seconds=30).run()

    assert len(run.failures) == 3


def test_waiting_counts_from_when_a_request_was_due_not_from_when_it_could_be_sent() -> None:
    times = iter(range(1000))

    with answering(lambda _number: http(ENCRYPTED)) as address:
        load = Load(address, [b"GET"] * 3, connections=1, seconds=30, rate=1000, clock=lambda: float(next(times)))
        run = load.run()

    assert run.latencies == sorted(run.latencies)  # the one line is late, and ever later
    assert run.latencies[-1] > run.latencies[0]


def test_a_job_survives_its_way_to_the_other_process_and_a_dead_server_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    told = json.dumps(vars(Job(Account.fresh().to_json(), port, 0.1, 2, first_id=1, seed=1, rate=50)))

    result = perform(Job(**json.loads(told)), now=1_800_000_000)

    assert result.answered == 0
    assert len(result.failures) == result.handled == 5
