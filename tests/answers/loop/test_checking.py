from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from answers.asked_models import AskedQuestion
from answers.loop import changes, checking
from answers.loop.changes import Owner
from answers.loop.checking import Answer, Wanted, judged
from answers.loop.models import ChangeState, KnowledgeFile, MoveKind, StoredWording
from bot import followers
from bot.db import Session
from bot.progress import progress_of
from bot.queue import EmbeddedQueue
from tests.answers.loop.builders import ALLOWANCE, HOMES, MINIMUM, NAMES, learn_bytes
from tests.answers.loop.conftest import DRAFTER, Office, a_kit, moved
from tests.conftest import NOON

ANSWERS = [Answer(code, alone) for code, alone in product((ALLOWANCE, MINIMUM), (True, False))] + [Answer(None, False)]
answers = st.sampled_from(ANSWERS)
ODD = "铁皮石斛能不能换轮椅"


def ask(session: Session, text: str, openid: str = "o1") -> AskedQuestion:
    follower = followers.meet(session.connection(), openid, now=NOON)
    asked = AskedQuestion(follower_id=follower.id, asked_at=NOON, text=text, kind="none", reason="weak")
    session.add(asked)
    session.flush()
    return asked


@given(answers, answers)
def test_a_move_nobody_meant_blocks_and_nothing_else_does(before: Answer, after: Answer) -> None:
    kind = judged(before, after, None)

    assert (kind is MoveKind.UNINTENDED) == (before.code != after.code)
    assert (kind is None) == (before == after)


@given(answers, answers)
def test_what_was_meant_to_go_somewhere_must_arrive_there(before: Answer, after: Answer) -> None:
    kind = judged(before, after, Wanted(frozenset({MINIMUM})))

    assert (kind is MoveKind.UNINTENDED) == (after.code != MINIMUM)


@given(answers, answers)
def test_when_everything_is_meant_nothing_blocks(before: Answer, after: Answer) -> None:
    assert judged(before, after, None, whatever=True) is not MoveKind.UNINTENDED


def test_a_wording_that_finds_its_own_item_is_no_harm() -> None:
    kind = judged(Answer(HOMES, alone=True), Answer(MINIMUM, alone=True), None, own=frozenset({MINIMUM}))

    assert kind is MoveKind.MINOR


def test_a_new_wording_is_answered_by_its_item_and_that_is_all_that_moves(office: Office) -> None:
    with office.sessions.begin() as session:
        ask(session, ODD)
    change_id = office.draft(ODD)

    office.check(change_id)

    change = office.change(change_id)
    assert change.state is ChangeState.CHECKED
    assert moved(change) == [(ODD, None, ALLOWANCE)] * 2, "the line, and the resident's question like it"
    assert change.open_moves == []
    assert change.figures["wordings"] == 25
    assert change.figures["asked"] == 1


def test_a_wording_two_items_claim_goes_nowhere_and_blocks(office: Office) -> None:
    change_id = office.draft("低保怎么办", owner=HOMES)

    office.check(change_id)

    assert [move.text for move in office.change(change_id).open_moves][:1] == ["低保怎么办"]


def test_a_change_that_pulls_a_residents_question_with_it_blocks(office: Office) -> None:
    with office.sessions.begin() as session:
        ask(session, "低保找谁办理")
        change = changes.begin(session, reason="试", by=DRAFTER, at=NOON)
        for wording in session.scalars(select(StoredWording).where(StoredWording.owner == MINIMUM)):
            changes.move(session, change.id, wording.id, Owner(HOMES, NAMES[HOMES]), by=DRAFTER)

    office.check(change.id)

    pulled = office.change(change.id).open_moves
    assert [(move.text, move.before) for move in pulled] == [("低保找谁办理", MINIMUM)]


def test_what_was_retired_may_go_anywhere(office: Office) -> None:
    with office.sessions.begin() as session:
        change = changes.begin(session, reason="试", by=DRAFTER, at=NOON)
        wording = session.scalars(select(StoredWording).where(StoredWording.text == "讲个笑话听听")).one()
        changes.retire(session, change.id, wording.id, by=DRAFTER)

    office.check(change.id)

    assert "讲个笑话听听" not in {move.text for move in office.change(change.id).open_moves}


