"""Workers are added with care, hold roles at places and below, and are disabled instead of deleted."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audit import latest
from bot.db import Sessions
from bot.errors import BotError
from bot.place_list import PlaceKind
from bot.places import Place
from bot.workers.accounts import (
    BadWorker,
    LastAdmin,
    UnknownPlace,
    UnknownWorker,
    add_worker,
    disable,
    enable,
    excuse_from_code,
    grant,
    login_of,
    place_called,
    withdraw,
    worker_by_login,
)
from bot.workers.models import WorkerRow
from bot.workers.roles import ALONE, Role, UnknownRole, role_named
from bot.workers.worker import Worker
from tests.bot.workers.builders import a_tree, a_worker
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


@settings(deadline=None)
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


@pytest.mark.parametrize("name", ["名" * 51, "王\n芳"])
def test_nobody_is_added_with_a_bad_name(tree: Sessions, name: str) -> None:
    with pytest.raises(BadWorker, match="姓名最多 50 个字"), tree.begin() as session:
        add_worker(session, login="wang", name=name, by="system", at=NOON)

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


@pytest.mark.parametrize("lonely", sorted(ALONE))
def test_who_gives_out_roles_or_audits_has_no_other_role(tree: Sessions, lonely: Role) -> None:
    for first, second in ((lonely, Role.FIRST_REVIEWER), (Role.FIRST_REVIEWER, lonely)):
        with pytest.raises(BadWorker, match="不能同时担任别的角色"), tree.begin() as session:
            a_worker(session, "wang", "王芳", (first, "350102"), (second, "350102"))

    with tree.begin() as session:
        assert len(a_worker(session, "wang", "王芳", (lonely, "350102001"), (lonely, "350102002")).roles) == 2


def test_every_role_says_what_it_is_for() -> None:
    assert all(role.label and role.duty.endswith("。") for role in Role)


def test_the_last_administrator_of_all_stays(tree: Sessions) -> None:
    with tree.begin() as session:
        row = a_worker(session, "chen", "陈晨", (Role.SYSTEM_ADMIN, "350102"))
        a_worker(session, "street", "街道管理员", (Role.SYSTEM_ADMIN, "350102001"))
        pair = [(Role.SYSTEM_ADMIN, place_called(session, "350102"))]
        with pytest.raises(LastAdmin):
            disable(session, row, by="system", at=NOON)
        with pytest.raises(LastAdmin):
            withdraw(session, row, pair, by="system", at=NOON)

        second = a_worker(session, "zhou", "周舟", (Role.SYSTEM_ADMIN, "350102"))
        disable(session, row, by="system", at=NOON)
        withdraw(session, row, pair, by="system", at=NOON)
        with pytest.raises(LastAdmin):
            disable(session, second, by="system", at=NOON)


def test_who_needs_no_code_is_excused_for_a_reason_that_stays_on_record(tree: Sessions) -> None:
    with tree.begin() as session:
        row = a_worker(session, "wang", "王芳")
        with pytest.raises(BadWorker, match="请写明为什么"):
            excuse_from_code(session, row, " ", by="admin", at=NOON)
        excuse_from_code(session, row, "没有智能手机", by="admin", at=NOON)
        excuse_from_code(session, row, None, by="admin", at=NOON)

        told = [(event.action, event.details) for event in latest(session, subject="worker:wang", limit=2)]
    assert told == [("worker.code_again", {"reason": ""}), ("worker.no_code", {"reason": "没有智能手机"})]
    assert row.no_code_reason is None


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
