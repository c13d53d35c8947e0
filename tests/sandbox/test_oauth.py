"""Pages that ask WeChat who opens them."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import requests

from sandbox.driver import Platform

BACK = "http://127.0.0.1:8000/me"


def authorize(platform: Platform, **more: str) -> requests.Response:
    query = {
        "appid": platform.account.appid, "redirect_uri": BACK, "response_type": "code", "scope": "snsapi_base",
        "state": "s1", "sandbox_openid": platform.user(0).openid, **more,
    }  # fmt: skip
    address = f"{platform.url}/connect/oauth2/authorize?" + "&".join(
        f"{name}={quote(value, safe='')}" for name, value in query.items()
    )
    return requests.get(address, allow_redirects=False, timeout=5)


def code_of(answer: requests.Response) -> str:
    return parse_qs(urlsplit(answer.headers["Location"]).query)["code"][0]


def exchange(platform: Platform, code: str) -> dict[str, Any]:
    account = platform.account
    return platform.api(
        "GET",
        f"/sns/oauth2/access_token?appid={account.appid}&secret={account.secret}&code={code}&grant_type=authorization_code",
    )


def test_a_code_is_worth_an_openid_once(platform: Platform) -> None:
    answer = authorize(platform)
    code = code_of(answer)

    first, second = exchange(platform, code), exchange(platform, code)

    assert answer.headers["Location"].startswith(BACK + "?code=")
    assert answer.headers["Location"].endswith("&state=s1")
    assert first["openid"] == platform.user(0).openid
    assert second["errcode"] == 40163


def test_a_code_lives_five_minutes(platform: Platform) -> None:
    code = code_of(authorize(platform))
    platform.advance(301)

    assert exchange(platform, code)["errcode"] == 40029


def test_names_are_told_only_with_consent(platform: Platform) -> None:
    base = exchange(platform, code_of(authorize(platform)))
    full = exchange(platform, code_of(authorize(platform, scope="snsapi_userinfo")))
    ask = "/sns/userinfo?access_token={access_token}&openid={openid}"

    assert platform.api("GET", ask.format(**base))["errcode"] == 48001
    assert platform.api("GET", ask.format(**full))["openid"] == full["openid"]
    assert platform.api("GET", ask.replace("userinfo", "auth").format(**base))["errcode"] == 0


@pytest.mark.parametrize("wrong", [{"scope": "x"}, {"state": "s" * 129}, {"redirect_uri": "nowhere"}, {"appid": "wx0"}])
def test_a_wrong_request_ends_on_an_error_page(platform: Platform, wrong: dict[str, str]) -> None:
    answer = authorize(platform, **wrong)

    assert answer.status_code == 200
    assert "<h1>" in answer.text


def test_the_domain_must_be_the_configured_one(platform: Platform) -> None:
    platform.config(oauth_domains=["example.cn"])

    assert "10003" in authorize(platform).text


def test_a_browser_that_does_not_say_who_it_is_may_choose(platform: Platform) -> None:
    page = authorize(platform, sandbox_openid="").text

    assert "小林（演示）" in page
    assert platform.user("小林（演示）").openid in page


def test_subscription_accounts_have_no_oauth() -> None:
    with Platform(preset="certified_subscription", followers=1) as platform:
        assert "10005" in authorize(platform).text
