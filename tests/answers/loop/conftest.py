"""A database with a small catalog and its first release, and what changes it: people, a queue, a check."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from answers.loop import changes, checking, releasing
from answers.loop.changes import Owner
from answers.loop.models import Release, WordingChange
from bot.app import Kit
from bot.db import Sessions
from bot.queue import EmbeddedQueue
from bot.settings import Settings
from tests.answers.loop.builders import ALLOWANCE, NAMES, a_first_release, learn_bytes
from tests.bot.wechat.stand_in import HandClock, RememberingWeChat
from tests.conftest import NOON

DRAFTER, OTHER = "lin", "wang"


@dataclass
class Office:
    """Two people at work on the wordings. `source` is the program's digest."""

    sessions: Sessions
    source: str = "one"

    def draft(self, *texts: str, owner: str = ALLOWANCE) -> int:
        with self.sessions.begin() as session:
            change = changes.begin(session, reason="试", by=DRAFTER, at=NOON)
            for text in texts:
                changes.add(session, change.id, text, Owner(owner, NAMES.get(owner, "")), by=DRAFTER)
            return change.id

    def check(self, change_id: int) -> None:
        """Start a check and do its job, as a worker would."""
        with self.sessions.begin() as session:
            change = changes.start_check(session, EmbeddedQueue(), change_id, at=NOON)
        self.do_check(change_id, change.attempt)

    def do_check(self, change_id: int, attempt: int) -> None:
        job = checking.check_job(a_kit(self.sessions), learn_bytes, lambda: self.source)
        job({"change_id": change_id, "attempt": attempt})

    def release(self, change_id: int, by: str = OTHER) -> Release:
        with self.sessions.begin() as session:
            return releasing.release(session, EmbeddedQueue(), change_id, by=by, at=NOON, source=self.source)

    def released(self, *texts: str, owner: str = ALLOWANCE) -> Release:
        change_id = self.draft(*texts, owner=owner)
        self.check(change_id)
        self.accept_all(change_id)
        return self.release(change_id)

    def accept_all(self, change_id: int) -> None:
        with self.sessions.begin() as session:
            for move in list(changes.find(session, change_id).open_moves):
                changes.accept(session, change_id, move.id, reason="看过了", by=DRAFTER, at=NOON)

    def change(self, change_id: int) -> WordingChange:
        """The change as it stands, with what belongs to it."""
        with self.sessions.read() as session:
            change = changes.find(session, change_id)
            _ = change.lines, [(move.text, move.blocks) for move in change.moves]
            return change


def a_kit(sessions: Sessions, wechat: RememberingWeChat | None = None) -> Kit:
    settings = Settings(database_url="sqlite://", public_url="https://example.cn")
    return Kit(settings, HandClock(NOON), sessions, wechat or RememberingWeChat())


@pytest.fixture
def office(sessions: Sessions) -> Iterator[Office]:
    """On both databases."""
    with sessions.begin() as session:
        a_first_release(session)
    yield Office(sessions)


def moved(change: WordingChange) -> Sequence[tuple[str, str | None, str | None]]:
    """The answers that move: text, item before, item after."""
    return [(move.text, move.before, move.after) for move in change.moves]
