"""Running everything on one machine: the site, the clock, and for a checkout without an account a WeChat of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

from bot import trial
from bot.paths import ROOT
from bot.settings import Settings

PATIENCE_S = 60  # for a process to come up: a cold machine loads the dictionary slowly


@dataclass(frozen=True)
class Started:
    """A process of ours, by the name people know it by."""

    name: str
    process: subprocess.Popen[bytes]


def run_everything(*, port: int, workers: int) -> int:
    """Set up, start and say what to open; stop everything when one stops or Ctrl-C is pressed.

    Gives an exit status.
    """
    rehearsal = trial.prepare(port=port, sandbox_port=port + 1) if not Settings.has_account() else None
    if _juwutong("setup").wait():
        return 1
    signal.signal(signal.SIGTERM, _interrupt)
    started: list[Started] = []
    try:
        if rehearsal:
            sandbox = _python("-m", "sandbox", *rehearsal.sandbox_arguments(port + 1))
            started.append(Started("演练用的微信", sandbox))
        started.append(Started("网站", _juwutong("serve", "--port", str(port), "--workers", str(workers))))
        started.append(Started("定时任务", _juwutong("clock")))
        _wait_until_up(started, f"http://127.0.0.1:{port}/healthz")
        if rehearsal:
            _juwutong("dress-trial-account", f"http://127.0.0.1:{port + 1}").wait()
        _say_what_to_open(port, rehearsing=rehearsal is not None)
        return _wait_for_the_first_to_stop(started)
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(started)


def _juwutong(*arguments: str) -> subprocess.Popen[bytes]:
    return _python("-m", "wsgi", *arguments)


def _python(*arguments: str) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches us alone, and we stop the others in order.
    return subprocess.Popen([sys.executable, *arguments], cwd=ROOT, start_new_session=True)  # noqa: S603


def _wait_until_up(started: Sequence[Started], url: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and all(one.process.poll() is None for one in started):
        with suppress(HTTPError, URLError, ConnectionError, TimeoutError), urlopen(url, timeout=2):  # noqa: S310
            return
        time.sleep(0.1)


def _say_what_to_open(port: int, *, rehearsing: bool) -> None:
    lines = ["", "居务通已启动："]
    if rehearsing:
        lines.append(f"  手机（演练）  http://127.0.0.1:{port + 1}/   关注后发一句“低保怎么办”")
    lines += [f"  居民页面      http://127.0.0.1:{port}/", "按 Ctrl-C 停止。", ""]
    print("\n".join(lines), flush=True)  # noqa: T201  (what the newcomer is waiting for)


def _wait_for_the_first_to_stop(started: Sequence[Started]) -> int:
    while True:
        for one in started:
            if one.process.poll() is not None:
                print(f"{one.name}停止了（{one.process.returncode}），其余一并停止。", file=sys.stderr)  # noqa: T201
                return 1
        time.sleep(0.5)


def _stop(started: Sequence[Started]) -> None:
    for one in reversed(started):
        with suppress(ProcessLookupError):
            os.killpg(one.process.pid, signal.SIGTERM)
    for one in started:
        try:
            one.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(one.process.pid, signal.SIGKILL)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
