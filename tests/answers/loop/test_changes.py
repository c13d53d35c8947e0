import pytest
from sqlalchemy import func, select

from answers.loop import changes
from answers.loop.changes import (
    BadWording,
    Closed,
    IsReturn,
    NoOwner,
    NoReason,
    NoRelease,
    NothingToCheck,
    NotYours,
    NoWording,
    Owner,
    owner_called,
)
from answers.loop.models import ChangeState, KnowledgeFile, MoveKind, StoredWording, WordingChange
from bot.audit import latest
from bot.db import Session
from bot.queue import EmbeddedQueue
from bot.queue.models import QueuedJob
from tests.answers.loop.builders import ALLOWANCE, HOMES, MINIMUM, NAMES
from tests.answers.loop.conftest import DRAFTER, OTHER, Office
from tests.conftest import NOON

ITEM = Owner(ALLOWANCE, NAMES[ALLOWANCE])


def begin(session: Session) -> WordingChange:
    return changes.begin(session, reason="居民这么说", by=DRAFTER, at=NOON)


def stored(session: Session, text: str) -> StoredWording:
    return session.scalars(select(StoredWording).where(StoredWording.text == text)).one()


def test_a_draft_says_why_it_is_there(office: Office) -> None:
    with office.sessions.begin() as session, pytest.raises(NoReason):
        changes.begin(session, reason=" ", by=DRAFTER, at=NOON)


def test_numbers_of_a_person_do_not_become_a_wording(office: Office) -> None:
    with office.sessions.begin() as session:
        line = changes.add(session, begin(session).id, "我13905910000补贴没到", ITEM, by=DRAFTER)

        assert line.text == "我〔手机号〕补贴没到"


@pytest.mark.parametrize("text", ["", " ？！", "长" * 201])
def test_what_nobody_says_is_no_wording(office: Office, text: str) -> None:
    with office.sessions.begin() as session, pytest.raises(BadWording):
        changes.add(session, begin(session).id, text, ITEM, by=DRAFTER)


def test_a_wording_an_item_has_is_not_added_again(office: Office) -> None:
    with office.sessions.begin() as session:
        change = begin(session)
        changes.add(session, change.id, "姥姥的钱", ITEM, by=DRAFTER)

        for text in ("高龄津贴怎么领？", "姥姥的钱"):
            with pytest.raises(BadWording, match="已经有"):
                changes.add(session, change.id, text, ITEM, by=DRAFTER)


def test_only_the_drafter_changes_a_draft(office: Office) -> None:
    with office.sessions.begin() as session:
        change = begin(session)

        with pytest.raises(NotYours):
            changes.add(session, change.id, "姥姥的钱", ITEM, by=OTHER)


def test_a_wording_is_changed_once_in_a_draft_and_only_while_in_force(office: Office) -> None:
    with office.sessions.begin() as session:
        change, wording = begin(session), stored(session, "低保怎么办")
        changes.retire(session, change.id, wording.id, by=DRAFTER)

        with pytest.raises(BadWording, match="已经在改动里"):
            changes.move(session, change.id, wording.id, ITEM, by=DRAFTER)
        with pytest.raises(NoWording):
            changes.retire(session, change.id, 99_999, by=DRAFTER)


def test_a_wording_goes_to_an_item_in_force_or_to_a_topic(office: Office) -> None:
    with office.sessions.begin() as session:
        assert owner_called(session, "yl-010") == (HOMES, NAMES[HOMES])
        assert owner_called(session, "other_place") == ("other_place", "")

        for code in ("XX-999", "greeting"):
            with pytest.raises(NoOwner):
                owner_called(session, code)


def test_an_empty_draft_cannot_be_checked(office: Office) -> None:
    with office.sessions.begin() as session, pytest.raises(NothingToCheck):
        changes.start_check(session, EmbeddedQueue(), begin(session).id, at=NOON)


def test_a_check_can_be_started_again_and_each_is_one_job(office: Office) -> None:
    change_id = office.draft("姥姥的钱")

    with office.sessions.begin() as session:
        for _ in range(2):
            changes.start_check(session, EmbeddedQueue(), change_id, at=NOON)

    with office.sessions.read() as session:
        attempts = [job.payload["attempt"] for job in session.scalars(select(QueuedJob).order_by(QueuedJob.id))]
        assert attempts == [1, 2]


def test_an_edit_voids_what_was_found(office: Office) -> None:
    change_id = office.draft("姥姥的钱")
    office.check(change_id)

    with office.sessions.begin() as session:
        changes.add(session, change_id, "姥爷的钱", ITEM, by=DRAFTER)

    change = office.change(change_id)
    assert (change.state, change.moves, change.knowledge_id, change.base_id) == (ChangeState.DRAFT, [], None, None)
    with office.sessions.read() as session:
        assert session.scalar(select(func.count()).select_from(KnowledgeFile)) == 1, "what it learnt is let go"


