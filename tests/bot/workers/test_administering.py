"""Administrators look after the accounts at their place and below, and never after their own."""

import pytest
from sqlalchemy import select

from bot.db import Sessions
from bot.workers.accounts import UnknownWorker, grant, place_called, worker_by_login
from bot.workers.administering import (
    NotYourPlace,
    NotYours,
    OwnAccount,
    changed_by,
    may_change,
    place_to_give,
    places_to_give,
    seen_by,
    visible,
)
from bot.workers.models import WorkerRow
from bot.workers.roles import Role
from bot.workers.worker import Worker
from tests.bot.workers.builders import a_tree, a_worker
from tests.conftest import NOON

DISTRICT, STREET, OTHER_STREET = "350102", "350102001", "350102002"


@pytest.fixture
def people(sessions: Sessions) -> Sessions:
    with sessions.begin() as session:
        a_tree(session)
        a_worker(session, "chen", "陈晨", (Role.SYSTEM_ADMIN, DISTRICT))
        a_worker(session, "street", "街道管理员", (Role.SYSTEM_ADMIN, STREET))
        a_worker(session, "near", "近", (Role.COMMUNITY_WORKER, f"{STREET}001"))
        a_worker(session, "both", "两头", (Role.FIRST_REVIEWER, f"{STREET}001"), (Role.FIRST_REVIEWER, OTHER_STREET))
        a_worker(session, "far", "远", (Role.COMMUNITY_WORKER, f"{OTHER_STREET}001"))
        a_worker(session, "nothing", "没有角色")
        a_worker(session, "zheng", "郑平", (Role.AUDITOR, DISTRICT))
    return sessions


def person(sessions: Sessions, login: str) -> Worker:
    with sessions.read() as session:
        return Worker.of(worker_by_login(session, login))


@pytest.mark.parametrize(
    ("login", "seen"),
    [
        ("chen", {"both", "chen", "far", "near", "nothing", "street", "zheng"}),
        ("zheng", {"both", "chen", "far", "near", "nothing", "street", "zheng"}),
        ("street", {"both", "near", "street"}),
        ("near", set()),
    ],
)
def test_everybody_sees_the_accounts_at_their_place(people: Sessions, login: str, seen: set[str]) -> None:
    worker = person(people, login)

    with people.read() as session:
        assert set(session.scalars(select(WorkerRow.login).where(visible(worker)))) == seen


@pytest.mark.parametrize(
    ("admin", "login", "refusal"),
    [
        ("chen", "chen", OwnAccount),
        ("street", "street", OwnAccount),
        ("street", "both", NotYours),
        ("street", "far", UnknownWorker),
        ("street", "nothing", UnknownWorker),
        ("zheng", "near", NotYours),
    ],
)
def test_nobody_changes_their_own_account_or_one_beyond_their_place(
    people: Sessions, admin: str, login: str, refusal: type[Exception]
) -> None:
    worker = person(people, admin)

    with pytest.raises(refusal), people.begin() as session:
        changed_by(session, worker, login)
    with people.read() as session:
        assert not may_change(worker, worker_by_login(session, login))


@pytest.mark.parametrize(("admin", "login"), [("chen", "both"), ("chen", "nothing"), ("street", "near")])
def test_an_administrator_changes_the_accounts_at_their_place(people: Sessions, admin: str, login: str) -> None:
    worker = person(people, admin)

    with people.begin() as session:
        assert changed_by(session, worker, login).login == login
        assert may_change(worker, seen_by(session, worker, login))


def test_roles_are_given_at_the_administrators_place_and_below(people: Sessions) -> None:
    street = person(people, "street")

    with people.read() as session:
        assert place_to_give(session, street, f"{STREET}002").name == "庆城社区"
        for code in (DISTRICT, OTHER_STREET, "nowhere", ""):
            with pytest.raises(NotYourPlace):
                place_to_give(session, street, code)
        names = [name for _code, name in places_to_give(session, street)]
    assert names == ["　鼓东街道", "　　中山社区", "　　庆城社区"]


def test_a_role_given_elsewhere_a_moment_ago_counts(postgres: Sessions) -> None:
    with postgres.begin() as session:
        a_tree(session)
        a_worker(session, "street", "街道管理员", (Role.SYSTEM_ADMIN, STREET))
        a_worker(session, "near", "近", (Role.COMMUNITY_WORKER, f"{STREET}001"))
    street = person(postgres, "street")

    with postgres.begin() as session:
        seen_by(session, street, "near")
        with postgres.begin() as other:
            near, far = worker_by_login(other, "near"), place_called(other, OTHER_STREET)
            grant(other, near, [(Role.FIRST_REVIEWER, far)], by="chen", at=NOON)

        with pytest.raises(NotYours):
            changed_by(session, street, "near")
