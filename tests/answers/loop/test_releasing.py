import threading

import pytest
from sqlalchemy import func, select

from answers.loop import changes, releases, releasing
from answers.loop.changes import Closed
from answers.loop.models import ChangeState, KnowledgeFile, Release, ReleaseKind
from answers.loop.releases import BaseMoved
from answers.loop.releasing import CatalogMoved, MovesOpen, NotChecked, OwnChange, ProgramMoved
from answers.sources import live_engine
from bot.audit import Verified, latest, verify
from bot.db import Session
from bot.errors import BotError
from community_catalog.models import Item
from tests.answers.loop.builders import ALLOWANCE, HOMES, a_program, wordings
from tests.answers.loop.conftest import DRAFTER, OTHER, Office
from tests.conftest import NOON

ODD = "铁皮石斛能不能换轮椅"


def texts(session: Session) -> set[str]:
    return {row.text for row in releases.in_force(session)}


def test_what_a_second_person_releases_answers(office: Office) -> None:
    live = live_engine(office.sessions)

    release = office.released(ODD)

    assert (release.id, release.kind, release.drafted_by, release.released_by) == (
        2,
        ReleaseKind.CHANGE,
        DRAFTER,
        OTHER,
    )
    assert live.refresh()
    best = live.current().decide(ODD).best
    assert best is not None
    assert best.code == ALLOWANCE


def test_nobody_releases_what_they_drafted(office: Office) -> None:
    change_id = office.draft(ODD)
    office.check(change_id)

    with pytest.raises(OwnChange):
        office.release(change_id, by=DRAFTER)


def test_nothing_is_released_unchecked(office: Office) -> None:
    with pytest.raises(NotChecked):
        office.release(office.draft(ODD))


def test_a_move_nobody_accepted_keeps_a_change_back(office: Office) -> None:
    change_id = office.draft("低保怎么办", owner=HOMES)
    office.check(change_id)
    with pytest.raises(MovesOpen):
        office.release(change_id)

    office.accept_all(change_id)

    assert office.release(change_id).id == 2


def test_what_was_checked_against_an_older_release_is_checked_again(office: Office) -> None:
    change_id = office.draft(ODD)
    office.check(change_id)
    office.released("姥姥的钱")

    with pytest.raises(BaseMoved):
        office.release(change_id)

    office.check(change_id)
    assert office.release(change_id).follows == 2


def test_what_another_program_learnt_is_checked_again(office: Office) -> None:
    change_id = office.draft(ODD)
    office.check(change_id)
    office.source = "two"

    with pytest.raises(ProgramMoved):
        office.release(change_id)


def test_nothing_is_released_twice(office: Office) -> None:
    change_id = office.draft(ODD)
    office.check(change_id)
    office.release(change_id)

    with pytest.raises(Closed):
        office.release(change_id)


def test_of_two_who_release_at_once_one_is_told(office: Office) -> None:
    drafts = [office.draft(ODD), office.draft("姥姥的钱")]
    for change_id in drafts:
        office.check(change_id)
    outcomes: list[object] = []

    def press(change_id: int) -> None:
        try:
            outcomes.append(office.release(change_id).id)
        except BotError as error:
            outcomes.append(type(error))

    together = [threading.Thread(target=press, args=(change_id,)) for change_id in drafts]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()

    assert sorted(map(str, outcomes)) == sorted(["2", str(BaseMoved)])


def test_a_release_that_fails_halfway_has_not_happened(office: Office) -> None:
    class Killed(BaseException):
        """What kill -9 leaves: the transaction is never committed."""

    class DyingQueue:
        def enqueue(self, *_: object, **__: object) -> None:
            raise Killed

    change_id = office.draft(ODD)
    office.check(change_id)
    with pytest.raises(Killed), office.sessions.begin() as session:
        releasing.release(session, DyingQueue(), change_id, by=OTHER, at=NOON, source="one")
        raise Killed

    with office.sessions.read() as session:
        assert session.scalar(select(func.max(Release.id))) == 1
        assert ODD not in texts(session)
    assert office.release(change_id).follows == 1


