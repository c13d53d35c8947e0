"""The trial account: a WeChat that runs on this machine, for a checkout without an account of its own."""

import json
import secrets
import string
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import requests
from dotenv import dotenv_values

from bot.paths import ROOT
from bot.settings import LOCAL_FILE

_ALPHANUMERIC = string.ascii_letters + string.digits
NAME = "鼓楼居务通（演练）"


@dataclass(frozen=True)
class Trial:
    """Where the trial account's files lie."""

    settings_file: Path
    account_file: Path
    state_file: Path
    workers_file: Path
    practice_file: Path

    def sandbox_arguments(self, port: int) -> list[str]:
        """How `python -m sandbox` is told which account it plays."""
        return ["--port", str(port), "--account", str(self.account_file), "--state", str(self.state_file)]


def prepare(*, port: int, sandbox_port: int, folder: Path = ROOT) -> Trial:
    """Write the trial account's settings, and the same account as the sandbox reads it. Secrets stay as they were."""
    var = folder / "var"
    trial = Trial(
        folder / LOCAL_FILE,
        var / "sandbox-account.json",
        var / "sandbox.sqlite",
        var / "trial-workers.json",
        var / "practice-workers.json",
    )
    trial.settings_file.parent.mkdir(parents=True, exist_ok=True)
    values = {**_fresh_secrets(), **_known(trial.settings_file), **_addresses(port, sandbox_port)}
    _write(trial.settings_file, "".join(f"{name}={value}\n" for name, value in values.items()))
    _write(trial.account_file, json.dumps(_account(values), ensure_ascii=False, indent=2))
    return trial


def note_workers(path: Path, passwords: Mapping[str, str]) -> None:
    """Keep the example workers' passwords (login → password) where the next start finds them to show again."""
    _write(path, json.dumps(passwords, indent=2))


def noted_workers(path: Path) -> dict[str, str]:
    """The example workers' passwords as they were noted last."""
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def label_codes(sandbox_url: str, labels: Mapping[str, str]) -> None:
    """Tell the sandbox what to call the codes there are (scene → label), for who picks one to scan on its phone."""
    scenes = [{"scene": scene, "label": label} for scene, label in labels.items()]
    requests.post(f"{sandbox_url}/_ctl/scenes", json={"scenes": scenes}, timeout=10).raise_for_status()


def _known(path: Path) -> dict[str, str]:
    return {name: value for name, value in dotenv_values(path).items() if value} if path.is_file() else {}


def _fresh_secrets() -> dict[str, str]:
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "WECHAT_APP_ID": f"wx{secrets.token_hex(8)}",
        "WECHAT_APP_SECRET": secrets.token_hex(16),
        "WECHAT_TOKEN": secrets.token_hex(12),
        "WECHAT_AES_KEY": "".join(secrets.choice(_ALPHANUMERIC) for _ in range(43)),
        "WECHAT_ACCOUNT_ID": f"gh_{secrets.token_hex(6)}",
    }


def _addresses(port: int, sandbox_port: int) -> dict[str, str]:
    return {
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
        "WECHAT_API_BASE_URL": f"http://127.0.0.1:{sandbox_port}",
        "WECHAT_MODE": "safe",
        "WECHAT_ACCOUNT_NAME": NAME,
        "WECHAT_ACCOUNT_KIND": "service",
    }


def _account(values: dict[str, str]) -> dict[str, object]:
    return {
        "name": values["WECHAT_ACCOUNT_NAME"],
        "appid": values["WECHAT_APP_ID"],
        "secret": values["WECHAT_APP_SECRET"],
        "gh_id": values["WECHAT_ACCOUNT_ID"],
        "kind": values["WECHAT_ACCOUNT_KIND"],
        "certified": True,
        "subject": "government",
        "token": values["WECHAT_TOKEN"],
        "aes_key": values["WECHAT_AES_KEY"],
        "mode": values["WECHAT_MODE"],
        "webhook": f"{values['PUBLIC_URL']}/wechat",
    }


def _write(path: Path, text: str) -> None:
    path.touch(mode=0o600, exist_ok=True)
    path.write_text(text, encoding="utf-8")
