"""The administrator's pages: adding with a link, roles at places, shutting out; always fresh, never their own."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from bot import console, pages, workers
from bot.app import Kit, create_app
from bot.audit import latest
from bot.db import Base, Sessions
from bot.settings import Settings
from bot.workers.accounts import worker_by_login
from bot.workers.console import STATES, in_state, state_of
from bot.workers.models import WorkerRow
from bot.workers.roles import Role
from tests.bot.console.browsing import Browsing
from tests.bot.console.conftest import StoppedClock
from tests.bot.workers.builders import PASSWORD, QUICK, a_tree, a_worker
from tests.conftest import NOON

HERE = "/console/workers"


@pytest.fixture
def clock() -> StoppedClock:
    return StoppedClock()


@pytest.fixture
def app(tmp_path: Path, clock: StoppedClock) -> Iterator[Flask]:
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'app.db'}"), [pages, workers, console])
    kit = app.extensions["kit"] = replace(app.extensions["kit"], clock=clock)
    app.extensions["passwords"] = QUICK
    Base.metadata.create_all(kit.sessions.engine)
    with kit.sessions.begin() as session:
        a_tree(session)
        a_worker(session, "chen", "陈晨", (Role.SYSTEM_ADMIN, "350102"))
        a_worker(session, "street", "街道管理员", (Role.SYSTEM_ADMIN, "350102001"))
        a_worker(session, "lin", "林<b>强", (Role.COMMUNITY_WORKER, "350102001001"))
        a_worker(session, "far", "远方", (Role.COMMUNITY_WORKER, "350102002001"))
        a_worker(session, "zheng", "郑平", (Role.AUDITOR, "350102"))
    yield app
    kit.sessions.engine.dispose()


@pytest.fixture
def kit(app: Flask) -> Kit:
    found: Kit = app.extensions["kit"]
    return found


def signed_in(app: Flask, login: str) -> Browsing:
    browsing = Browsing(app.test_client())
    browsing.sign_in(login)
    return browsing


@pytest.fixture
def chen(app: Flask) -> Browsing:
    return signed_in(app, "chen")


def roles(kit: Kit, login: str) -> list[tuple[Role, str]]:
    with kit.sessions.read() as session:
        return [(given.role, given.place.code) for given in worker_by_login(session, login).roles]


def last(kit: Kit, login: str) -> tuple[str, str]:
    with kit.sessions.read() as session:
        event = latest(session, subject=f"worker:{login}", limit=1)[0]
        return event.actor, event.action


def test_accounts_are_found_by_name_role_place_and_state(chen: Browsing) -> None:
    assert "林&lt;b&gt;强" in chen.open(f"{HERE}/").text
    for query, found in (
        ("q=林", 1),
        ("role=auditor", 1),
        ("place=350102001", 2),
        ("state=excused", 5),
        ("state=new", 0),
    ):
        assert f"找到 {found} 个账号" in chen.open(f"{HERE}/?{query}").text, query


@pytest.mark.parametrize("disabled_at", [None, NOON])
@pytest.mark.parametrize("no_code_reason", [None, "手机丢了"])
@pytest.mark.parametrize("password_hash", [None, "a hash"])
def test_an_account_is_found_under_the_state_it_shows_and_no_other(
    sqlite: Sessions, password_hash: str | None, no_code_reason: str | None, disabled_at: datetime | None
) -> None:
    proofs = {"password_hash": password_hash, "no_code_reason": no_code_reason, "disabled_at": disabled_at}
    with sqlite.begin() as session:
        row = WorkerRow(login="wang", name="王芳", created_at=NOON, **proofs)
        session.add(row)
        session.flush()

        found = [STATES[state] for state in STATES if session.scalars(select(WorkerRow).where(in_state(state))).all()]

        assert found == [state_of(row)]


def test_somebody_is_added_with_a_role_and_a_link_that_is_shown_once(app: Flask, kit: Kit, chen: Browsing) -> None:
    assert "三审的第一道" in chen.open(f"{HERE}/add").text

    made = chen.send(f"{HERE}/add", name="王芳", login="wang", role="first_reviewer", place="350102001")

    link = re.search(r'id="link">http://127.0.0.1:8000(/console/welcome/[\w-]+)<', made.text)
    assert link
    assert "王芳，请设置您的密码" in Browsing(app.test_client()).open(link[1]).text
    assert roles(kit, "wang") == [(Role.FIRST_REVIEWER, "350102001")]
    assert link[1] not in chen.open(f"{HERE}/of/wang").text


def test_what_is_wrong_with_a_new_account_is_said_and_what_was_typed_stays(kit: Kit, chen: Browsing) -> None:
    chen.open(f"{HERE}/add")

    refused = chen.send(f"{HERE}/add", name="又一位", login="lin", role="auditor", place="350102")

    assert refused.status_code == 409
    assert "lin 已经有人用了" in refused.text
    assert 'value="又一位"' in refused.text


def test_roles_are_given_and_taken_back_at_once(kit: Kit, chen: Browsing) -> None:
    chen.open(f"{HERE}/of/lin")
    chen.send(f"{HERE}/of/lin/roles", role="first_reviewer", place="350102001")
    assert "初审（鼓东街道）" in chen.open(f"{HERE}/of/lin").text

    chen.send(f"{HERE}/of/lin/roles/withdraw", role="community_worker", place="350102001001")

    assert roles(kit, "lin") == [(Role.FIRST_REVIEWER, "350102001")]
    assert last(kit, "lin") == ("chen", "worker.withdraw")


def test_who_is_shut_out_is_out_at_the_next_step_and_comes_back(app: Flask, kit: Kit, chen: Browsing) -> None:
    lin = signed_in(app, "lin")
    chen.open(f"{HERE}/of/lin")

    chen.send(f"{HERE}/of/lin/disable")
    assert lin.open("/console/").status_code == 303
    assert "已停用" in chen.open(f"{HERE}/of/lin").text

    chen.send(f"{HERE}/of/lin/enable")
    assert signed_in(app, "lin").open("/console/").status_code == 200


@pytest.mark.parametrize(
    ("act", "action"),
    [("sign-out", "worker.sign_out_everywhere"), ("reset-totp", "worker.reset_totp"), ("link", "worker.link")],
)
def test_each_thing_done_to_an_account_leaves_an_event(kit: Kit, chen: Browsing, act: str, action: str) -> None:
    chen.open(f"{HERE}/of/lin")

    chen.send(f"{HERE}/of/lin/{act}")

    assert last(kit, "lin") == ("chen", action)


def test_codes_are_excused_with_a_reason_and_asked_for_again(kit: Kit, chen: Browsing) -> None:
    chen.open(f"{HERE}/of/lin")
    chen.send(f"{HERE}/of/lin/no-code", again="1")
    assert last(kit, "lin") == ("chen", "worker.code_again")

    chen.send(f"{HERE}/of/lin/no-code", reason="没有智能手机")

    assert "原因：没有智能手机" in chen.open(f"{HERE}/of/lin").text
    assert chen.send(f"{HERE}/of/lin/no-code", reason=" ").status_code == 409


@pytest.mark.parametrize(
    ("login", "act", "status"),
    [("chen", "disable", 403), ("chen", "roles", 403), ("far", "disable", 404), ("nobody", "link", 404)],
)
def test_nobody_touches_their_own_account_or_one_beyond_their_place(
    app: Flask, kit: Kit, login: str, act: str, status: int
) -> None:
    admin = signed_in(app, "chen" if login == "chen" else "street")
    admin.open(f"{HERE}/")

    refused = admin.send(f"{HERE}/of/{login}/{act}", role="auditor", place="350102001")

    assert refused.status_code == status
    assert roles(kit, "chen") == [(Role.SYSTEM_ADMIN, "350102")]


def test_an_administrator_of_a_street_gives_no_role_beyond_it(app: Flask, kit: Kit) -> None:
    street = signed_in(app, "street")
    street.open(f"{HERE}/of/lin")

    refused = street.send(f"{HERE}/of/lin/roles", role="first_reviewer", place="350102")
    added = street.send(f"{HERE}/add", name="某", login="some", role="system_admin", place="350102002")

    assert (refused.status_code, added.status_code) == (409, 409)
    assert "您只能在自己管的地方" in refused.text
    assert roles(kit, "lin") == [(Role.COMMUNITY_WORKER, "350102001001")]


def test_twenty_minutes_later_the_password_is_asked_again_and_nothing_was_done(
    kit: Kit, chen: Browsing, clock: StoppedClock
) -> None:
    chen.open(f"{HERE}/of/lin")
    clock.pass_(timedelta(minutes=20))

    asked = chen.send(f"{HERE}/of/lin/disable", headers={"Referer": f"http://localhost{HERE}/of/lin"})
    assert asked.status_code == 403
    assert f"/console/account/confirm?next={HERE}/of/lin" in asked.text
    assert last(kit, "lin")[1] == "worker.grant"

    chen.open(f"/console/account/confirm?next={HERE}/of/lin")
    back = chen.send("/console/account/confirm", password=PASSWORD, next=f"{HERE}/of/lin")
    assert Browsing.path(back) == f"{HERE}/of/lin"
    chen.send(f"{HERE}/of/lin/disable")
    assert last(kit, "lin")[1] == "worker.disable"


def test_the_auditor_looks_and_finds_nothing_to_press(app: Flask) -> None:
    zheng = signed_in(app, "zheng")

    page = zheng.open(f"{HERE}/of/lin").text

    assert "您可以看，不能改这个账号" in page
    assert f'action="{HERE}' not in page
    assert "增加账号" not in zheng.open(f"{HERE}/").text
