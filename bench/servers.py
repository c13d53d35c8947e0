"""Starting what is measured, each under the same servers, and reading what its processes use."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import urlopen

import psutil

from bench.deliveries import Account, signed_query
from bench.peers.account import FOLDER_VARIABLE, VARIABLE

ROOT = Path(__file__).resolve().parent.parent
PATIENCE_S = 60
GTHREAD_THREADS = 16  # per process; more only make Python's threads wait for each other


class DidNotStart(Exception):
    """A server did not come up; the message holds what it wrote."""


@dataclass(frozen=True)
class Subject:
    """Something that is measured: the factory of its application and how granian is started for it."""

    name: str
    about: str
    factory: str
    granian: Callable[[int, int], Sequence[str]]
    is_product: bool = False


def _product(port: int, workers: int) -> Sequence[str]:
    return ("-m", "wsgi", "serve", "--port", str(port), "--workers", str(workers))


def peer(name: str, about: str) -> Subject:
    """A subject of bench.peers, by the name of its module."""

    def granian(port: int, workers: int) -> Sequence[str]:
        return ("-m", "bench.peers", name, str(port), str(workers))

    return Subject(name, about, f"bench.peers.{name}:application", granian)


PRODUCT = Subject("product", "the whole product, stored and answered", "wsgi:application", _product, is_product=True)
ECHO = peer("echo", "Flask + wechatpy, echo")
ROBOT = peer("robot", "WeRoBot, no session")
ROBOT_SESSION = peer("robot_session", "WeRoBot, default SQLite session")
SUBJECTS = {subject.name: subject for subject in (PRODUCT, ECHO, ROBOT, ROBOT_SESSION)}


def _granian(subject: Subject, port: int, workers: int) -> Sequence[str]:
    return subject.granian(port, workers)


def _gunicorn(subject: Subject, port: int, workers: int) -> Sequence[str]:
    threads = ("--worker-class", "gthread", "--threads", str(GTHREAD_THREADS), "--keep-alive", "75")
    bound = ("--bind", f"127.0.0.1:{port}", "--workers", str(workers), "--log-level", "warning")
    return ("-m", "gunicorn", *threads, *bound, f"{subject.factory}()")


SERVERS = {"granian": _granian, "gunicorn": _gunicorn}


@dataclass(frozen=True)
class Memory:
    """Of one process, in MB: resident, and its own share (pages divided among those who share them; None: unknown)."""

    resident: float
    own: float | None

    def __str__(self) -> str:
        return f"{self.resident:.0f}" + (f" ({self.own:.0f})" if self.own is not None else "")


class Running:
    """One subject under one server: started on entering, stopped on leaving."""

    def __init__(self, subject: Subject, server: str, account: Account, *, workers: int, folder: Path) -> None:
        self.subject = subject
        self.server = server
        self.port = _free_port()
        self._account = account
        self._workers = workers
        self._folder = folder / f"{subject.name}-{server}"

    @property
    def name(self) -> str:
        """As the table calls it."""
        return f"{self.subject.name}/{self.server}"

    def __enter__(self) -> Self:
        self._folder.mkdir()
        self._environment = environment(self._account, self._folder)
        self._log = self._folder / "log.txt"
        if self.subject.is_product:
            self._set_up()
        command = SERVERS[self.server](self.subject, self.port, self._workers)
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, *command],
                cwd=ROOT,
                env=self._environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._signal(signal.SIGTERM)
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._signal(signal.SIGKILL)
            self._process.wait()

    def wait_until_up(self) -> None:
        """Return when all processes serve. Raises DidNotStart with the end of the log."""
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline and self._process.poll() is None:
            if self._answers() and len(self.processes()) > self._workers:
                return
            time.sleep(0.1)
        raise DidNotStart(f"{self.name} did not start:\n{self.log()}")

    def log(self) -> str:
        """The end of what the server wrote."""
        return self._log.read_text(errors="replace")[-3000:]

    def processes(self) -> list[psutil.Process]:
        """All processes of the server."""
        root = psutil.Process(self._process.pid)
        return [root, *root.children(recursive=True)]

    def cpu_seconds(self) -> float:
        """What all its processes have used of the processors since they started, in user and system mode."""
        return sum(sum(process.cpu_times()[:2]) for process in self.processes())

    def memory(self) -> Memory:
        """What the largest of its processes holds: a web process with everything loaded."""
        return max((_memory(process) for process in self.processes()), key=lambda memory: memory.resident)

    def _set_up(self) -> None:
        command = [sys.executable, "-m", "wsgi", "setup"]
        done = subprocess.run(  # noqa: S603
            command, cwd=ROOT, env=self._environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise DidNotStart(f"juwutong setup failed:\n{done.stdout[-1000:]}{done.stderr[-2000:]}")

    def _answers(self) -> bool:
        query = {**signed_query(self._account, int(time.time()), "1"), "echostr": "ready"}
        with suppress(HTTPError, URLError, ConnectionError, TimeoutError):
            url = f"http://127.0.0.1:{self.port}/wechat?{urlencode(query)}"
            with urlopen(url, timeout=2) as answer:
                return bool(answer.read() == b"ready")
        return False

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, number)


def environment(account: Account, folder: Path) -> dict[str, str]:
    """The environment of a server: this one's, the account, and a fresh database in `folder`."""
    settings = {
        "DATABASE_URL": f"sqlite:///{folder / 'juwutong.db'}",
        "SECRET_KEY": "only-for-measuring-only-for-measuring",
        "PUBLIC_URL": "http://127.0.0.1",
        "WECHAT_APP_ID": account.app_id,
        "WECHAT_APP_SECRET": "0" * 32,
        "WECHAT_TOKEN": account.token,
        "WECHAT_AES_KEY": account.aes_key,
        "WECHAT_MODE": "safe",
        "WECHAT_ACCOUNT_ID": account.original_id,
        "WECHAT_API_BASE_URL": "http://127.0.0.1:9",  # nobody is there; answering a message needs no call
    }
    for_peers = {VARIABLE: account.to_json(), FOLDER_VARIABLE: str(folder)}
    return {**_without_settings(os.environ), **settings, **for_peers}


def _without_settings(given: Mapping[str, str]) -> dict[str, str]:
    ours = ("WECHAT_", "CLOCK_OFFSET_FILE", "LATE_LIMIT_S", "PROMETHEUS_MULTIPROC_DIR")
    return {name: value for name, value in given.items() if not name.startswith(ours)}


def _memory(process: psutil.Process) -> Memory:
    full = process.memory_full_info()
    own = getattr(full, "pss", None)
    return Memory(full.rss / 2**20, own / 2**20 if own is not None else None)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
