"""The trail is found by who, by what its details hold; and taken away as CSV in which nothing is a formula."""

import csv
import io

import pytest
from sqlalchemy import select

from bot.audit import AuditEvent, record
from bot.audit.reading import HEADINGS, Details, Who, csv_lines
from bot.db import Sessions
from tests.bot.workers.builders import a_worker
from tests.conftest import NOON


@pytest.fixture
def trail(sessions: Sessions) -> Sessions:
    with sessions.begin() as session:
        a_worker(session, "wang", "王芳")
        for actor, details in (("wang", {"reason": "写错了 100%"}), ("lin", {"reason": "=1+1"})):
            record(session, actor=actor, action="test", subject="test:1", details=details, at=NOON)
    return sessions


@pytest.mark.parametrize(("text", "actors"), [("王芳", ["wang"]), ("WANG", ["wang"]), ("lin", ["lin"]), ("%", [])])
def test_events_are_found_by_name_and_by_login(trail: Sessions, text: str, actors: list[str]) -> None:
    condition = Who("who", "谁").condition([text])
    assert condition is not None

    with trail.read() as session:
        found = session.scalars(select(AuditEvent.actor).where(condition, AuditEvent.action == "test")).all()
    assert found == actors


@pytest.mark.parametrize(("text", "found"), [("写错了", 1), ("100%", 1), ("没有这句", 0), ('"', 0), ("\\u5199", 0)])
def test_events_are_found_by_what_their_details_hold(trail: Sessions, text: str, found: int) -> None:
    condition = Details("holds", "详情").condition([text])
    assert condition is not None

    with trail.read() as session:
        assert len(session.scalars(select(AuditEvent).where(condition, AuditEvent.action == "test")).all()) == found


def test_nothing_asked_narrows_nothing() -> None:
    assert Who("who", "谁").condition([" "]) is None
    assert Details("holds", "详情").condition([""]) is None


def test_the_file_tells_when_who_and_what_in_words(trail: Sessions) -> None:
    with trail.read() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "test").order_by(AuditEvent.id)).all()

    text = "".join(csv_lines(events, people={"wang": "王芳"}, actions={"test": "试了试"}))

    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert tuple(rows[0]) == HEADINGS
    assert rows[1][1:8] == ["2026-11-23 12:00:00", "wang", "王芳", "test", "试了试", "test 1", "原因：写错了 100%"]


@pytest.mark.parametrize("name", ["=1+1", "＝1+1", "@sum", "\t=1"])
def test_no_cell_is_a_formula_however_wide_its_sign_is(trail: Sessions, name: str) -> None:
    with trail.read() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "test")).all()

    lines = "".join(csv_lines(events, people={"wang": name}, actions={}))

    written = next(row[3] for row in csv.reader(io.StringIO(lines)) if row[2] == "wang")
    assert written == f"'{name}"
