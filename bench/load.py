"""The load generator: sends requests made beforehand over keep-alive connections, as cheaply as Python can.

Run as a process of its own (`python -m bench.load`), a job as JSON on standard input, what happened on standard output.
"""

import gc
import json
import select
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from random import Random

from wechatpy.exceptions import WeChatException

from bench.deliveries import Account, Delivery, Writer, names_item, read_reply, unanswered

PATIENCE_S = 10.0  # for one reply; WeChat would have given up after five
MOST_A_SECOND = 5000  # requests made beforehand for each second at full load
SAMPLED = 50  # one reply in so many is decrypted and read afterwards

Clock = Callable[[], float]


class BadReply(Exception):
    """The server's answer is not HTTP as this client reads it."""


class HttpReply:
    """Puts together one HTTP/1.1 reply with Content-Length from what a socket gives, piece by piece."""

    def __init__(self) -> None:
        self._data = b""
        self._end = 0
        self.status = 0
        self.closes = False

    def feed(self, piece: bytes) -> bytes | None:
        """The body when the reply is complete, else None. Raises BadReply for what cannot be read."""
        self._data += piece
        if not self._end and not self._read_head():
            return None
        return self._data[self._start : self._end] if len(self._data) >= self._end else None

    def _read_head(self) -> bool:
        end = self._data.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = self._data[:end].lower()
        at = head.find(b"\r\ncontent-length:")
        if not head.startswith(b"http/1.1 ") or at < 0:
            raise BadReply("not HTTP/1.1 with a Content-Length")
        length, _, _ = head[at + 17 :].partition(b"\r\n")
        self.status = int(head[9:12])
        self.closes = b"\r\nconnection: close" in head
        self._start, self._end = end + 4, end + 4 + int(length)
        return True


