import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench.deliveries import Account
from bench.servers import ROOT, SUBJECTS, environment

# The peers run in a process of their own, as in the measurement: what they warn about is theirs.
PROGRAM = """
import json, sys
from importlib import import_module
from random import Random
from bench.deliveries import Writer, read_reply
from bench.peers.account import account
from bench.stages import send, wsgi_environment

app = import_module(f"bench.peers.{sys.argv[1]}").application()
deliveries = Writer(account(), "127.0.0.1", now=1800000000, first_id=1, random=Random(1)).write(5)
replies = [read_reply(account(), body) for body in send(app, map(wsgi_environment, deliveries))]
print(json.dumps([[d.sender, d.question.text, r.to, r.text] for d, r in zip(deliveries, replies)]))
"""


@pytest.mark.parametrize("name", [name for name, subject in SUBJECTS.items() if not subject.is_product])
def test_a_peer_echoes_what_it_is_told(name: str, tmp_path: Path) -> None:
    settings = {**environment(Account.fresh(), tmp_path), "PYTHONPATH": str(ROOT)}

    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, name], env=settings, capture_output=True, text=True, check=True
    )

    answers = json.loads(done.stdout)
    assert len(answers) == 5
    assert all(sender == to and text == said for sender, text, to, said in answers)


def test_a_peer_with_sessions_keeps_them_in_its_own_folder(tmp_path: Path) -> None:
    settings = {**environment(Account.fresh(), tmp_path), "PYTHONPATH": str(ROOT)}

    subprocess.run([sys.executable, "-c", PROGRAM, "robot_session"], env=settings, capture_output=True, check=True)

    assert [file.name for file in tmp_path.iterdir()] == ["werobot_session.sqlite3"]


def test_settings_of_the_developers_own_account_do_not_reach_the_servers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WECHAT_OLD_AES_KEY", "x" * 43)

    made = environment(Account.fresh(), tmp_path)

    assert "WECHAT_OLD_AES_KEY" not in made
    assert made["DATABASE_URL"].startswith(f"sqlite:///{tmp_path}")
