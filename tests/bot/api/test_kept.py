"""What is slow to make is made once, however many ask at the same time."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Event

import pytest

from bot.api import kept
from bot.api.kept import Kept
from bot.api.problems import Refusal


def test_it_is_made_once_for_each_state() -> None:
    made: Kept[int] = Kept()
    calls = count(1)

    values = [made.get(state, lambda: next(calls)) for state in ("v1", "v1", "v2", "v2")]

    assert values == [1, 1, 2, 2]


def test_who_comes_while_it_is_made_waits_for_that_one() -> None:
    made: Kept[int] = Kept()
    begun, finish, calls = Event(), Event(), []

    def make() -> int:
        calls.append(1)
        begun.set()
        finish.wait()
        return 7

    with ThreadPoolExecutor() as threads:
        first = threads.submit(made.get, "v1", make)
        begun.wait()
        second = threads.submit(made.get, "v1", make)
        finish.set()

    assert (first.result(), second.result(), len(calls)) == (7, 7, 1)


def test_who_would_wait_long_is_told_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "PATIENCE_S", 0.01)
    made: Kept[int] = Kept()

    def ask_meanwhile() -> int:
        with ThreadPoolExecutor() as threads, pytest.raises(Refusal) as refused:
            threads.submit(made.get, "v1", lambda: 1).result()
        assert (refused.value.status, refused.value.retry_after_s) == (503, 5)
        return 2

    assert made.get("v1", ask_meanwhile) == 2


def test_what_failed_is_tried_again() -> None:
    made: Kept[float] = Kept()
    with pytest.raises(ZeroDivisionError):
        made.get("v1", lambda: 1 / 0)

    assert made.get("v1", lambda: 1.0) == 1.0
