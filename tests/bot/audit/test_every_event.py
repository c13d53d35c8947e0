"""Whatever a part writes into the trail, its readers have words for: each action, each subject, each detail."""

from collections.abc import Sequence

import pytest
from sqlalchemy import select

from bot.audit import AuditEvent
from bot.audit.words import AFTER, BEFORE, NAMES, SAID_ELSEWHERE, SUBJECTS
from tests.district import District, a_district


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> District:
    with a_district(tmp_path_factory.mktemp("events")) as built:
        return built


@pytest.fixture(scope="module")
def events(district: District) -> Sequence[AuditEvent]:
    with district.kit.sessions.read() as session:
        return session.scalars(select(AuditEvent)).all()


def test_every_action_and_subject_has_a_word(district: District, events: Sequence[AuditEvent]) -> None:
    assert {event.action for event in events} <= set(district.kit.console.actions)
    assert {event.subject.partition(":")[0] for event in events if not event.subject.startswith("/")} <= set(SUBJECTS)


def test_every_detail_has_a_word(events: Sequence[AuditEvent]) -> None:
    names = {name for event in events for name in event.details} - {BEFORE, AFTER} - set(SAID_ELSEWHERE)
    compared = {name for event in events for side in (BEFORE, AFTER) for name in event.details.get(side, ())}

    assert names | compared <= set(NAMES)


def test_what_changed_is_told_by_fields(events: Sequence[AuditEvent]) -> None:
    sides = [event.details[side] for event in events for side in (BEFORE, AFTER) if side in event.details]

    assert sides
    assert all(isinstance(side, dict) for side in sides)
