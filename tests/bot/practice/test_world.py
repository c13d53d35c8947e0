"""The practice community: set up once, put back as often as wanted, apart from everything real."""

import pytest
from sqlalchemy import func, select

from bot import audit
from bot.app import Kit
from bot.db import Session, Sessions
from bot.followers import FollowerRow
from bot.invented import is_invented
from bot.place_list import COLUMNS
from bot.places import communities, place_by_code, place_of_scene, plan_for, scene_of
from bot.practice import world
from bot.tables import Row, Table
from bot.workers.accounts import BadWorker, grant, place_called, worker_by_login
from bot.workers.models import WorkerRow
from bot.workers.roles import Role
from bot.workers.worker import Worker
from casework.models import Enquiry, EnquiryState
from tests.bot.practice.conftest import HASHES
from tests.bot.workers.builders import a_tree, a_worker
from tests.conftest import NOON


def count(session: Session, model: type[object]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def practice(sessions: Sessions) -> Sessions:
    with sessions.begin() as session:
        a_tree(session)
        world.set_up(session, HASHES, [], by="system", now=NOON)
    return sessions


def test_setting_up_twice_changes_nothing(practice: Sessions) -> None:
    with practice.begin() as session:
        again = world.set_up(session, HASHES, [], by="system", now=NOON)

        assert not again
        assert count(session, FollowerRow) == world.RESIDENTS


def test_nothing_is_set_up_over_a_real_workers_login(sessions: Sessions) -> None:
    with sessions.begin() as session:
        a_tree(session)
        a_worker(session, "lianxi3", "连细三")

    with sessions.begin() as session, pytest.raises(world.LoginTaken):
        world.set_up(session, HASHES, [], by="system", now=NOON)


def test_residents_are_all_invented_and_live_nowhere_real(practice: Sessions) -> None:
    with practice.read() as session:
        residents = session.scalars(select(FollowerRow)).all()

        assert all(is_invented(resident.openid) for resident in residents)
        assert {resident.place_id for resident in residents} == {world.practice_place(session).id}  # type: ignore[union-attr]


def test_parts_are_handed_the_residents_to_make_examples_of(sessions: Sessions) -> None:
    handed: list[int] = []
    with sessions.begin() as session:
        world.set_up(session, HASHES, [lambda _session, ids, _now: handed.extend(ids)], by="system", now=NOON)

        assert handed == list(session.scalars(select(FollowerRow.id).order_by(FollowerRow.id)))


def test_resetting_brings_back_what_was_there_and_leaves_a_mark_in_the_audit_trail(kit: Kit) -> None:
    with kit.sessions.begin() as session:
        before = sorted(session.scalars(select(Enquiry.text)))
        for enquiry in session.scalars(select(Enquiry)):
            enquiry.state, enquiry.text = EnquiryState.CLOSED, "改过"

    with kit.sessions.begin() as session:
        gone = world.reset(session, kit.practice.examples, by="lianxi1", now=NOON)

    with kit.sessions.read() as session:
        last = session.scalars(select(audit.AuditEvent).order_by(audit.AuditEvent.id.desc()).limit(1)).one()
        assert sorted(session.scalars(select(Enquiry.text))) == before
        assert set(session.scalars(select(Enquiry.state))) == {EnquiryState.WAITING}
        assert (gone, last.action, last.actor) == (world.RESIDENTS, "practice.reset", "lianxi1")


def test_resetting_leaves_real_residents_alone(practice: Sessions) -> None:
    with practice.begin() as session:
        session.add(FollowerRow(openid="oReal", first_seen_at=NOON))

    with practice.begin() as session:
        world.reset(session, [], by="system", now=NOON)

        assert session.scalar(select(FollowerRow.id).where(FollowerRow.openid == "oReal"))


def test_what_was_never_set_up_cannot_be_reset(sessions: Sessions) -> None:
    with sessions.begin() as session, pytest.raises(world.NoPractice):
        world.reset(session, [], by="system", now=NOON)


def test_practice_is_no_community_of_the_district_and_no_code_leads_there(practice: Sessions) -> None:
    with practice.read() as session:
        place = world.practice_place(session)

        assert place
        assert place not in communities(session)
        assert place_of_scene(session, scene_of(place)) is None


def test_a_complete_list_of_communities_does_not_close_the_practice_community(practice: Sessions) -> None:
    with practice.read() as session:
        table = Table("名单.csv", "0" * 64, (Row(2, {"name": "中山社区", "parent": "鼓东街道"}),), {})
        plan, existing = plan_for(session, table, complete=True)

        assert not [row for row in existing if row.code.startswith(world.STREET)]
        assert not [row for _before, row in plan.changed if row.code.startswith(world.STREET)]
        assert COLUMNS


def test_who_practises_is_told_by_their_place(practice: Sessions) -> None:
    with practice.begin() as session:
        real = a_worker(session, "lin", "林强", (Role.COMMUNITY_WORKER, "350102001001"))

        assert world.practises(session, Worker.of(worker_by_login(session, "lianxi1")))
        assert not world.practises(session, Worker.of(real))


@pytest.mark.parametrize(("login", "place"), [("lianxi1", "350102001001"), ("lin", world.COMMUNITY)])
def test_nobody_both_practises_and_works(practice: Sessions, login: str, place: str) -> None:
    with practice.begin() as session:
        a_worker(session, "lin", "林强", (Role.COMMUNITY_WORKER, "350102001001"))
        row = worker_by_login(session, login)

        with pytest.raises(BadWorker):
            grant(session, row, [(Role.FIRST_REVIEWER, place_called(session, place))], by="system", at=NOON)


def test_nobody_who_practises_looks_after_accounts_or_audits(practice: Sessions) -> None:
    with practice.read() as session:
        given = {role.role for row in session.scalars(select(WorkerRow)) for role in row.roles}

    assert given == set(Role) - {Role.SYSTEM_ADMIN, Role.AUDITOR}


def test_the_practice_street_stands_under_no_district(practice: Sessions) -> None:
    with practice.read() as session:
        street = place_by_code(session, world.STREET)

        assert street
        assert street.parent is None
        assert not any(role.place_id == street.id for row in session.scalars(select(WorkerRow)) for role in row.roles)
