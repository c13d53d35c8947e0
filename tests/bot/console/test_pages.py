"""Signing in and out as a browser does it, and the page a worker begins the day with."""

from datetime import timedelta

import pytest
from flask import Flask

from bot import console, pages, workers
from bot.app import Kit, create_app
from bot.db import Base
from bot.settings import Settings
from bot.workers.accounts import disable, worker_by_login
from bot.workers.throttle import OF_LOGIN
from tests.bot.console.browsing import Browsing
from tests.bot.console.conftest import StoppedClock
from tests.bot.workers.builders import PASSWORD, QUICK, a_tree, a_worker
from tests.conftest import NOON


def test_a_worker_signs_in_sees_what_is_to_be_done_and_signs_out(browsing: Browsing) -> None:
    done = browsing.sign_in("wang")
    assert (done.status_code, Browsing.path(done)) == (303, "/console/")

    page = browsing.open("/console/").text
    assert "王芳" in page
    assert (
        '<a class="all" href="/console/part/wordings?state=draft"><strong>3</strong> <span>条问法等待复核</span></a>'
        in page
    )

    left = browsing.send("/console/sign-out")
    assert Browsing.path(left) == "/console/sign-in?left=1"
    assert "您已退出登录" in browsing.open("/console/sign-in?left=1").text
    assert browsing.open("/console/").status_code == 303


def test_signing_out_ends_the_session_for_a_stolen_cookie_too(app: Flask, browsing: Browsing) -> None:
    browsing.sign_in("wang")
    stolen = browsing.client.get_cookie("console")
    assert stolen
    browsing.send("/console/sign-out")

    thief = app.test_client()
    thief.set_cookie("console", stolen.value)

    assert thief.get("/console/").status_code == 303


def test_who_lacks_the_role_sees_neither_entry_nor_counter(browsing: Browsing) -> None:
    browsing.sign_in("lin")

    page = browsing.open("/console/").text

    assert "问法" not in page
    assert "现在没有要您处理的事" in page


def test_a_wrong_password_is_told_and_the_login_stays_filled_in(browsing: Browsing) -> None:
    response = browsing.sign_in('wang"><script>', "wrong password")

    assert response.status_code == 403
    assert "登录名或密码不对" in response.text
    assert 'value="wang&#34;&gt;&lt;script&gt;"' in response.text
    assert "wrong password" not in response.text


def test_too_many_attempts_are_told_how_long_to_wait(browsing: Browsing) -> None:
    for _ in range(OF_LOGIN.free + 1):
        browsing.sign_in("wang", "wrong password")

    response = browsing.sign_in("wang")

    assert response.status_code == 429
    assert response.headers["Retry-After"] == "2"
    assert "请 2 秒后再试" in response.text


def test_signing_in_needs_the_form_of_the_sign_in_page(browsing: Browsing) -> None:
    response = browsing.send("/console/sign-in", login="wang", password=PASSWORD)

    assert response.status_code == 403
    assert "没有提交成功" in response.text
    assert browsing.client.get_cookie("console") is None


def test_a_token_planted_before_signing_in_is_worth_nothing_after(browsing: Browsing) -> None:
    browsing.client.set_cookie("console", "planted")

    browsing.sign_in("wang")

    mine = browsing.client.get_cookie("console")
    assert mine
    assert mine.value != "planted"
    assert len(mine.value) >= 43


def test_signing_in_again_ends_what_this_browser_had_before(app: Flask, browsing: Browsing) -> None:
    browsing.sign_in("wang")
    before = browsing.client.get_cookie("console")
    browsing.open("/console/sign-in")
    browsing.client.delete_cookie("console_visit")
    second = Browsing(app.test_client())
    second.open("/console/sign-in")
    assert before
    second.client.set_cookie("console", before.value)

    second.send("/console/sign-in", login="lin", password=PASSWORD)

    assert browsing.open("/console/").status_code == 303


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/console/../\\evil",
        "/",
        "javascript:alert(1)",
        "/console/sign-out",
    ],
)
def test_signing_in_never_leads_away(browsing: Browsing, wanted: str) -> None:
    assert browsing.sign_in("wang", wanted=wanted).headers["Location"] == "/console/"


def test_signing_in_leads_back_to_the_page_that_was_asked_for(browsing: Browsing) -> None:
    assert browsing.sign_in("wang", wanted="/console/part/wordings?page=2").headers["Location"].endswith("?page=2")


def test_who_is_signed_in_needs_no_sign_in_page(browsing: Browsing) -> None:
    browsing.sign_in("wang")

    assert Browsing.path(browsing.open("/console/sign-in?next=/console/part/wordings")) == "/console/part/wordings"


def test_half_an_hour_unused_ends_it_and_use_prolongs_it(browsing: Browsing, clock: StoppedClock) -> None:
    browsing.sign_in("wang")
    for _ in range(3):
        clock.pass_(timedelta(minutes=25))
        assert browsing.open("/console/").status_code == 200

    clock.pass_(timedelta(minutes=30))
    assert browsing.open("/console/").status_code == 303


def test_twelve_hours_end_it_however_busy(browsing: Browsing, clock: StoppedClock) -> None:
    browsing.sign_in("wang")
    for _ in range(28):
        clock.pass_(timedelta(minutes=25))
        assert browsing.open("/console/").status_code == 200

    clock.pass_(timedelta(minutes=20))
    assert browsing.open("/console/").status_code == 303


def test_who_is_disabled_is_out_at_the_next_step(browsing: Browsing, kit: Kit) -> None:
    browsing.sign_in("wang")
    with kit.sessions.begin() as session:
        disable(session, worker_by_login(session, "wang"), by="system", at=NOON)

    assert browsing.open("/console/").status_code == 303


def test_a_message_is_shown_once_and_its_text_is_no_markup(browsing: Browsing) -> None:
    browsing.sign_in("wang")
    browsing.send("/console/part/wordings")

    first, second = browsing.open("/console/").text, browsing.open("/console/").text

    assert "王芳加了一条&lt;b&gt;问法&lt;/b&gt;。" in first
    assert "加了一条" not in second


def test_a_message_waits_for_a_page_and_is_not_lost_on_a_piece_a_script_asks_for(browsing: Browsing) -> None:
    browsing.sign_in("wang")
    browsing.send("/console/part/wordings")

    piece = browsing.client.get("/console/", headers={"HX-Request": "true"}).text

    assert "加了一条" not in piece
    assert "加了一条" in browsing.open("/console/").text


def test_a_message_is_for_this_browser_only(app: Flask, browsing: Browsing) -> None:
    other = Browsing(app.test_client())
    other.sign_in("wang")
    browsing.sign_in("wang")
    browsing.send("/console/part/wordings")

    assert "加了一条" not in other.open("/console/").text


def test_over_https_cookies_are_bound_to_host_and_transport() -> None:
    settings = Settings(database_url="sqlite:///:memory:", public_url="https://jwt.example")
    app = create_app(settings, [pages, workers, console])
    kit: Kit = app.extensions["kit"]
    app.extensions["passwords"] = QUICK
    Base.metadata.create_all(kit.sessions.engine)
    with kit.sessions.begin() as session:
        a_tree(session)
        a_worker(session, "wang", "王芳")
    browsing = Browsing(app.test_client())
    browsing.open("/console/sign-in")

    done = browsing.send("/console/sign-in", login="wang", password=PASSWORD)

    cookie = next(line for line in done.headers.getlist("Set-Cookie") if line.startswith("__Host-console="))
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} < set(cookie.split("; "))
    assert "Domain" not in cookie
    kit.sessions.engine.dispose()
