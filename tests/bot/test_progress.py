"""Long work tells how far it is, not more often than it helps, and is forgotten."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from bot.db import Sessions
from bot.progress import KEPT, NOTED_EVERY, Progress, expect_progress, forget_old, progress_of
from bot.time import Clock
from tests.conftest import NOON


class MovingClock(Clock):
    def __init__(self) -> None:
        super().__init__()
        self.at = NOON

    def now(self) -> datetime:
        return self.at


def told(sessions: Sessions, key: str = "change:1") -> tuple[str, int, int, bool] | None:
    with sessions.read() as session:
        row = progress_of(session, key)
        return (row.words, row.done, row.total, row.ended) if row else None


def test_what_is_told_is_read_and_not_written_more_than_once_a_second(sessions: Sessions) -> None:
    clock = MovingClock()
    progress = Progress(sessions, clock, "change:1")

    progress.tell("正在学", 1, 10)
    progress.tell("正在学", 2, 10)
    assert told(sessions) == ("正在学", 1, 10, False)

    clock.at += NOTED_EVERY
    progress.tell("正在学", 3, 10)
    assert told(sessions) == ("正在学", 3, 10, False)


def test_the_end_is_told_at_once_and_beginning_anew_forgets_it(sessions: Sessions) -> None:
    progress = Progress(sessions, MovingClock(), "change:1")
    progress.tell("正在学", 1, 10)

    progress.end()

    assert told(sessions) == ("", 1, 1, True)
    with sessions.begin() as session:
        expect_progress(session, "change:1", now=NOON)
    assert told(sessions) == ("", 0, 0, False)


def test_two_who_begin_the_same_work_at_once_are_no_error(sessions: Sessions) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: Progress(sessions, MovingClock(), "change:1").tell("正在学", 1, 10), range(8)))

    assert told(sessions) == ("正在学", 1, 10, False)


def test_pieces_of_work_do_not_mix(sessions: Sessions) -> None:
    Progress(sessions, MovingClock(), "change:1").tell("一", 1, 2)
    Progress(sessions, MovingClock(), "change:2").tell("二", 1, 2)

    assert told(sessions, "change:1") != told(sessions, "change:2")


def test_after_a_day_it_is_forgotten(sessions: Sessions) -> None:
    Progress(sessions, MovingClock(), "change:1").end()

    with sessions.begin() as session:
        forget_old(session, now=NOON + KEPT)
        assert progress_of(session, "change:1")
        forget_old(session, now=NOON + KEPT + timedelta(seconds=1))

    assert told(sessions) is None