def test_a_change_that_was_taken_back_stays_so(office: Office) -> None:
    change_id = office.draft("姥姥的钱")

    with office.sessions.begin() as session:
        changes.take_back(session, change_id, by=DRAFTER, at=NOON)

        with pytest.raises(Closed):
            changes.add(session, change_id, "姥爷的钱", ITEM, by=DRAFTER)


def test_who_could_release_a_change_may_refuse_it_and_nobody_else_may(office: Office) -> None:
    change_id = office.draft("姥姥的钱")

    with office.sessions.begin() as session, pytest.raises(NotYours):
        changes.take_back(session, change_id, by=OTHER, at=NOON)
    with office.sessions.begin() as session:
        changes.take_back(session, change_id, by=OTHER, at=NOON, may_refuse=True)

    assert office.change(change_id).state is ChangeState.TAKEN_BACK


def test_a_line_can_be_taken_out(office: Office) -> None:
    change_id = office.draft("姥姥的钱", "姥爷的钱")

    with office.sessions.begin() as session:
        first = changes.find(session, change_id).lines[0]
        changes.remove_line(session, change_id, first.id, by=DRAFTER)

    assert [line.text for line in office.change(change_id).lines] == ["姥爷的钱"]


def test_the_release_in_force_is_not_brought_back(office: Office) -> None:
    with office.sessions.begin() as session:
        for release_id in (1, 99):
            with pytest.raises(NoRelease):
                changes.draft_return(session, release_id, reason="x", by=DRAFTER, at=NOON)


def test_a_move_is_accepted_with_a_reason_by_the_drafter(office: Office) -> None:
    change_id = office.draft("低保怎么办", owner=HOMES)
    office.check(change_id)

    with office.sessions.begin() as session:
        move = changes.find(session, change_id).open_moves[0]
        with pytest.raises(NotYours):
            changes.accept(session, change_id, move.id, reason="好", by=OTHER, at=NOON)
        with pytest.raises(NoReason):
            changes.accept(session, change_id, move.id, reason="", by=DRAFTER, at=NOON)
        changes.accept(session, change_id, move.id, reason="两边都有人这么说", by=DRAFTER, at=NOON)
        details = latest(session, subject=f"change:{change_id}")[0].details

    assert (details["before"], details["after"]) == ({"item": move.before}, {"item": move.after})
    assert (move.accepted_reason, move.accepted_at) == ("两边都有人这么说", NOON)
    assert move.id not in {left.id for left in office.change(change_id).open_moves}


def test_moving_a_wording_keeps_its_element(office: Office) -> None:
    with office.sessions.begin() as session:
        change, wording = begin(session), stored(session, "低保一个月多少钱")

        line = changes.move(session, change.id, wording.id, ITEM, by=DRAFTER)

        assert (line.text, line.owner, line.element) == ("低保一个月多少钱", ALLOWANCE, "standard")
        assert stored(session, "低保一个月多少钱").owner == MINIMUM, "nothing moves before the release"


def test_a_new_wording_is_said_in_other_words_by_its_drafter(office: Office) -> None:
    change_id = office.draft("张三丰的姥姥有钱领吗")
    office.check(change_id)
    line_id = office.change(change_id).lines[0].id

    with office.sessions.begin() as session:
        changes.rewrite(session, change_id, line_id, "我的姥姥有钱领吗", by=DRAFTER)

    change = office.change(change_id)
    assert ([line.text for line in change.lines], change.state) == (["我的姥姥有钱领吗"], ChangeState.DRAFT)
    for by, text, error in ((OTHER, "别的话", NotYours), (DRAFTER, "高龄津贴怎么领", BadWording)):
        with office.sessions.begin() as session, pytest.raises(error):
            changes.rewrite(session, change_id, line_id, text, by=by)


def test_nothing_else_goes_into_what_brings_a_release_back(office: Office) -> None:
    office.released("姥姥的钱")
    with office.sessions.begin() as session:
        change_id = changes.draft_return(session, 1, reason="答错了", by=DRAFTER, at=NOON).id

        with pytest.raises(IsReturn):
            changes.add(session, change_id, "姥爷的钱", ITEM, by=DRAFTER)


def test_what_was_accepted_stays_so_when_it_is_found_again(office: Office) -> None:
    change_id = office.draft("低保怎么办", owner=HOMES)
    office.check(change_id)
    office.accept_all(change_id)

    office.check(change_id)

    moves = [move for move in office.change(change_id).moves if move.kind is MoveKind.UNINTENDED]
    assert {move.accepted_reason for move in moves} == {"看过了"}
