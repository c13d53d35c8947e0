import logging
import threading

import pytest

from answers.engine import Engine
from answers.live import LiveEngine
from tests.answers.builders import a_document


class Catalog:
    """A source that can change and fail, and remembers how often it was read."""

    def __init__(self) -> None:
        self.version = 1
        self.documents = [a_document("A")]
        self.broken = False
        self.read_again = threading.Event()

    def read_version(self) -> int:
        return self.version

    def build(self) -> Engine:
        if self.broken:
            raise OSError("the database is away")
        self.read_again.set()
        return Engine(self.documents)

    def change(self, *codes: str) -> None:
        self.version += 1
        self.documents = [a_document(code) for code in codes]


def codes(live: LiveEngine) -> list[str]:
    return list(live.current().documents)


def test_the_engine_is_there_before_anyone_asks() -> None:
    catalog = Catalog()

    live = LiveEngine(catalog.read_version, catalog.build)

    assert codes(live) == ["A"]


def test_a_new_version_brings_a_new_engine() -> None:
    catalog = Catalog()
    live = LiveEngine(catalog.read_version, catalog.build)
    catalog.change("A", "B")

    assert live.refresh()

    assert codes(live) == ["A", "B"]


def test_the_same_version_keeps_the_engine() -> None:
    catalog = Catalog()
    live = LiveEngine(catalog.read_version, catalog.build)
    engine = live.current()

    assert not live.refresh()

    assert live.current() is engine


def test_the_thread_notices_a_change() -> None:
    catalog = Catalog()
    live = LiveEngine(catalog.read_version, catalog.build)
    catalog.change("C")
    catalog.read_again.clear()

    live.start(0.01)

    assert catalog.read_again.wait(10)
    live.stop()
    assert codes(live) == ["C"]


def test_a_failed_rebuild_keeps_the_old_engine_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    catalog = Catalog()
    live = LiveEngine(catalog.read_version, catalog.build)
    catalog.change("D")
    catalog.broken = True

    with caplog.at_level(logging.ERROR):
        live._try_refresh()

    assert codes(live) == ["A"]
    assert "the old one stays" in caplog.text


def test_after_a_failure_the_next_turn_succeeds() -> None:
    catalog = Catalog()
    live = LiveEngine(catalog.read_version, catalog.build)
    catalog.change("E")
    catalog.broken = True
    live._try_refresh()

    catalog.broken = False
    live._try_refresh()

    assert codes(live) == ["E"]
