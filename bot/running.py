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
    signal.signal(signal.SIGTERM, _interrupt)
    started: list[Started] = []
    try:
        if _wait(started, "准备数据库", _juwutong("setup")):
            return 1
        if rehearsal:
            if _wait(started, "准备示例人员", _juwutong("add-trial-workers", str(rehearsal.workers_file))):
                return 1
            if _wait(started, "准备练习社区", _juwutong("practice", "set-up", "--noted", str(rehearsal.practice_file))):
                return 1
            sandbox = _python("-m", "sandbox", *rehearsal.sandbox_arguments(port + 1))
            started.append(Started("演练用的微信", sandbox))
        started.append(Started("网站", _juwutong("serve", "--port", str(port), "--workers", str(workers))))
        started.append(Started("定时任务", _juwutong("clock")))
        if not _are_up(started, f"http://127.0.0.1:{port}/healthz"):
            return _tell_who_stopped(started)
        if rehearsal:
            dress = _juwutong("dress-trial-account", f"http://127.0.0.1:{port + 1}")
            _wait(started, "布置演练账号", dress)
        _say_what_to_open(port, rehearsal)
        while all(one.process.poll() is None for one in started):
            time.sleep(0.5)
        return _tell_who_stopped(started)
    except KeyboardInterrupt:
        return 0
    finally:
        _stop(started)


def _wait(started: list[Started], name: str, process: subprocess.Popen[bytes]) -> int:
    # Among the started while it runs, so that Ctrl-C stops it too.
    started.append(Started(name, process))
    status = process.wait()
    started.pop()
    if status:
        print(f"{name}没有成功（{status}），原因见上面。", file=sys.stderr)  # noqa: T201
    return status


def _juwutong(*arguments: str) -> subprocess.Popen[bytes]:
    return _python("-m", "wsgi", *arguments)


def _python(*arguments: str) -> subprocess.Popen[bytes]:
    # A session of its own: Ctrl-C reaches us alone, and we stop the others in order.
    return subprocess.Popen([sys.executable, *arguments], cwd=ROOT, start_new_session=True)  # noqa: S603


def _are_up(started: Sequence[Started], url: str) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and all(one.process.poll() is None for one in started):
        with suppress(HTTPError, URLError, ConnectionError, TimeoutError), urlopen(url, timeout=2):  # noqa: S310
            # Another program may answer on our port: ours has ended then, or will in a moment.
            time.sleep(0.5)
            return all(one.process.poll() is None for one in started)
        time.sleep(0.1)
    return False


def _say_what_to_open(port: int, rehearsal: trial.Trial | None) -> None:
    lines = ["", "居务通已启动："]
    if rehearsal:
        lines.append(f"  手机（演练）  http://127.0.0.1:{port + 1}/   关注后发一句“低保怎么办”")
    lines += [f"  居民页面      http://127.0.0.1:{port}/", f"  工作台        http://127.0.0.1:{port}/console/"]
    if rehearsal:
        workers = trial.noted_workers(rehearsal.workers_file)
        lines += [f"      示例人员  登录名 {login}  密码 {password}" for login, password in workers.items()]
        practising = trial.noted_workers(rehearsal.practice_file)
        lines += [f"      练习社区  登录名 {login}  密码 {password}" for login, password in practising.items()]
        lines.append("      这些人只在演练里能登录，只要密码；正式使用时，人人还要输入手机上的动态码。")
    lines += ["按 Ctrl-C 停止。", ""]
    print("\n".join(lines), flush=True)  # noqa: T201  (what the newcomer is waiting for)


def _tell_who_stopped(started: Sequence[Started]) -> int:
    stopped = [f"{one.name}停止了（{one.process.returncode}）" for one in started if one.process.poll() is not None]
    what = "，".join(stopped) or f"{PATIENCE_S} 秒内没有启动好"
    print(f"{what}，其余一并停止。端口被占用时，换一个：--port 8010", file=sys.stderr)  # noqa: T201
    return 1


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