def test_an_earlier_release_is_brought_back_by_two_people_with_its_very_bytes(office: Office) -> None:
    first = releases_of(office)[0]
    office.released(ODD)
    with office.sessions.begin() as session:
        change_id = changes.draft_return(session, 1, reason="答错了", by=DRAFTER, at=NOON).id

    office.check(change_id)
    with pytest.raises(OwnChange):
        office.release(change_id, by=DRAFTER)
    made = office.release(change_id)

    assert made.kind is ReleaseKind.RETURN
    with office.sessions.read() as session:
        assert content_of(session, made) == content_of(session, first)
        assert [row.plain() for row in releases.in_force(session)] == wordings()


def test_what_was_brought_back_can_be_undone_as_well(office: Office) -> None:
    office.released(ODD)
    for release_id in (1, 2, 1, 2):
        with office.sessions.begin() as session:
            change_id = changes.draft_return(session, release_id, reason="试", by=DRAFTER, at=NOON).id
        office.check(change_id)
        office.release(change_id)

    with office.sessions.read() as session:
        assert [row.text for row in releases.in_force(session)].count(ODD) == 1
        assert len(releases.in_force(session)) == 25


def test_an_older_programs_release_is_learnt_anew(office: Office) -> None:
    with office.sessions.begin() as session:
        releases.renew(session, a_program(source="two"), now=NOON)
        change_id = changes.draft_return(session, 1, reason="试", by=DRAFTER, at=NOON).id
    office.source = "two"

    office.check(change_id)

    assert office.release(change_id).source == "two"


def test_a_retired_wording_keeps_its_history(office: Office) -> None:
    with office.sessions.begin() as session:
        change = changes.begin(session, reason="没人这么说", by=DRAFTER, at=NOON)
        wording = next(row for row in releases.in_force(session) if row.text == "讲个笑话听听")
        changes.retire(session, change.id, wording.id, by=DRAFTER)
    office.check(change.id)
    office.accept_all(change.id)
    release = office.release(change.id)

    with office.sessions.read() as session:
        row = session.get_one(type(wording), wording.id)
        assert (row.until_id, row.added_by, row.added_on) == (release.id, "甲", wording.added_on)


def test_bytes_of_very_old_releases_are_let_go_and_residents_keep_their_answers(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases, "KEPT", 2)
    for text in ("姥姥的钱", "姥爷的钱"):
        office.released(text)

    with office.sessions.read() as session:
        assert [release.knowledge_id is None for release in releases_of(office)] == [True, False, False]
        assert session.scalar(select(func.count()).select_from(KnowledgeFile)) == 2
    assert live_engine(office.sessions).current().decide("姥姥的钱").best is not None


def test_releases_are_in_the_trail_without_anybodys_words(office: Office) -> None:
    office.released(ODD)

    with office.sessions.read() as session:
        event = latest(session)[0]
        assert isinstance(verify(session), Verified)
    assert (event.actor, event.action, event.subject) == (OTHER, "wordings.release", "release:2")
    assert event.details["drafted_by"] == DRAFTER
    assert event.details["add"] == 1
    assert ODD not in str(event.details)


def test_a_released_change_is_closed(office: Office) -> None:
    office.released(ODD)

    change = office.change(1)

    assert (change.state, change.release_id) == (ChangeState.RELEASED, 2)


def releases_of(office: Office) -> list[Release]:
    with office.sessions.read() as session:
        return list(session.scalars(select(Release).order_by(Release.id)))


def content_of(session: Session, release: Release) -> bytes:
    return session.get_one(KnowledgeFile, release.knowledge_id).content


@pytest.mark.parametrize(
    "change", [{"withdrawn_at": NOON}, {"level2": "高龄津贴申请指南"}], ids=["withdrawn", "renamed"]
)
def test_an_item_withdrawn_or_renamed_after_the_check_is_given_nothing(
    office: Office, change: dict[str, object]
) -> None:
    change_id = office.draft(ODD)
    office.check(change_id)
    with office.sessions.begin() as session:
        item = session.scalars(select(Item).where(Item.code == ALLOWANCE)).one()
        for name, value in change.items():
            setattr(item, name, value)

    with pytest.raises(CatalogMoved, match=ALLOWANCE):
        office.release(change_id)
