"""The chain is verified as a job, once at a time; each check looks for the head of the one before."""

import pytest
from sqlalchemy import text

from bot import audit
from bot.app import Kit
from bot.audit import AuditEvent, Broken, Verified, latest
from bot.audit.checks import JOB, AuditCheck, CheckRunning, _note, ask, is_running, newest, noted_head
from bot.db import Sessions
from bot.progress import SILENT
from bot.queue import EmbeddedQueue
from bot.queue.worker import Worker
from tests.conftest import NOON


def check(kit: Kit) -> AuditCheck:
    """Ask for a check, and do it."""
    with kit.sessions.begin() as session:
        ask(session, kit.queue, by="zheng", at=NOON)
    Worker(kit.sessions, kit.jobs, kit.clock).do_due()
    with kit.sessions.read() as session:
        found = newest(session)
    assert found
    return found


def test_a_chain_that_holds_tells_its_length_and_head_and_leaves_an_event(kit: Kit) -> None:
    done = check(kit)

    assert done.ended_at is not None
    assert (done.broken_id, len(done.head)) == (None, 64)
    with kit.sessions.read() as session:
        event = latest(session, limit=1)[0]
        assert (event.actor, event.action, event.previous_hash) == ("zheng", JOB, done.head)
        assert event.id == done.count + 1


def test_a_trail_cut_off_since_the_last_check_is_found(kit: Kit) -> None:
    check(kit)
    with kit.sessions.begin() as session:
        session.execute(text("DROP TRIGGER audit_events_no_delete"))
        session.execute(text("DELETE FROM audit_events WHERE id > 2"))

    broken = check(kit)

    assert (broken.broken_id, broken.reason) == (3, "链尾缺失，找不到所给的链尾哈希")


def test_two_checks_at_once_are_one(sessions: Sessions) -> None:
    with sessions.begin() as session:
        ask(session, EmbeddedQueue(), by="zheng", at=NOON)
        with pytest.raises(CheckRunning):
            ask(session, EmbeddedQueue(), by="wang", at=NOON)


def test_a_check_whose_job_has_died_keeps_nobody_from_another(sessions: Sessions) -> None:
    later = NOON + SILENT * 1.1
    with sessions.begin() as session:
        ask(session, EmbeddedQueue(), by="zheng", at=NOON)
        assert not is_running(session, now=later)

        ask(session, EmbeddedQueue(), by="wang", at=later)

        assert is_running(session, now=later)


def test_a_check_done_twice_tells_once(sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.add(AuditCheck(id=1, asked_by="zheng", asked_at=NOON))
        session.flush()
        for outcome in (Verified(5, "a" * 64), Broken(1, "内容与哈希不符")):
            _note(session, 1, outcome, at=NOON)

        assert noted_head(session) == "a" * 64
        assert session.query(AuditEvent).count() == 1


def test_the_first_check_knows_no_head(sessions: Sessions) -> None:
    with sessions.begin() as session:
        assert newest(session) is None
        assert noted_head(session) is None
        assert isinstance(audit.verify(session), Verified)
