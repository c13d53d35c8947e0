"""Workers are added with care, hold roles at places and below, and are disabled instead of deleted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.audit import latest
from bot.db import Sessions
from bot.errors import BotError
from bot.place_list import PlaceKind
from bot.places import Place
from bot.workers.accounts import (
    BadWorker,
    UnknownPlace,
    UnknownWorker,
    add_worker,
    disable,
    enable,
    grant,
    login_of,
    place_called,
    withdraw,
    worker_by_login,
)
from bot.workers.models import WorkerRow
from bot.workers.passwords import WeakPassword
from bot.workers.roles import Role, UnknownRole, role_named
from bot.workers.worker import Worker
from tests.bot.workers.builders import PASSWORD, QUICK, a_tree, a_worker
from tests.conftest import NOON

codes = st.sampled_from(["350102", "350102001", "350102001001", "350102001002", "350102002", "350102002001"])


@pytest.fixture
def tree(sessions: Sessions) -> Sessions:
    with sessions.begin() as session:
        a_tree(session)
    return sessions


def places() -> dict[str, Place]:
    """The tree of `codes`, with its codes as numbers, in no database."""
    district = Place(id=350102, code="350102", kind=PlaceKind.DISTRICT, name="鼓楼区")
    found = {district.code: district}
    for code, above in (("350102001", "350102"), ("350102002", "350102")):
        found[code] = Place(id=int(code), code=code, kind=PlaceKind.STREET, name=code, parent=found[above])
    for code in ("350102001001", "350102001002", "350102002001"):
        found[code] = Place(id=int(code), code=code, kind=PlaceKind.COMMUNITY, name=code, parent=found[code[:9]])
    return found


@given(given_at=codes, asked_at=codes, held=st.sampled_from(Role), asked=st.sampled_from(Role))
def test_a_role_covers_its_place_and_all_below_and_nothing_else(
    given_at: str, asked_at: str, held: Role, asked: Role
) -> None:
    worker = Worker(1, "wang", "王芳", frozenset({(held, int(given_at))}))

    assert worker.may(asked, places()[asked_at]) == (held is asked and asked_at.startswith(given_at))
    assert worker.has(asked) == (held is asked)
    assert worker.place_ids(asked) == (frozenset({int(given_at)}) if held is asked else frozenset())


@pytest.mark.parametrize(("typed", "stored"), [("Wang", "wang"), (" li.na ", "li.na"), ("a@b.cn", "a@b.cn")])
def test_a_login_is_stored_in_one_form(typed: str, stored: str) -> None:
    assert login_of(typed) == stored


@pytest.mark.parametrize("typed", ["", "a", "王芳", "-wang", "wang fang", "x" * 33, "wang\n;", "ｗａｎｇ"])
def test_a_login_nobody_can_type_everywhere_is_refused(typed: str) -> None:
    with pytest.raises(BadWorker, match="登录名应为"):
        login_of(typed)


def test_two_people_cannot_share_a_login(tree: Sessions) -> None:
    with tree.begin() as session:
        a_worker(session, "wang", "王芳")

    with pytest.raises(BadWorker, match="wang 已经有人用了"), tree.begin() as session:
        a_worker(session, "Wang", "王刚")


@pytest.mark.parametrize(("name", "password"), [("名" * 51, PASSWORD), ("王\n芳", PASSWORD), ("王芳", "short")])
def test_nobody_is_added_with_a_bad_name_or_password(tree: Sessions, name: str, password: str) -> None:
    with pytest.raises((BadWorker, WeakPassword)), tree.begin() as session:
        add_worker(session, QUICK, login="wang", name=name, password=password, by="system", at=NOON)

    with tree.read() as session, pytest.raises(UnknownWorker, match="没有登录名为 wang"):
        worker_by_login(session, "wang")


def test_everything_done_to_a_worker_is_in_the_audit_trail(tree: Sessions) -> None:
    with tree.begin() as session:
        row = a_worker(session, "wang", "王芳", (Role.AUDITOR, "350102"))
        withdraw(session, row, [(Role.AUDITOR, place_called(session, "350102"))], by="admin", at=NOON)
        disable(session, row, by="admin", at=NOON)
        disable(session, row, by="admin", at=NOON)
        enable(session, row, by="admin", at=NOON)

        actions = [event.action for event in reversed(latest(session, subject="worker:wang"))]
    assert actions == ["worker.add", "worker.grant", "worker.withdraw", "worker.disable", "worker.enable"]


def test_a_role_is_held_once_and_can_only_be_taken_back_where_it_was_given(tree: Sessions) -> None:
    with tree.begin() as session:
        row = a_worker(session, "wang", "王芳", (Role.AUDITOR, "350102"))
        grant(session, row, [(Role.AUDITOR, place_called(session, "350102"))], by="system", at=NOON)
        assert len(row.roles) == 1

        with pytest.raises(BadWorker, match="wang 在鼓东街道没有“审计”这个角色"):
            withdraw(session, row, [(Role.AUDITOR, place_called(session, "350102001"))], by="system", at=NOON)


def test_a_withdrawn_role_is_gone_and_can_be_given_again(tree: Sessions) -> None:
    with tree.begin() as session:
        row = a_worker(session, "wang", "王芳", (Role.AUDITOR, "350102"))
        pair = [(Role.AUDITOR, place_called(session, "350102"))]
        withdraw(session, row, pair, by="system", at=NOON)
        grant(session, row, pair, by="system", at=NOON)

    with tree.read() as session:
        stored = session.get(WorkerRow, row.id)
        assert stored
        assert [given.role for given in stored.roles] == [Role.AUDITOR]


def test_a_place_is_found_by_code_or_by_a_name_only_it_has(tree: Sessions) -> None:
    with tree.begin() as session:
        street = place_called(session, "350102002")
        session.add(Place(code="x", kind=PlaceKind.COMMUNITY, name="中山社区", source="公报", parent=street))
        session.flush()

        assert place_called(session, "鼓东街道中山社区").code == "350102001001"
        assert place_called(session, "350102001001").name == "中山社区"
        with pytest.raises(UnknownPlace, match="有 2 个地方叫“中山社区”"):
            place_called(session, "中山社区")
        with pytest.raises(UnknownPlace, match="没有编号或名称为“东城”的地方"):
            place_called(session, "东城")


def test_a_role_is_known_by_its_code_and_its_chinese_name() -> None:
    assert role_named("final_reviewer") is role_named("终审") is Role.FINAL_REVIEWER
    with pytest.raises(UnknownRole, match=r"没有名为“boss”的角色.*system_admin（系统管理员）"):
        role_named("boss")
    assert issubclass(UnknownRole, BotError)
