"""The menu: what is accepted, who sees which, and what pressing does."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from sandbox.driver import Platform, SandboxRefused
from tests.sandbox.product import Product
from tests.sandbox.webhook import Webhook

MENU: list[dict[str, Any]] = [
    {"type": "click", "name": "帮助", "key": "help"},
    {"name": "办事", "sub_button": [{"type": "view", "name": "官网", "url": "http://example.cn/"}]},
    {"type": "scancode_waitmsg", "name": "扫码", "key": "scan"},
]


def test_what_was_created_is_shown_and_can_be_pressed(platform: Platform, product: Product, webhook: Webhook) -> None:
    product.post("menu/create", {"button": MENU})

    for path in ((0,), (1, 0), (2,)):
        platform.user(0).press(*path)

    events = [(heard.message["Event"], heard.message["EventKey"]) for heard in webhook.heard]
    assert events == [("CLICK", "help"), ("VIEW", "http://example.cn/"), ("scancode_waitmsg", "scan")]
    assert platform.control("GET", "/account")["menu"]["button"][0]["name"] == "帮助"


def test_a_button_that_is_not_there_cannot_be_pressed(platform: Platform, product: Product) -> None:
    product.post("menu/create", {"button": MENU})

    with pytest.raises(SandboxRefused, match="菜单里没有这个按钮"):
        platform.user(0).press(1)


@pytest.mark.parametrize(
    ("button", "errcode"),
    [
        ([], 40016),
        (MENU + MENU[:1], 40016),
        ([{"type": "click", "name": "名字长得放不下了", "key": "k"}], 40018),
        ([{"type": "view", "name": "无址"}], 40027),
        ([{"type": "click", "name": "长", "key": "k" * 129}], 40019),
        ([{"type": "dance", "name": "舞", "key": "k"}], 40017),
        ([{"name": "多", "sub_button": [MENU[0]] * 6}], 40023),
    ],
)
def test_a_bad_menu_is_refused(product: Product, button: list[Any], errcode: int) -> None:
    assert product.post("menu/create", {"button": button})["errcode"] == errcode
    assert product.get("menu/get")["errcode"] == 46003


def test_escaped_characters_are_refused(platform: Platform, product: Product) -> None:
    raw = '{"button":[{"type":"click","name":"\\u5e2e","key":"k"}]}'

    answer = requests.post(f"{platform.url}/cgi-bin/menu/create?access_token={product.token}", data=raw, timeout=5)

    assert answer.json()["errcode"] == 40033


def test_a_tag_can_have_its_own_menu(platform: Platform, product: Product) -> None:
    rule = {"tag_id": str(product.post("tags/create", {"tag": {"name": "长辈"}})["tag"]["id"])}
    assert product.post("menu/addconditional", {"button": MENU[:1], "matchrule": rule})["errcode"] == 65303
    product.post("menu/create", {"button": MENU})
    added = product.post("menu/addconditional", {"button": MENU[:1], "matchrule": rule})
    openid = platform.user(0).openid
    product.post("tags/members/batchtagging", {"tagid": int(rule["tag_id"]), "openid_list": [openid]})

    tagged = product.post("menu/trymatch", {"user_id": openid})["button"]
    product.post("menu/delconditional", {"menuid": added["menuid"]})

    assert len(tagged) == 1
    assert len(product.post("menu/trymatch", {"user_id": openid})["button"]) == 3


def test_deleting_removes_everything(product: Product) -> None:
    product.post("menu/create", {"button": MENU})
    assert product.get("get_current_selfmenu_info")["is_menu_open"] == 1

    product.get("menu/delete")

    assert product.get("menu/get")["errcode"] == 46003
