"""`juwutong` tells an operator in a sentence what is wrong, whatever folder it is called from."""

import os
import subprocess
import sys
from pathlib import Path

from bot.settings import Settings

HERE = Path(sys.executable).parent


def juwutong(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    ours = {name: value for name, value in os.environ.items() if name.lower() not in Settings.model_fields}
    return subprocess.run(
        [HERE / "juwutong", *arguments],
        cwd=folder,
        env={**ours, "DATABASE_URL": f"sqlite:///{folder / 'empty.db'}", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_strangers_env_file_in_the_folder_is_not_obeyed(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("WECHAT_MODE=bogus\n")

    done = juwutong(tmp_path, "ask", "低保怎么办")

    assert (done.returncode, "最低生活保障" in done.stdout) == (0, True)


def test_a_malformed_setting_is_a_sentence_not_a_traceback(tmp_path: Path) -> None:
    done = juwutong(tmp_path, "ask", "低保怎么办", WECHAT_MODE="bogus")

    assert done.returncode == 1
    assert "WECHAT_MODE" in done.stderr
    assert "Traceback" not in done.stderr


def test_serving_without_an_account_names_what_is_missing(tmp_path: Path) -> None:
    done = juwutong(tmp_path, "serve", WECHAT_APP_ID="wx1")

    assert done.returncode == 1
    assert "WECHAT_TOKEN" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_without_tables_says_what_to_do(tmp_path: Path) -> None:
    done = juwutong(tmp_path, "enquiries", "list")

    assert done.returncode == 1
    assert "juwutong setup" in done.stderr
    assert "Traceback" not in done.stderr
