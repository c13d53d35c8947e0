"""Of several processes one leads; when it is gone, however it went, another can."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.db import Sessions, open_database
from bot.lock import AdvisoryLock, LeaderLock, leader_lock


@pytest.fixture
def locks(sessions: Sessions) -> Iterator[tuple[LeaderLock, LeaderLock]]:
    pair = leader_lock(sessions.engine, "clock"), leader_lock(sessions.engine, "clock")
    yield pair
    for lock in pair:
        lock.release()


def test_only_one_holds_the_lock_and_keeps_it(locks: tuple[LeaderLock, LeaderLock]) -> None:
    first, second = locks

    assert first.hold()
    assert not second.hold()
    assert first.hold()


def test_a_released_lock_can_be_held_by_another(locks: tuple[LeaderLock, LeaderLock]) -> None:
    first, second = locks
    first.hold()

    first.release()
    first.release()

    assert second.hold()
    assert not first.hold()


def test_locks_of_other_names_do_not_disturb_each_other(
    sessions: Sessions, locks: tuple[LeaderLock, LeaderLock]
) -> None:
    other = leader_lock(sessions.engine, "other")

    assert locks[0].hold()
    assert other.hold()
    other.release()


HOLDER = """
import sys, time
from bot.db import open_database
from bot.lock import leader_lock
lock = leader_lock(open_database(sys.argv[1]), "clock")
print(lock.hold(), flush=True)
time.sleep(600)
"""


def test_a_killed_holder_frees_the_lock(sessions: Sessions, locks: tuple[LeaderLock, LeaderLock]) -> None:
    url = sessions.engine.url.render_as_string(hide_password=False)
    holder = subprocess.Popen([sys.executable, "-c", HOLDER, url], stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "True\n"
    assert not locks[0].hold()

    holder.kill()
    holder.communicate()

    assert becomes_free(locks[0])


def becomes_free(lock: LeaderLock) -> bool:
    # PostgreSQL notices a closed connection a moment after the process is gone.
    return any(lock.hold() for _ in range(10_000))


def test_a_leader_whose_connection_is_cut_no_longer_leads(postgres: Sessions) -> None:
    first, second = AdvisoryLock(postgres.engine, "clock"), AdvisoryLock(postgres.engine, "clock")
    assert first.hold()

    with postgres.begin() as session:
        others = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
        session.execute(text(others))

    assert becomes_free(second)
    assert not first.hold()
    second.release()


def test_a_lock_file_left_behind_does_not_lock_anybody_out(sqlite: Sessions) -> None:
    Path(f"{sqlite.engine.url.database}.clock.lock").touch()

    lock = leader_lock(sqlite.engine, "clock")

    assert lock.hold()
    lock.release()


def test_a_database_only_in_memory_cannot_have_a_leader() -> None:
    with pytest.raises(ValueError, match="in memory"):
        leader_lock(open_database("sqlite://"), "clock")
