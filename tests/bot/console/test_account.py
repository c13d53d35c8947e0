"""From the first link to the last phone: what a worker does to come in, and with the account after that."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from pydantic import SecretStr
from pyotp import TOTP

from bot import console, pages, workers
from bot.app import Kit, create_app
from bot.db import Base
from bot.settings import Settings
from bot.workers.accounts import excuse_from_code, give_link, worker_by_login
from bot.workers.roles import Role
from bot.workers.throttle import OF_LOGIN
from tests.bot.console.browsing import Browsing
from tests.bot.console.conftest import StoppedClock
from tests.bot.workers.builders import PASSWORD, QUICK, a_tree, a_worker
from tests.conftest import NOON

TOKEN = "a-token-of-a-link"
CHOSEN = "一路上 有你 2026"


@pytest.fixture
def app(tmp_path: Path, clock: StoppedClock) -> Iterator[Flask]:
    """The console, and Wang, who was added a minute ago and given a link."""
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'app.db'}", secret_key=SecretStr("a secret key"))
    app = create_app(settings, [pages, workers, console])
    kit = app.extensions["kit"] = replace(app.extensions["kit"], clock=clock)
    app.extensions["passwords"] = QUICK
    Base.metadata.create_all(kit.sessions.engine)
    with kit.sessions.begin() as session:
        a_tree(session)
        row = a_worker(session, "wang", "王芳", (Role.CATALOG_ADMIN, "350102"))
        excuse_from_code(session, row, None, by="chen", at=NOON)
        give_link(session, row, token=TOKEN, by="chen", at=NOON)
    yield app
    kit.sessions.engine.dispose()


def secret_on(page: str) -> TOTP:
    """What a phone reads from the page that brings the secret onto it."""
    found = re.search(r'id="secret"><code>([A-Z2-7 ]+)</code>', page)
    assert found
    return TOTP(found[1].replace(" ", ""))


def sealed_on(page: str) -> str:
    found = re.search(r'name="sealed" value="([^"]+)"', page)
    assert found
    return found[1]


def come_in(browsing: Browsing, clock: StoppedClock) -> tuple[TOTP, list[str]]:
    """Choose a password by the link and bind a phone; the phone, and the slip of recovery codes."""
    browsing.open(f"/console/welcome/{TOKEN}")
    browsing.send(f"/console/welcome/{TOKEN}", password=CHOSEN, again=CHOSEN)
    page = browsing.open("/console/sign-in/phone").text
    phone = secret_on(page)
    done = browsing.send("/console/sign-in/phone", code=phone.at(clock.now()), sealed=sealed_on(page), next="/console/")
    browsing.open("/console/")
    return phone, re.findall(r"<li><code>([a-z0-9-]+)</code>", done.text)


def begin(app: Flask, password: str = CHOSEN) -> Browsing:
    """Another browser, in which Wang has given the password."""
    browsing = Browsing(app.test_client())
    browsing.sign_in("wang", password)
    browsing.open("/console/sign-in/code")
    return browsing


def test_the_first_link_leads_to_a_password_a_phone_and_in(app: Flask, browsing: Browsing, clock: StoppedClock) -> None:
    welcome = browsing.open(f"/console/welcome/{TOKEN}")
    assert "王芳，请设置您的密码" in welcome.text
    done = browsing.send(f"/console/welcome/{TOKEN}", password=CHOSEN, again=CHOSEN)
    assert Browsing.path(done) == "/console/sign-in/phone"
    page = browsing.open("/console/sign-in/phone").text
    assert "<svg" in page
    assert "style=" not in page

    code = secret_on(page).at(clock.now())
    slip = browsing.send("/console/sign-in/phone", code=code, sealed=sealed_on(page), next="/console/")

    assert len(set(re.findall(r"<li><code>([a-z0-9-]{14})</code>", slip.text))) == 10
    assert "王芳" in browsing.open("/console/").text


def test_a_link_is_spent_by_its_form_and_not_by_looking(app: Flask, browsing: Browsing) -> None:
    for _preview in range(3):
        assert app.test_client().get(f"/console/welcome/{TOKEN}").status_code == 200
    browsing.open(f"/console/welcome/{TOKEN}")

    assert browsing.send(f"/console/welcome/{TOKEN}", password=CHOSEN, again=CHOSEN).status_code == 303

    spent = browsing.open(f"/console/welcome/{TOKEN}")
    assert spent.status_code == 404
    assert "已经用过，或者已经过期" in spent.text


@pytest.mark.parametrize(
    ("password", "again", "reason"),
    [
        ("short", "short", "密码太短"),
        (CHOSEN, "something else", "两次输入的密码不一样"),
        ("1234567890", "1234567890", "太常见"),
        ("wang wang 1", "wang wang 1", "登录名"),
    ],
)
def test_a_password_that_is_no_good_leaves_the_link_as_it_was(
    browsing: Browsing, password: str, again: str, reason: str
) -> None:
    browsing.open(f"/console/welcome/{TOKEN}")

    refused = browsing.send(f"/console/welcome/{TOKEN}", password=password, again=again)

    assert (refused.status_code, reason in refused.text) == (403, True)
    assert password not in refused.text
    assert browsing.send(f"/console/welcome/{TOKEN}", password=CHOSEN, again=CHOSEN).status_code == 303


def test_a_link_lasts_three_days(browsing: Browsing, clock: StoppedClock) -> None:
    browsing.open(f"/console/welcome/{TOKEN}")
    clock.pass_(timedelta(hours=72))

    assert browsing.send(f"/console/welcome/{TOKEN}", password=CHOSEN, again=CHOSEN).status_code == 409


def test_who_gave_only_the_password_is_nobody(app: Flask, browsing: Browsing, clock: StoppedClock) -> None:
    come_in(browsing, clock)
    half = begin(app)

    assert Browsing.path(half.open("/console/")) == "/console/sign-in"
    assert half.client.get_cookie("console") is None
    assert "输入动态码" in half.open("/console/sign-in/code").text


def test_the_code_on_the_phone_opens_once_and_leads_where_one_wanted(
    app: Flask, browsing: Browsing, clock: StoppedClock
) -> None:
    phone, _slip = come_in(browsing, clock)
    clock.pass_(timedelta(minutes=1))
    code = phone.at(clock.now())

    done = begin(app).send("/console/sign-in/code", code=f"{code[:3]} {code[3:]}", next="/console/account/")
    again = begin(app).send("/console/sign-in/code", code=code)

    assert Browsing.path(done) == "/console/account/"
    assert (again.status_code, "动态码不对" in again.text) == (403, True)


def test_a_line_of_the_slip_opens_once(app: Flask, browsing: Browsing, clock: StoppedClock) -> None:
    _phone, slip = come_in(browsing, clock)

    assert begin(app).send("/console/sign-in/code", code=slip[0].upper()).status_code == 303
    assert begin(app).send("/console/sign-in/code", code=slip[0]).status_code == 403
    assert "备用码还剩 9 个" in browsing.open("/console/account/").text


def test_guessing_codes_is_slowed_and_told(app: Flask, browsing: Browsing, clock: StoppedClock) -> None:
    come_in(browsing, clock)
    guessing = begin(app)
    for _ in range(OF_LOGIN.free + 1):
        guessing.send("/console/sign-in/code", code="000000")

    slowed = guessing.send("/console/sign-in/code", code="000000")

    assert (slowed.status_code, slowed.headers["Retry-After"]) == (429, "2")


def test_ten_minutes_after_the_password_one_begins_again(app: Flask, browsing: Browsing, clock: StoppedClock) -> None:
    phone, _slip = come_in(browsing, clock)
    late = begin(app)
    clock.pass_(timedelta(minutes=10))

    refused = late.send("/console/sign-in/code", code=phone.at(clock.now()))

    assert refused.status_code == 403
    assert "没有在十分钟内完成" in refused.text


def test_a_secret_of_another_worker_or_try_is_not_taken(app: Flask, browsing: Browsing, clock: StoppedClock) -> None:
    browsing.open(f"/console/welcome/{TOKEN}")
    browsing.send(f"/console/welcome/{TOKEN}", password=CHOSEN, again=CHOSEN)
    first = browsing.open("/console/sign-in/phone").text
    clock.pass_(timedelta(minutes=1))
    other = Browsing(app.test_client())
    other.sign_in("wang", CHOSEN)
    other.open("/console/sign-in/phone")

    code = secret_on(first).at(clock.now())
    refused = other.send("/console/sign-in/phone", code=code, sealed=sealed_on(first))

    assert refused.status_code == 403
    assert other.client.get_cookie("console") is None


def test_a_new_password_asks_for_the_old_one_and_ends_the_other_browsers(
    app: Flask, browsing: Browsing, clock: StoppedClock
) -> None:
    phone, _slip = come_in(browsing, clock)
    clock.pass_(timedelta(minutes=1))
    other = begin(app)
    other.send("/console/sign-in/code", code=phone.at(clock.now()))
    browsing.open("/console/account/")
    wrong = browsing.send("/console/account/password", old="wrong", password=PASSWORD, again=PASSWORD)
    assert (wrong.status_code, "现在的密码不对" in wrong.text) == (403, True)

    done = browsing.send("/console/account/password", old=CHOSEN, password=PASSWORD, again=PASSWORD)

    assert done.status_code == 303
    assert "另外 1 处已退出登录" in browsing.open("/console/account/").text
    assert other.open("/console/").status_code == 303


def test_one_sees_where_one_is_signed_in_and_ends_it(app: Flask, browsing: Browsing, clock: StoppedClock) -> None:
    phone, _slip = come_in(browsing, clock)
    clock.pass_(timedelta(minutes=1))
    other = begin(app)
    other.send("/console/sign-in/code", code=phone.at(clock.now()))

    page = browsing.open("/console/account/").text
    assert "127.0.*.*" in page
    assert "就是这里" in page
    browsing.send("/console/account/sessions/2/end")

    assert other.open("/console/").status_code == 303
    assert browsing.open("/console/").status_code == 200
    assert browsing.send("/console/account/sessions/1/end").status_code == 400


def test_a_new_phone_needs_a_fresh_password_and_replaces_the_old_one(
    app: Flask, browsing: Browsing, clock: StoppedClock
) -> None:
    old, _slip = come_in(browsing, clock)
    clock.pass_(timedelta(minutes=20))
    asked = browsing.open("/console/account/phone")
    assert Browsing.path(asked) == "/console/account/confirm?next=/console/account/phone"
    browsing.open(Browsing.path(asked))
    assert browsing.send("/console/account/confirm", password="wrong").status_code == 403
    back = browsing.send("/console/account/confirm", password=CHOSEN, next="/console/account/phone")
    page = browsing.open(Browsing.path(back)).text

    new = secret_on(page)
    browsing.send("/console/account/phone", code=new.at(clock.now()), sealed=sealed_on(page))

    clock.pass_(timedelta(minutes=1))
    assert begin(app).send("/console/sign-in/code", code=old.at(clock.now())).status_code == 403
    assert begin(app).send("/console/sign-in/code", code=new.at(clock.now())).status_code == 303


def test_what_stands_on_these_pages_is_kept_by_no_browser(app: Flask, browsing: Browsing, clock: StoppedClock) -> None:
    browsing.open(f"/console/welcome/{TOKEN}")
    answer = browsing.send(f"/console/welcome/{TOKEN}", password=CHOSEN, again=CHOSEN)

    half = next(line for line in answer.headers.getlist("Set-Cookie") if line.startswith("console_half="))
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} < set(half.split("; "))
    assert browsing.open("/console/sign-in/phone").headers["Cache-Control"] == "no-store"
    kit: Kit = app.extensions["kit"]
    with kit.sessions.read() as session:
        assert CHOSEN not in str(worker_by_login(session, "wang").password_hash)
