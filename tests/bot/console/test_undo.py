"""What was just done can be taken back once, within ten minutes, where it was done."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from bot.console import undo
from bot.console.models import ConsoleUndo
from bot.db import Session, Sessions
from bot.workers.models import WorkerSession
from bot.workers.sessions import open_session
from tests.bot.workers.builders import a_worker
from tests.conftest import NOON


def a_session(session: Session, login: str) -> int:
    worker = a_worker(session, login, login)
    open_session(session, worker.id, token=login, now=NOON)
    session.flush()
    return session.scalars(select(WorkerSession.id).where(WorkerSession.worker_id == worker.id)).one()


def offer(session: Session, session_id: int) -> int:
    undo.offer(session, session_id, "已停用。", "letters.remove", {"letter_id": 3}, now=NOON)
    session.flush()
    return session.scalars(select(ConsoleUndo.id)).one()


def test_it_is_taken_back_once(sessions: Sessions) -> None:
    with sessions.begin() as session:
        mine = a_session(session, "wang")
        undo_id = offer(session, mine)

        taken = undo.take(session, mine, undo_id, now=NOON + undo.FOR - timedelta(seconds=1))

        assert (taken.endpoint, taken.values) == ("letters.remove", {"letter_id": 3})
        session.flush()
        with pytest.raises(undo.TooLateToUndo):
            undo.take(session, mine, undo_id, now=NOON)


def test_after_ten_minutes_it_is_too_late(sessions: Sessions) -> None:
    with sessions.begin() as session:
        mine = a_session(session, "wang")
        undo_id = offer(session, mine)

        assert undo.offered(session, mine, now=NOON + undo.FOR) == []
        with pytest.raises(undo.TooLateToUndo):
            undo.take(session, mine, undo_id, now=NOON + undo.FOR)
        undo.forget_old(session, now=NOON + undo.FOR)
        assert session.scalars(select(ConsoleUndo)).all() == []


def test_nobody_takes_back_what_another_did(sessions: Sessions) -> None:
    with sessions.begin() as session:
        undo_id = offer(session, a_session(session, "wang"))

        with pytest.raises(undo.TooLateToUndo):
            undo.take(session, a_session(session, "lin"), undo_id, now=NOON)


def test_of_two_tabs_that_take_it_back_at_once_one_does(sessions: Sessions) -> None:
    with sessions.begin() as session:
        mine = a_session(session, "wang")
        undo_id = offer(session, mine)
        session.get(ConsoleUndo, undo_id)  # this tab has looked it up; now the other takes it
        session.connection().execute(delete(ConsoleUndo).where(ConsoleUndo.id == undo_id))

        with pytest.raises(undo.TooLateToUndo):
            undo.take(session, mine, undo_id, now=NOON)