def test_what_an_older_check_finds_is_dropped(office: Office) -> None:
    change_id = office.draft(ODD)
    with office.sessions.begin() as session:
        for _ in range(2):
            changes.start_check(session, EmbeddedQueue(), change_id, at=NOON)

    office.do_check(change_id, 1)

    assert office.change(change_id).state is ChangeState.CHECKING
    office.do_check(change_id, 2)
    assert office.change(change_id).state is ChangeState.CHECKED


def test_a_job_done_twice_finds_once(office: Office) -> None:
    change_id = office.draft(ODD)
    office.check(change_id)
    before = moved(office.change(change_id))

    office.do_check(change_id, 1)

    assert moved(office.change(change_id)) == before


def test_a_check_that_dies_has_changed_nothing_and_can_be_started_again(office: Office) -> None:
    class Killed(BaseException):
        """What kill -9 leaves: nothing after it runs."""

    change_id = office.draft(ODD)
    with office.sessions.begin() as session:
        changes.start_check(session, EmbeddedQueue(), change_id, at=NOON)

    def killed(*_: object) -> bytes:
        raise Killed

    with pytest.raises(Killed):
        checking.check_job(a_kit(office.sessions), killed, lambda: "one")({"change_id": change_id, "attempt": 1})

    assert office.change(change_id).state is ChangeState.CHECKING
    with office.sessions.read() as session:
        assert len(session.scalars(select(KnowledgeFile)).all()) == 1
    office.check(change_id)
    assert office.change(change_id).state is ChangeState.CHECKED


def test_a_line_about_a_wording_retired_meanwhile_sends_the_draft_back(office: Office) -> None:
    drafts = []
    for _ in range(2):
        with office.sessions.begin() as session:
            change = changes.begin(session, reason="试", by=DRAFTER, at=NOON)
            wording = session.scalars(select(StoredWording).where(StoredWording.text == "讲个笑话听听")).one()
            changes.retire(session, change.id, wording.id, by=DRAFTER)
            drafts.append(change.id)
    office.check(drafts[0])
    office.accept_all(drafts[0])
    office.release(drafts[0])

    office.check(drafts[1])

    change = office.change(drafts[1])
    assert change.state is ChangeState.DRAFT
    assert change.problem is not None
    assert "讲个笑话听听" in change.problem


def test_a_resident_who_left_takes_the_move_along(office: Office) -> None:
    with office.sessions.begin() as session:
        ask(session, ODD)
    change_id = office.draft(ODD)
    office.check(change_id)

    with office.sessions.begin() as session:
        followers.forget(session.connection(), "o1")

    assert len(office.change(change_id).moves) == 1


def test_who_waits_for_a_check_is_told_how_far_it_is_and_when_it_is_over(office: Office) -> None:
    change_id = office.draft(ODD)
    key = changes.progress_key(change_id)

    office.check(change_id)

    with office.sessions.read() as session:
        told = progress_of(session, key)
        assert told
        assert told.ended


def test_a_check_made_anew_does_not_look_finished(office: Office) -> None:
    change_id = office.draft(ODD)
    office.check(change_id)

    with office.sessions.begin() as session:
        changes.start_check(session, EmbeddedQueue(), change_id, at=NOON)

        row = progress_of(session, changes.progress_key(change_id))
        assert row
        assert (row.done, row.ended) == (0, False)


def test_every_wording_and_question_is_counted_while_they_are_asked_again(office: Office) -> None:
    told: list[tuple[str, int, int]] = []
    change_id = office.draft(ODD)
    with office.sessions.read() as session:
        situation = checking.look(session, changes.find(session, change_id), source="one")

    checking.judge(situation, learn_bytes, lambda *step: told.append(step))

    steps = [step for step in told if step[2]]
    assert [done for _words, done, _total in steps] == list(range(len(situation.wordings)))
    assert {total for _words, _done, total in steps} == {len(situation.wordings)}
