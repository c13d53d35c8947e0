"""Followers as the API tells them."""

from __future__ import annotations

import re

import pytest

from sandbox.driver import Platform
from tests.sandbox.product import Product


def pages(product: Product) -> list[int]:
    """How many openids each page has, read as WeChat wants it: until there is no data."""
    sizes, last = [], ""
    while "data" in (page := product.get("user/get", next_openid=last)):
        sizes.append(page["count"])
        last = page["next_openid"]
    return sizes


@pytest.mark.parametrize(
    ("followers", "sizes"),
    [(0, []), (1, [1]), (9_999, [9_999]), (10_000, [10_000]), (10_001, [10_000, 1]), (20_000, [10_000] * 2)],
)
def test_followers_come_in_pages_of_ten_thousand(followers: int, sizes: list[int]) -> None:
    with Platform(followers=followers) as platform:
        assert pages(Product(platform)) == sizes


def test_openids_look_like_wechat_s_and_differ(platform: Platform, product: Product) -> None:
    openids = product.get("user/get")["data"]["openid"]

    assert all(re.fullmatch("o[A-Za-z0-9_-]{27}", openid) for openid in openids)
    assert len(set(openids)) == 3


def test_little_is_told_about_a_follower(platform: Platform, product: Product) -> None:
    product.post("user/info/updateremark", {"openid": platform.user(0).openid, "remark": "三楼"})

    told = product.get("user/info", openid=platform.user(0).openid)

    assert (told["subscribe"], told["nickname"], told["remark"]) == (1, "", "三楼")
    assert "sex" not in told


def test_of_someone_who_left_nothing_is_told(platform: Platform, product: Product) -> None:
    platform.user(0).unfollow()

    told = product.post("user/info/batchget", {"user_list": [{"openid": platform.user(0).openid}]})

    assert told["user_info_list"] == [{"subscribe": 0, "openid": platform.user(0).openid}]


def test_a_hundred_are_told_at_once(platform: Platform, product: Product) -> None:
    one = {"openid": platform.user(0).openid}

    assert len(product.post("user/info/batchget", {"user_list": [one] * 100})["user_info_list"]) == 100
    assert product.post("user/info/batchget", {"user_list": [one] * 101})["errcode"] == 40032


def test_the_list_may_be_asked_for_five_hundred_times_a_day(platform: Platform, product: Product) -> None:
    platform.config(quota_factor=0.004)

    codes = [product.get("user/get").get("errcode") for _ in range(3)]

    assert codes == [None, None, 45009]
