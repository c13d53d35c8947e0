"""The contents in service."""

from threading import Event, Thread
from typing import Any

from answers.documents import Document
from kiosk.live import LiveContents
from tests.kiosk.builders import a_catalog, a_document


def test_contents_stay_the_same_until_there_are_other_documents() -> None:
    sources = [{one.code: one for one in a_catalog()}, {"YL-009": a_document("YL-009", "新的事项")}]
    live = LiveContents(lambda: sources[0])
    first = live.current()

    again = live.current()
    del sources[0]
    other = live.current()

    assert again is first
    assert list(other.items) == ["YL-009"]


def test_while_new_contents_are_laid_out_others_see_the_old_ones() -> None:
    begun, go_on = Event(), Event()
    slow = _Slow(begun, go_on)
    sources: list[dict[str, Document]] = [{}]
    live = LiveContents(lambda: sources[0])
    old = live.current()
    sources[0] = slow
    laying_out = Thread(target=live.current)
    laying_out.start()
    begun.wait(5)

    meanwhile = live.current()

    go_on.set()
    laying_out.join(5)
    assert meanwhile is old
    assert live.current() is not old


class _Slow(dict[str, Document]):
    """Documents that are not read before the test says so."""

    def __init__(self, begun: Event, go_on: Event) -> None:
        self._begun, self._go_on = begun, go_on

    def values(self) -> Any:
        self._begun.set()
        self._go_on.wait(5)
        return super().values()
