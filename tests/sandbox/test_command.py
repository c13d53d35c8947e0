"""`python -m sandbox`: what it says when it cannot start, and that it serves when it can."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from sandbox.__main__ import main
from sandbox.account import account_values, invented_account


def an_account_file(folder: Path, **changes: object) -> Path:
    file = folder / "account.json"
    file.write_text(json.dumps(account_values(invented_account()) | changes), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"aes_key": "short"}, "43 位"),
        ({"mode": "secret"}, "mode 只能是"),
        ({"token": ""}, "缺少 token"),
        ({"kind": 7}, "kind"),
    ],
)
def test_a_bad_account_file_is_explained(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], changes: dict[str, object], words: str
) -> None:
    assert main(["--account", str(an_account_file(tmp_path, **changes))]) == 1
    assert words in capsys.readouterr().err


def test_a_missing_account_file_is_said_plainly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--account", str(tmp_path / "none.json")]) == 1
    assert "账号文件不存在" in capsys.readouterr().err


def test_it_serves_and_ends_quietly(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "sandbox",
        "--port",
        "0",
        "--account",
        str(an_account_file(tmp_path)),
        "--followers",
        "2",
    ]
    with subprocess.Popen(
        [*command, "--state", str(tmp_path / "s.sqlite")], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        url = process.stdout.readline().split("：", 1)[1].strip()
        users = requests.get(url + "_ctl/users", timeout=5).json()["users"]
        process.terminate()

    assert len(users) == 7
    assert process.returncode == 0


def test_two_on_one_port_is_explained(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        code = main(["--account", str(an_account_file(tmp_path)), "--port", str(taken.getsockname()[1])])

    assert code == 1
    assert "不能用" in capsys.readouterr().err