class Line:
    """One keep-alive connection, and what it waits for."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._address = address
        self._socket: socket.socket | None = None
        self._reply = HttpReply()
        self.place = -1
        self.since = 0.0

    def fileno(self) -> int:
        """For select."""
        assert self._socket is not None  # noqa: S101  (only lines that sent something are waited for)
        return self._socket.fileno()

    def send(self, request: bytes, place: int, since: float) -> None:
        """Send the request at `place`, whose waiting counts from `since`. Raises OSError."""
        self.place, self.since, self._reply = place, since, HttpReply()
        if self._socket is None:
            self._socket = socket.create_connection(self._address, timeout=PATIENCE_S)
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.sendall(request)

    def receive(self) -> tuple[int, bytes] | None:
        """Status and body when they are all there. Raises BadReply or OSError."""
        assert self._socket is not None  # noqa: S101
        piece = self._socket.recv(65536)
        if not piece:
            raise BadReply("the connection was closed")
        body = self._reply.feed(piece)
        if body is None:
            return None
        if self._reply.closes:
            self.close()
        return self._reply.status, body

    def close(self) -> None:
        """Hang up; the next `send` connects anew."""
        if self._socket:
            self._socket.close()
        self._socket = None


@dataclass
class Run:
    """What happened: seconds from the first request to the last reply, waiting times in seconds, the bodies kept."""

    seconds: float = 0.0
    cpu_seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    kept: dict[int, bytes] = field(default_factory=dict)


class Load:
    """Sends requests in order. With a rate the times are fixed beforehand and waiting counts from them."""

    def __init__(
        self, address: tuple[str, int], requests: Sequence[bytes], *, connections: int, seconds: float,
        rate: float | None = None, keep: frozenset[int] = frozenset(), clock: Clock = time.perf_counter,
    ) -> None:  # fmt: skip
        self._requests = requests
        self._free = [Line(address) for _ in range(connections)]
        self._busy: list[Line] = []
        self._seconds = seconds
        self._rate = rate
        self._keep = keep
        self._clock = clock
        self._next = 0
        self._run = Run()

    @staticmethod
    def problem(status: int, body: bytes) -> str | None:
        """What is wrong with a reply; None: it counts."""
        good = status == 200 and b"<Encrypt>" in body
        return None if good else f"status {status}, no encrypted reply: {body[:80]!r}"

    def run(self) -> Run:
        """Send until the time or the requests are over, then wait for what is still open."""
        gc.disable()  # nothing here makes cycles; a pause would count as the server's
        cpu, self._start = time.process_time(), self._clock()
        while self._send_what_is_due() or self._busy:
            self._wait()
        self._run.seconds = self._clock() - self._start
        self._run.cpu_seconds = time.process_time() - cpu
        gc.enable()
        for line in self._free:
            line.close()
        return self._run

    def _send_what_is_due(self) -> bool:
        """Whether there is more to come."""
        while self._next < len(self._requests):
            now = self._clock() - self._start
            due = self._next / self._rate if self._rate else now
            if due >= self._seconds:
                return False
            if not self._free or due > now:
                return True
            # The connection that rested longest: so all of them stay in use, as WeChat's would.
            line = self._free.pop(0)
            self._attempt(line, self._next, due)
            self._next += 1
        return False

    def _attempt(self, line: Line, place: int, due: float) -> None:
        try:
            line.send(self._requests[place], place, due)
        except OSError as error:
            self._fail(line, str(error))
        else:
            self._busy.append(line)

    def _wait(self) -> None:
        ready, _, _ = select.select(self._busy, (), (), self._pause())
        for line in ready:
            self._receive(line)
        if not ready and self._busy:
            self._give_up_on_the_late()

    def _pause(self) -> float:
        if self._rate and self._free and self._next < len(self._requests):
            due = self._next / self._rate
            if due < self._seconds:
                return max(due - (self._clock() - self._start), 0.0)
        return PATIENCE_S

    def _receive(self, line: Line) -> None:
        try:
            reply = line.receive()
        except (BadReply, OSError) as error:
            self._busy.remove(line)
            self._fail(line, str(error))
            return
        if reply is None:
            return
        self._busy.remove(line)
        status, body = reply
        self._free.append(line)
        if problem := self.problem(status, body):
            self._run.failures.append(problem)
            return
        self._run.latencies.append(self._clock() - self._start - line.since)
        if line.place in self._keep:
            self._run.kept[line.place] = body

    def _give_up_on_the_late(self) -> None:
        late = self._clock() - self._start - PATIENCE_S
        for line in [line for line in self._busy if line.since < late]:
            self._busy.remove(line)
            self._fail(line, f"no reply within {PATIENCE_S:.0f} s")

    def _fail(self, line: Line, reason: str) -> None:
        self._run.failures.append(reason)
        line.close()
        self._free.append(line)


@dataclass(frozen=True)
class Job:
    """What the load generator is told; without `rate` (messages a second) it sends as fast as replies come."""

    account: str
    port: int
    seconds: float
    connections: int
    first_id: int
    seed: int
    rate: float | None = None
    verbatim: bool = False

    @property
    def count(self) -> int:
        """How many requests are made beforehand."""
        return int(self.seconds * (self.rate or MOST_A_SECOND))


@dataclass(frozen=True)
class Result:
    """What the load generator tells: numbers of a run, and what reading a sample of the replies showed."""

    answered: int
    seconds: float
    cpu_seconds: float
    latencies_ms: list[float]
    failures: list[str]
    read: int
    wrong: list[str]
    meant: int
    named: int
    repeats: int
    repeated_alike: int
    exhausted: bool

    @property
    def handled(self) -> int:
        """Messages that were dealt with, for better or worse; at least 1."""
        return max(self.answered + len(self.failures), 1)


def perform(job: Job, *, now: int) -> Result:
    """Make the requests, send them, read a sample of the replies. `now` is in seconds since 1970."""
    account = Account.from_json(job.account)
    writer = Writer(account, f"127.0.0.1:{job.port}", now=now, first_id=job.first_id, random=Random(job.seed))  # noqa: S311
    deliveries = writer.write(job.count, verbatim=job.verbatim)
    load = Load(
        ("127.0.0.1", job.port), [delivery.request for delivery in deliveries], connections=job.connections,
        seconds=job.seconds, rate=job.rate, keep=frozenset(_sample(deliveries)),
    )  # fmt: skip
    run = load.run()
    return _judge(account, deliveries, run)


def _sample(deliveries: Sequence[Delivery]) -> Iterator[int]:
    for place, delivery in enumerate(deliveries):
        if place % SAMPLED == 0:
            yield place
        if delivery.original is not None:
            yield place
            yield delivery.original


def _judge(account: Account, deliveries: Sequence[Delivery], run: Run) -> Result:
    texts: dict[int, str] = {}
    wrong: list[str] = []
    meant = named = 0
    for place, body in run.kept.items():
        try:
            reply = read_reply(account, body)
        except (WeChatException, KeyError, ValueError, TypeError) as error:
            wrong.append(f"{type(error).__name__}: {error}")
            continue
        texts[place] = reply.xml
        problem = unanswered(deliveries[place], reply)
        wrong += [problem] if problem else []
        if code := deliveries[place].question.code:
            meant, named = meant + 1, named + names_item(reply, code)
    pairs = [(place, d.original) for place, d in enumerate(deliveries) if place in texts and d.original in texts]
    alike = sum(texts[again] == texts[first] for again, first in pairs if first is not None)
    return Result(
        answered=len(run.latencies), seconds=run.seconds, cpu_seconds=run.cpu_seconds,
        latencies_ms=[round(latency * 1000, 3) for latency in run.latencies], failures=run.failures, read=len(texts),
        wrong=wrong, meant=meant, named=named, repeats=len(pairs), repeated_alike=alike,
        exhausted=len(run.latencies) + len(run.failures) == len(deliveries),
    )  # fmt: skip


if __name__ == "__main__":
    json.dump(asdict(perform(Job(**json.load(sys.stdin)), now=int(time.time()))), sys.stdout)
