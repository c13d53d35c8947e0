"""The product as it is deployed, started for a test: its own database, two web processes, a WeChat to talk to."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.error import URLError
from urllib.request import urlopen

import psutil

from bot.paths import ROOT
from sandbox.account import Account
from sandbox.driver import Platform

START_S = 90
FROZEN_S = 0.1


class Product:
    """`juwutong serve` in processes of its own. Entering sets the database up and waits until the site answers."""

    def __init__(self, folder: Path, platform: Platform, *, workers: int = 2) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = folder / "serve.log"
        self.database_url = f"sqlite:///{folder / 'product.db'}"
        self._workers = workers
        self._environment = {**os.environ, **settings(self.database_url, platform, self.url)}
        platform.set_webhook(f"{self.url}/wechat")

    def __enter__(self) -> Self:
        self.run("setup")
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def run(self, *arguments: str) -> str:
        """One `juwutong` command; its output."""
        command = [sys.executable, "-m", "wsgi", *arguments]
        done = subprocess.run(command, cwd=ROOT, env=self._environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> None:
        """Serve, and wait until the site answers."""
        command = [sys.executable, "-m", "wsgi", "serve", "--port", str(self.port), "--workers", str(self._workers)]
        with self.log.open("ab") as log:
            self._server = subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=log, stderr=log)
        deadline = time.monotonic() + START_S
        while time.monotonic() < deadline and self._server.poll() is None:
            with suppress(URLError, ConnectionError, TimeoutError), urlopen(f"{self.url}/healthz", timeout=5):
                return
            time.sleep(0.1)
        raise AssertionError(f"the product did not start:\n{self.log.read_text()[-3000:]}")

    def stop(self) -> None:
        """Stop serving, as an operator would."""
        self._server.send_signal(signal.SIGTERM)
        self._server.wait(30)

    def kill_a_web_process(self, *, newest: bool = False) -> int:
        """kill -9 the web process that runs longest, or the newest; the server replaces it. Its process id.

        It is frozen for a moment first, so that it dies with messages in its hands.
        """
        running = sorted(psutil.Process(self._server.pid).children(), key=lambda process: process.create_time())
        victim = running[-1 if newest else 0]
        victim.suspend()
        time.sleep(FROZEN_S)
        victim.kill()
        return int(victim.pid)


def settings(database_url: str, platform: Platform, url: str) -> dict[str, str]:
    """The environment of an installation that has the platform's account."""
    account: Account = platform.account
    return {
        "DATABASE_URL": database_url,
        "SECRET_KEY": "a secret key of a test, long enough to be one",
        "PUBLIC_URL": url,
        "WECHAT_APP_ID": account.appid,
        "WECHAT_APP_SECRET": account.secret,
        "WECHAT_TOKEN": account.token,
        "WECHAT_AES_KEY": account.aes_key,
        "WECHAT_ACCOUNT_ID": account.gh_id,
        "WECHAT_MODE": account.mode,
        "WECHAT_API_BASE_URL": platform.url,
    }


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
