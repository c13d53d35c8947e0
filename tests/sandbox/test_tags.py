"""Tags and the lists of followers."""

from __future__ import annotations

import pytest

from sandbox.driver import Platform
from tests.sandbox.product import Product


def a_tag(product: Product, name: str = "东街") -> int:
    return int(product.post("tags/create", {"tag": {"name": name}})["tag"]["id"])


def openids(platform: Platform, count: int) -> list[str]:
    return [platform.user(number).openid for number in range(count)]


def test_tags_count_their_followers(platform: Platform, product: Product) -> None:
    tag = a_tag(product)

    product.post("tags/members/batchtagging", {"tagid": tag, "openid_list": openids(platform, 2)})

    assert product.get("tags/get")["tags"][1] == {"id": tag, "name": "东街", "count": 2}
    assert product.post("tags/getidlist", {"openid": platform.user(0).openid}) == {"tagid_list": [tag]}
    assert product.post("user/tag/get", {"tagid": tag})["data"]["openid"] == openids(platform, 2)


def test_a_deleted_tag_leaves_its_followers(platform: Platform, product: Product) -> None:
    tag = a_tag(product)
    product.post("tags/members/batchtagging", {"tagid": tag, "openid_list": openids(platform, 1)})

    product.post("tags/delete", {"tag": {"id": tag}})

    assert product.post("tags/getidlist", {"openid": platform.user(0).openid}) == {"tagid_list": []}


@pytest.mark.parametrize(("name", "errcode"), [("东街", 45157), ("很长" * 6, 45158), ("", 40035)])
def test_a_bad_name_is_refused(product: Product, name: str, errcode: int) -> None:
    a_tag(product)

    assert product.post("tags/create", {"tag": {"name": name}})["errcode"] == errcode


def test_there_are_at_most_a_hundred(product: Product) -> None:
    for number in range(100):
        a_tag(product, f"标签{number}")

    assert product.post("tags/create", {"tag": {"name": "再一个"}})["errcode"] == 45056


def test_the_platform_s_own_tags_cannot_be_changed(product: Product) -> None:
    assert product.post("tags/update", {"tag": {"id": 2, "name": "新"}})["errcode"] == 45058
    assert product.post("tags/delete", {"tag": {"id": 0}})["errcode"] == 45058


@pytest.mark.parametrize(("count", "errcode"), [(0, 40032), (1, 0), (50, 0), (51, 40032)])
def test_up_to_fifty_are_tagged_at_once(count: int, errcode: int) -> None:
    with Platform(followers=60) as platform:
        product = Product(platform)
        body = {"tagid": a_tag(product), "openid_list": openids(platform, count)}

        assert product.post("tags/members/batchtagging", body)["errcode"] == errcode


def test_a_follower_has_at_most_twenty(platform: Platform, product: Product) -> None:
    numbers = [a_tag(product, f"标签{number}") for number in range(21)]
    bodies = [{"tagid": number, "openid_list": openids(platform, 1)} for number in numbers]

    codes = [product.post("tags/members/batchtagging", body)["errcode"] for body in bodies]

    assert codes == [0] * 20 + [45059]


def test_a_stranger_in_the_list_stops_the_whole_list(platform: Platform, product: Product) -> None:
    tag = a_tag(product)

    answer = product.post(
        "tags/members/batchtagging", {"tagid": tag, "openid_list": [*openids(platform, 1), "o" + "x" * 27]}
    )

    assert answer["errcode"] == 49003
    assert product.post("user/tag/get", {"tagid": tag}) == {"count": 0, "next_openid": ""}
