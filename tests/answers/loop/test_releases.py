import pytest
from sqlalchemy import select

from answers.loop import releases
from answers.loop.models import KnowledgeFile, Release, ReleaseKind, StoredWording
from answers.loop.releases import BaseMoved, Publication
from answers.sources import live_engine, version
from bot.audit import latest
from bot.db import Session, Sessions
from community_catalog.models import Item
from tests.answers.loop.builders import (
    ALLOWANCE,
    HOMES,
    a_first_release,
    a_program,
    a_wording,
    wordings,
)
from tests.conftest import NOON


def texts(session: Session) -> list[str]:
    return [row.text for row in releases.in_force(session)]


def publish(session: Session, follows: int, kind: ReleaseKind = ReleaseKind.CHANGE) -> Release:
    knowledge = session.scalars(select(KnowledgeFile)).first()
    assert knowledge
    return releases.publish(session, Publication(kind, "lin", "wang", "试"), knowledge, follows=follows, at=NOON)


def test_the_first_setup_releases_what_the_program_brings(sessions: Sessions) -> None:
    with sessions.begin() as session:
        a_first_release(session)

    with sessions.read() as session:
        first = releases.newest(session)
        assert first is not None
        assert (first.id, first.follows, first.kind, first.released_by) == (1, 0, ReleaseKind.PROGRAM, "system")
        assert [row.plain() for row in releases.in_force(session)] == wordings()
        assert latest(session)[0].subject == "release:1"


def test_the_same_program_releases_nothing_again(sessions: Sessions) -> None:
    with sessions.begin() as session:
        a_first_release(session)

        assert releases.renew(session, a_program(), now=NOON) == []


def test_another_program_keeps_what_workers_added_and_retired(sessions: Sessions) -> None:
    with sessions.begin() as session:
        a_first_release(session)
        change = publish(session, follows=1)
        retired = session.scalars(select(StoredWording).where(StoredWording.text == "低保怎么办")).one()
        releases.retire(session, [retired.id], change)
        releases.add(session, [a_wording("老人补贴找谁")], change, bundled=False)

        newer = [*wordings()[1:], a_wording("敬老院在哪", HOMES)]
        releases.renew(session, a_program(newer, "two"), now=NOON)

        assert "老人补贴找谁" in texts(session)
        assert "敬老院在哪" in texts(session)
        assert "高龄津贴怎么领" not in texts(session), "the program no longer brings it"
        assert "低保怎么办" not in texts(session), "a worker has retired it"


def test_what_a_program_took_away_the_next_can_bring_again(sessions: Sessions) -> None:
    with sessions.begin() as session:
        a_first_release(session)
        releases.renew(session, a_program(wordings()[1:], "two"), now=NOON)

        releases.renew(session, a_program(source="three"), now=NOON)

        assert "高龄津贴怎么领" in texts(session)


def test_an_earlier_release_can_be_read_as_it_was(sessions: Sessions) -> None:
    with sessions.begin() as session:
        a_first_release(session)
        releases.renew(session, a_program([*wordings()[1:], a_wording("新的")], "two"), now=NOON)

        then = [row.plain() for row in session.scalars(releases.in_force_at(1))]

        assert then == wordings()


def test_nothing_can_follow_a_release_that_is_no_longer_the_newest(sessions: Sessions) -> None:
    with sessions.begin() as session:
        a_first_release(session)
        publish(session, follows=1)

        with pytest.raises(BaseMoved):
            publish(session, follows=1)


def test_the_live_engine_answers_from_the_newest_release(sessions: Sessions) -> None:
    with sessions.begin() as session:
        a_first_release(session)
    live = live_engine(sessions)
    asked = "姥姥年纪大了国家给钱吗"
    assert asked not in live.current().documents[ALLOWANCE].wordings

    with sessions.begin() as session:
        releases.renew(session, a_program([*wordings(), a_wording(asked)], "two"), now=NOON)

    assert live.refresh()
    best = live.current().decide(asked).best
    assert best is not None
    assert best.code == ALLOWANCE


def test_a_catalog_without_an_item_leaves_its_wordings_unused_and_in_force(sessions: Sessions) -> None:
    with sessions.begin() as session:
        a_first_release(session)
        item = session.scalars(select(Item).where(Item.code == HOMES)).one()
        item.withdrawn_at = NOON

    live = live_engine(sessions)

    assert HOMES not in {candidate.code for candidate in live.current().decide("附近有哪些养老院").candidates}
    with sessions.read() as session:
        assert "附近有哪些养老院" in texts(session)


def test_the_bytes_are_read_again_only_when_there_is_another_release(sessions: Sessions) -> None:
    with sessions.begin() as session:
        a_first_release(session)
    live = live_engine(sessions)
    knowledge = live.current().knowledge

    with sessions.begin() as session:
        item = session.scalars(select(Item).where(Item.code == HOMES)).one()
        item.content = "名称、地址"
    live._version = "another"

    assert live.refresh()
    assert live.current().knowledge is knowledge


def test_the_process_shares_one_engine(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        a_first_release(session)

    first = live_engine(sqlite)

    assert live_engine(sqlite) is first


def test_the_version_names_catalog_guides_and_release(sessions: Sessions) -> None:
    assert version(sessions) == "0.0.0"

    with sessions.begin() as session:
        a_first_release(session)

    assert version(sessions) == "1.0.1"
