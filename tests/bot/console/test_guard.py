"""Nobody opens a console page that is not theirs, and no form is taken that our own page did not make."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

import wsgi
from bot.app import Kit, create_app
from bot.settings import Settings
from tests.bot.console.browsing import Browsing


def test_every_entry_and_counter_leads_to_a_guarded_page_without_arguments() -> None:
    app = create_app(Settings(database_url="sqlite:///:memory:"), wsgi.PARTS)
    kit: Kit = app.extensions["kit"]

    ways = {entry.endpoint for entry in kit.console.entries} | {counter.endpoint for counter in kit.console.counters}
    for endpoint in ways:
        rules = [rule for rule in app.url_map.iter_rules(endpoint) if "GET" in (rule.methods or ())]
        assert rules
        assert not any(rule.arguments for rule in rules)
        assert hasattr(app.view_functions[endpoint], "console_guard")
    kit.sessions.engine.dispose()


def test_a_page_nobody_guarded_is_refused_even_to_the_signed_in(app: Flask) -> None:
    app.add_url_rule("/console/forgotten", "forgotten", lambda: "secret")
    browsing = Browsing(app.test_client())
    browsing.sign_in("wang")

    response = browsing.open("/console/forgotten")

    assert response.status_code == 403
    assert "secret" not in response.text


def test_a_stranger_is_sent_to_sign_in_and_back_again(browsing: Browsing) -> None:
    sent = browsing.open("/console/part/wordings?state=draft")

    assert sent.status_code == 303
    assert Browsing.path(sent) == "/console/sign-in?next=/console/part/wordings?state%3Ddraft"
    assert 'value="/console/part/wordings?state=draft"' in browsing.open(Browsing.path(sent)).text


def test_a_stranger_changes_nothing(browsing: Browsing) -> None:
    response = browsing.send("/console/part/wordings")

    assert response.status_code == 403
    assert "请重新登录" in response.text


def test_the_right_role_opens_the_page(browsing: Browsing) -> None:
    browsing.sign_in("wang")

    assert "问法归王芳管" in browsing.open("/console/part/wordings").text


@pytest.mark.parametrize("login", ["lin", "none"])
def test_a_wrong_role_is_told_which_one_is_needed(browsing: Browsing, login: str) -> None:
    browsing.sign_in(login)

    response = browsing.open("/console/part/wordings")

    assert response.status_code == 403
    assert "需要的角色：目录管理员" in response.text


def test_a_wrong_place_is_refused_in_plain_words(browsing: Browsing) -> None:
    browsing.sign_in("lin")

    assert browsing.open("/console/part/places/350102001001").text == "中山社区"
    refused = browsing.open("/console/part/places/350102001002")
    assert refused.status_code == 403
    assert "鼓东街道庆城社区没有所需的角色：社区工作者" in refused.text


def test_a_form_of_our_own_page_is_taken(browsing: Browsing) -> None:
    browsing.sign_in("wang")

    assert browsing.send("/console/part/wordings").text == "added"


@pytest.mark.parametrize("token", ["", "0" * 64, "中文"])
def test_a_form_without_the_right_token_is_refused(browsing: Browsing, token: str) -> None:
    browsing.sign_in("wang")
    browsing.token = token

    response = browsing.send("/console/part/wordings")

    assert response.status_code == 403
    assert "没有提交成功" in response.text


def test_the_token_of_another_worker_is_refused(app: Flask, browsing: Browsing) -> None:
    other = Browsing(app.test_client())
    other.sign_in("wang")
    browsing.sign_in("wang")

    browsing.token = other.token

    assert browsing.send("/console/part/wordings").status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_another_site_sent_is_refused_whatever_its_token(browsing: Browsing, headers: dict[str, str]) -> None:
    browsing.sign_in("wang")

    assert browsing.send("/console/part/wordings", headers=headers).status_code == 403


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}])
def test_a_form_our_own_site_sent_is_taken(browsing: Browsing, headers: dict[str, str]) -> None:
    browsing.sign_in("wang")

    assert browsing.send("/console/part/wordings", headers=headers).status_code == 200


def test_a_huge_form_of_a_stranger_is_not_read(browsing: Browsing) -> None:
    browsing.open("/console/sign-in")

    assert browsing.send("/console/sign-in", login="x" * 20_000).status_code == 413


@pytest.mark.parametrize("address", ["/console/", "/console/sign-in", "/console/nowhere", "/console/part/wordings"])
def test_nothing_of_the_console_is_kept_framed_or_scripted(browsing: Browsing, address: str) -> None:
    headers = browsing.open(address).headers

    assert headers["Cache-Control"] == "no-store"
    assert headers["X-Frame-Options"] == "DENY"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "unsafe" not in headers["Content-Security-Policy"]


def test_residents_pages_know_nothing_of_the_console(app: Flask) -> None:
    client: FlaskClient = app.test_client()

    assert "no-store" not in client.get("/nowhere", headers={"Accept": "*/*"}).headers.get("Cache-Control", "")
