"""The operator's commands for workers, as they are typed; and the people of a trial installation."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from bot import places, workers
from bot.app import Kit, create_app
from bot.audit import latest
from bot.db import Base
from bot.settings import Settings
from bot.workers.accounts import set_password, worker_by_login
from bot.workers.examples import EXAMPLES, prepare_examples, random_password
from bot.workers.links import LinkOver, worker_of_link
from bot.workers.models import WorkerRow
from bot.workers.passwords import Passwords, check_strength
from tests.bot.workers.builders import HASH, PASSWORD, QUICK, a_tree, a_worker
from tests.conftest import NOON

ADD = ("add", "wang", "--role", "catalog_admin", "--place", "350102", "--password-stdin")


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'app.db'}", wechat_api_base_url="http://127.0.0.1:1")
    app = create_app(settings, [places, workers])
    kit: Kit = app.extensions["kit"]
    Base.metadata.create_all(kit.sessions.engine)
    with kit.sessions.begin() as session:
        a_tree(session)
    yield app
    kit.sessions.engine.dispose()


@pytest.fixture
def kit(app: Flask) -> Kit:
    found: Kit = app.extensions["kit"]
    return found


def run(app: Flask, *arguments: str, stdin: str = "") -> Result:
    runner: FlaskCliRunner = app.test_cli_runner()
    return runner.invoke(args=["worker", *arguments], input=stdin)


def test_a_worker_is_added_as_the_handbook_says(app: Flask, kit: Kit) -> None:
    done = run(app, *ADD, stdin=f"{PASSWORD}\n")

    assert done.output == "已增加：wang  wang  目录管理员（鼓楼区）\n"
    with kit.sessions.read() as session:
        assert Passwords().matches(worker_by_login(session, "wang").password_hash, PASSWORD)
        assert latest(session, limit=1)[0].details["role"] == "catalog_admin"


def test_several_roles_pair_with_their_places_or_share_one(app: Flask) -> None:
    pairs = ("--role", "catalog_admin", "--place", "350102", "--role", "初审", "--place", "中山社区")
    done = run(app, "add", "li", *pairs, "--name", "李娜", "--password-stdin", stdin=PASSWORD)
    assert "li  李娜  目录管理员（鼓楼区）、初审（鼓东街道中山社区）" in done.output

    shared = run(app, "role", "li", "--role", "复审", "--role", "终审", "--place", "庆城社区")
    assert "复审（鼓东街道庆城社区）、终审（鼓东街道庆城社区）" in shared.output


@pytest.mark.parametrize(
    ("arguments", "stdin", "reason"),
    [
        (ADD, "short\n", "至少 10 个字符"),
        (ADD, "", "至少 10 个字符"),
        ((*ADD, "--role", "auditor", "--place", "350102", "--place", "350102"), PASSWORD, "应一一对应"),
        (("add", "wang", "--password-stdin"), PASSWORD, "至少写一对"),
        (("add", "wang", "--role", "boss", "--place", "350102", "--password-stdin"), PASSWORD, "没有名为“boss”"),
        (("add", "wang", "--role", "审计", "--place", "东城", "--password-stdin"), PASSWORD, "没有编号或名称为“东城”"),
        (("add", "王", "--role", "审计", "--place", "350102", "--password-stdin"), PASSWORD, "登录名应为"),
        (("disable", "wang"), "", "没有登录名为 wang"),
        (("role", "wang"), "", "至少写一对"),
    ],
)
def test_whatever_is_wrong_is_said_in_a_sentence_and_nothing_is_stored(
    app: Flask, kit: Kit, arguments: tuple[str, ...], stdin: str, reason: str
) -> None:
    done = run(app, *arguments, stdin=stdin)

    assert done.exit_code in {1, 2}
    assert reason in done.output
    assert "Traceback" not in done.output
    with kit.sessions.read() as session:
        assert session.scalars(select(WorkerRow)).all() == []


def test_roles_are_taken_back_and_people_disabled_and_let_in_again(app: Flask) -> None:
    run(app, *ADD, stdin=PASSWORD)

    assert "没有角色" in run(app, "role", "wang", "--role", "目录管理员", "--place", "350102", "--remove").output
    assert "已停用" in run(app, "disable", "wang").output
    assert "已停用" in run(app, "list").output
    assert "已停用" not in run(app, "enable", "wang").output


def test_a_new_password_replaces_the_old_one(app: Flask, kit: Kit) -> None:
    run(app, *ADD, stdin=PASSWORD)

    done = run(app, "password", "wang", "--password-stdin", stdin="三坊七巷 at night\r\n")

    assert "已更换" in done.output
    with kit.sessions.read() as session:
        stored = worker_by_login(session, "wang").password_hash
    assert Passwords().matches(stored, "三坊七巷 at night")


def test_who_is_added_without_a_password_is_given_a_link(app: Flask, kit: Kit) -> None:
    done = run(app, *ADD[:-1])

    token = done.output.strip().rpartition("http://127.0.0.1:8000/console/welcome/")[2]
    assert "72 小时内有效" in done.output
    with kit.sessions.read() as session:
        assert worker_of_link(session, token, now=kit.clock.now(), with_examples=False).login == "wang"
        assert worker_by_login(session, "wang").password_hash is None


def test_the_forgetful_get_another_link_and_the_first_one_ends(app: Flask, kit: Kit) -> None:
    first = run(app, *ADD[:-1]).output.strip().rpartition("/")[2]

    second = run(app, "link", "wang").output.strip().rpartition("/")[2]

    with kit.sessions.read() as session:
        assert worker_of_link(session, second, now=kit.clock.now(), with_examples=False).login == "wang"
        with pytest.raises(LinkOver):
            worker_of_link(session, first, now=kit.clock.now(), with_examples=False)
    run(app, "disable", "wang")
    assert "已停用，请先重新启用" in run(app, "link", "wang").output


def test_a_lost_phone_is_forgotten_and_codes_are_excused_only_with_a_reason(app: Flask, kit: Kit) -> None:
    run(app, *ADD, "--no-code", "没有智能手机", stdin=PASSWORD)
    with kit.sessions.read() as session:
        assert worker_by_login(session, "wang").no_code_reason == "没有智能手机"

    assert "下次登录时重新绑定手机" in run(app, "reset-totp", "wang").output
    assert "请写 --reason 原因，或者 --undo" in run(app, "no-code", "wang").output
    assert "登录时只用密码" in run(app, "no-code", "wang", "--reason", "值班室公用电脑").output
    assert "又要动态码" in run(app, "no-code", "wang", "--undo").output


def test_signing_out_says_how_many_places_it_was(app: Flask) -> None:
    assert "还没有工作人员" in run(app, "list").output
    run(app, *ADD, stdin=PASSWORD)

    assert "没有在任何地方登录" in run(app, "sign-out", "wang").output


def trial(app: Flask, file: Path) -> Result:
    runner: FlaskCliRunner = app.test_cli_runner()
    return runner.invoke(args=["add-trial-workers", str(file)])


def test_a_trial_installation_has_example_workers_whose_passwords_are_noted(
    app: Flask, kit: Kit, tmp_path: Path
) -> None:
    file = tmp_path / "workers.json"
    for _start in range(2):
        assert trial(app, file).exit_code == 0

    noted = json.loads(file.read_text())
    assert set(noted) == set(EXAMPLES)
    assert file.stat().st_mode & 0o077 == 0
    with kit.sessions.read() as session:
        for login, password in noted.items():
            row = worker_by_login(session, login)
            assert row.is_example
            assert row.name.startswith("示例")
            assert row.no_code_reason
            assert Passwords().matches(row.password_hash, password)


def test_a_real_installation_never_gets_example_workers(
    app: Flask, kit: Kit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WECHAT_APP_ID", "wx0123456789abcdef")

    done = trial(app, tmp_path / "workers.json")

    assert "示例人员只用于演练" in str(done.exception)
    with kit.sessions.read() as session:
        assert session.scalars(select(WorkerRow)).all() == []


def test_where_there_are_workers_no_examples_are_added(kit: Kit) -> None:
    with kit.sessions.begin() as session:
        a_worker(session, "wang", "王芳")

        assert prepare_examples(session, QUICK, {}, make_password=random_password, now=NOON) == {}
        assert len(session.scalars(select(WorkerRow)).all()) == 1


def test_a_changed_example_password_is_no_longer_shown(kit: Kit) -> None:
    with kit.sessions.begin() as session:
        noted = prepare_examples(session, QUICK, {}, make_password=random_password, now=NOON)
        set_password(session, worker_by_login(session, "shili1"), HASH, by="system", at=NOON)

        again = prepare_examples(session, QUICK, noted, make_password=random_password, now=NOON)

    assert again == {login: noted[login] for login in ("shili2", "shili3")}


def test_random_passwords_differ_and_are_good_enough() -> None:
    made = {random_password() for _ in range(100)}

    assert len(made) == 100
    for password in made:
        check_strength(password, login="shili1")
