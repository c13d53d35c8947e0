"""Opening pages at fixed times, in a process of its own (`python -m bench.pageload`): a job in, what happened out."""

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bench.load import Load


@dataclass(frozen=True)
class PageJob:
    """Which addresses (paths with queries, quoted) are opened in turn, how many a second, and for how long."""

    port: int
    addresses: Sequence[str]
    rate: float
    seconds: float
    connections: int


@dataclass(frozen=True)
class PageTimes:
    """How long each page took in ms, from when it was due; what did not come."""

    waits_ms: list[float]
    failures: list[str]


class PageLoad(Load):
    """Pages instead of messages."""

    @staticmethod
    def problem(status: int, body: bytes) -> str | None:
        """What is wrong with a reply; None: it counts."""
        return None if status == 200 and body else f"status {status}: {body[:80]!r}"


def perform(job: PageJob) -> PageTimes:
    """Open them. Times are fixed beforehand: one slow page makes those behind it count as slow, too."""
    count, addresses = int(job.rate * job.seconds), job.addresses
    wanted = [request(addresses[turn % len(addresses)], job.port, turn) for turn in range(count)]
    server = ("127.0.0.1", job.port)
    run = PageLoad(server, wanted, connections=job.connections, seconds=job.seconds, rate=job.rate).run()
    return PageTimes([round(latency * 1000, 3) for latency in run.latencies], run.failures)


def request(address: str, port: int, visitor: int) -> bytes:
    """What a phone sends that has never been here; through a proxy, as there is one before a real site."""
    lines = [
        f"GET {address} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"X-Forwarded-For: 10.0.{visitor // 250 % 250}.{visitor % 250 + 1}",
        "Accept: text/html,application/xhtml+xml,*/*;q=0.8",
        "Accept-Encoding: gzip, deflate",
        "Accept-Language: zh-CN,zh;q=0.9",
        "User-Agent: Mozilla/5.0 (Linux; Android 14) MicroMessenger/8.0",
    ]
    return "\r\n".join([*lines, "", ""]).encode("ascii")


if __name__ == "__main__":
    json.dump(asdict(perform(PageJob(**json.load(sys.stdin)))), sys.stdout)
