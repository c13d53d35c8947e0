"""Writers of several processes take turns, and a writer that dies does not keep its turn."""

import multiprocessing
import os
import signal
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from bot.db import Sessions, open_database
from bot.writers import WriterQueue

_FRESH = multiprocessing.get_context("spawn")


def _count_up(url: str, times: int) -> None:
    sessions = Sessions(open_database(url))
    for _ in range(times):
        with sessions.begin() as session:
            seen = session.execute(text("SELECT n FROM counter")).scalar_one()
            session.execute(text("UPDATE counter SET n = :n"), {"n": seen + 1})


def _die_in_the_middle(url: str) -> None:
    sessions = Sessions(open_database(url))
    with sessions.begin() as session:
        session.execute(text("UPDATE counter SET n = 1000"))
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def counter(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'counter.db'}"
    with Sessions(open_database(url)).begin() as session:
        session.execute(text("CREATE TABLE counter (n INTEGER)"))
        session.execute(text("INSERT INTO counter VALUES (0)"))
    return url


def value(url: str) -> int:
    with Sessions(open_database(url)).read() as session:
        return int(session.execute(text("SELECT n FROM counter")).scalar_one())


def test_no_update_is_lost_between_processes(counter: str) -> None:
    writers = [_FRESH.Process(target=_count_up, args=(counter, 50)) for _ in range(3)]

    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    assert value(counter) == 150


def test_a_writer_that_is_killed_leaves_neither_its_turn_nor_its_change(counter: str) -> None:
    victim = _FRESH.Process(target=_die_in_the_middle, args=(counter,))
    victim.start()
    victim.join()

    _count_up(counter, 1)

    assert victim.exitcode == -signal.SIGKILL
    assert value(counter) == 1


def test_who_waits_too_long_for_another_process_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.writers.BUSY_TIMEOUT_MS", 10)
    ours, theirs = WriterQueue(tmp_path / "queue"), WriterQueue(tmp_path / "queue")

    with theirs.turn(), pytest.raises(OperationalError), ours.turn():
        pass
    with ours.turn():
        pass


def test_who_waits_too_long_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.writers.BUSY_TIMEOUT_MS", 10)
    queue = WriterQueue(tmp_path / "queue")

    with queue.turn(), pytest.raises(OperationalError), queue.turn():
        pass
