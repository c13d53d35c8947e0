"""Tokens live, overlap and die as WeChat's do."""

from __future__ import annotations

import pytest

from sandbox.driver import Platform
from tests.sandbox.product import Product


def test_a_stable_token_stays_the_same_and_its_rest_shrinks(platform: Platform, product: Product) -> None:
    platform.advance(1000)

    again = product.stable_token()

    assert again["access_token"] == product.token
    assert 6100 <= again["expires_in"] <= 6200


def test_in_the_last_five_minutes_there_is_a_new_one_and_both_work(platform: Platform, product: Product) -> None:
    platform.advance(7200 - 299)

    fresh = product.stable_token()["access_token"]

    assert fresh != product.token
    assert "tags" in product.get("tags/get")
    platform.advance(300)
    assert product.get("tags/get")["errcode"] == 42001


def test_plain_tokens_replace_each_other_and_leave_the_stable_one_alone(platform: Platform, product: Product) -> None:
    first = product.plain_token()["access_token"]
    product.plain_token()
    platform.advance(301)

    replaced = platform.api("GET", f"/cgi-bin/tags/get?access_token={first}")

    assert replaced["errcode"] == 40001
    assert "tags" in product.get("tags/get")


def test_forcing_kills_the_old_token_but_not_twice_in_half_a_minute(platform: Platform, product: Product) -> None:
    forced = product.stable_token(force_refresh=True)["access_token"]

    assert product.get("tags/get")["errcode"] == 40001
    assert product.stable_token(force_refresh=True)["access_token"] == forced
    platform.advance(31)
    assert product.stable_token(force_refresh=True)["access_token"] != forced


def test_forcing_is_possible_twenty_times_a_day(platform: Platform, product: Product) -> None:
    for _ in range(20):
        product.stable_token(force_refresh=True)
        platform.advance(31)

    assert product.stable_token(force_refresh=True)["errcode"] == 45009


@pytest.mark.parametrize(
    ("wrong", "errcode"),
    [
        ({"grant_type": "x"}, 40002),
        ({"appid": "wx0"}, 40013),
        ({"secret": "no"}, 40001),
        ({"appid": ""}, 41002),
        ({"secret": ""}, 41004),
    ],
)
def test_wrong_credentials_are_named(product: Product, wrong: dict[str, str], errcode: int) -> None:
    assert product.stable_token(**wrong)["errcode"] == errcode
    assert product.plain_token(**wrong)["errcode"] == errcode


def test_an_address_outside_the_list_gets_no_token(platform: Platform, product: Product) -> None:
    platform.config(ip_whitelist=["203.0.113.9"])

    answer = product.stable_token()

    assert answer["errcode"] == 40164
    assert "127.0.0.1" in answer["errmsg"]


@pytest.mark.parametrize(("query", "errcode"), [("", 41001), ("?access_token=nonsense", 40014)])
def test_the_token_is_checked_before_the_parameters(platform: Platform, query: str, errcode: int) -> None:
    assert platform.api("POST", "/cgi-bin/message/custom/send" + query, {})["errcode"] == errcode


def test_the_day_has_two_thousand_plain_tokens(platform: Platform, product: Product) -> None:
    platform.config(quota_factor=0.001)

    codes = [product.plain_token().get("errcode") for _ in range(3)]

    assert codes == [None, None, 45009]
    platform.advance(days=1)
    assert "access_token" in product.plain_token()
