"""Customer-service messages and the windows they need."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from sandbox.driver import Platform
from tests.sandbox.product import Product
from tests.sandbox.webhook import Webhook

pytestmark = pytest.mark.usefixtures("webhook")


def test_nobody_is_written_to_without_a_window(platform: Platform, product: Product) -> None:
    assert product.text(platform.user(0).openid, "您好")["errcode"] == 45015


def test_after_a_message_five_are_possible(platform: Platform, product: Product) -> None:
    platform.user(0).say("问")

    codes = [product.text(platform.user(0).openid, f"答{number}")["errcode"] for number in range(6)]

    assert codes == [0] * 5 + [45047]
    assert [entry["text"] for entry in platform.inbox(0) if entry["source"] == "custom"] == [f"答{n}" for n in range(5)]


def test_the_window_of_a_message_closes_after_two_days(platform: Platform, product: Product) -> None:
    platform.user(0).say("问")
    platform.advance(48 * 3600 + 1)
    product.token = product.stable_token()["access_token"]

    assert product.text(platform.user(0).openid, "太晚")["errcode"] == 45015


def test_after_a_click_three_are_possible_within_a_minute(platform: Platform, product: Product) -> None:
    platform.user(0).click("help")
    codes = [product.text(platform.user(0).openid, "好")["errcode"] for _ in range(4)]
    platform.advance(61)

    assert codes == [0, 0, 0, 45047]
    assert product.text(platform.user(0).openid, "好")["errcode"] == 45015


def test_a_click_does_not_shrink_the_window_of_a_message(platform: Platform, product: Product) -> None:
    platform.user(0).say("问")
    platform.user(0).click("help")
    platform.advance(3600)

    assert [product.text(platform.user(0).openid, "答")["errcode"] for _ in range(6)] == [0] * 5 + [45047]


def test_who_left_cannot_be_written_to(platform: Platform, product: Product) -> None:
    platform.user(0).say("问")
    platform.user(0).unfollow()

    assert product.text(platform.user(0).openid, "在吗")["errcode"] == 45015


def test_who_comes_back_starts_anew(platform: Platform, product: Product) -> None:
    platform.user(0).say("问")
    platform.user(0).unfollow()
    platform.user(0).follow()

    assert [product.text(platform.user(0).openid, "好")["errcode"] for _ in range(4)] == [0, 0, 0, 45047]


def test_who_refuses_messages_gets_none(platform: Platform, product: Product) -> None:
    platform.user(0).say("问")
    platform.user(0).set(blocks=True)

    assert product.text(platform.user(0).openid, "好")["errcode"] == 48002


def test_a_stranger_is_refused(platform: Platform, product: Product) -> None:
    assert product.text("o" + "x" * 27, "您好")["errcode"] == 40003
    assert product.text(platform.user("小林（演示）").openid, "您好")["errcode"] == 40003


@pytest.mark.parametrize(
    ("body", "errcode"),
    [
        ({"msgtype": "text", "text": {"content": ""}}, 44004),
        ({"msgtype": "text", "text": {"content": "长" * 683}}, 45002),
        ({"msgtype": "poem", "poem": {}}, 40008),
        ({"msgtype": "image", "image": {"media_id": "none"}}, 40007),
        ({"msgtype": "news", "news": {"articles": [{}, {}]}}, 45008),
        ({"msgtype": "mpnews", "mpnews": {"media_id": "none"}}, 40007),
    ],
)
def test_bad_content_is_named_and_costs_nothing(
    platform: Platform, product: Product, body: dict[str, Any], errcode: int
) -> None:
    platform.user(0).say("问")

    answer = product.post("message/custom/send", {"touser": platform.user(0).openid, **body})

    assert answer["errcode"] == errcode
    assert [product.text(platform.user(0).openid, "好")["errcode"] for _ in range(5)] == [0] * 5


def test_a_menu_message_becomes_links_to_tap(platform: Platform, product: Product, webhook: Webhook) -> None:
    platform.user(0).say("选")
    question = {
        "head_content": "您要办哪一项？",
        "list": [{"id": "101", "content": "低保"}],
        "tail_content": "点一下即可",
    }

    product.post("message/custom/send", {"touser": platform.user(0).openid, "msgtype": "msgmenu", "msgmenu": question})
    platform.user(0).say("低保", menu_id="101")

    assert "weixin://bizmsgmenu?msgmenucontent=%E4%BD%8E%E4%BF%9D&msgmenuid=101" in platform.inbox(0)[2]["text"]
    assert webhook.heard[-1].message["bizmsgmenuid"] == "101"


def test_typing_needs_a_window_too(platform: Platform, product: Product) -> None:
    body = {"touser": platform.user(0).openid, "command": "Typing"}

    assert product.post("message/custom/typing", body)["errcode"] == 45015
    platform.user(0).say("问")
    assert product.post("message/custom/typing", body)["errcode"] == 0


def test_escaped_text_is_shown_as_it_was_sent(platform: Platform, product: Product) -> None:
    platform.user(0).say("问")
    raw = f'{{"touser":"{platform.user(0).openid}","msgtype":"text","text":{{"content":"\\u4f60"}}}}'

    requests.post(f"{platform.url}/cgi-bin/message/custom/send?access_token={product.token}", data=raw, timeout=5)

    assert platform.inbox(0)[-1]["text"] == "\\u4f60"


def test_a_personal_account_may_not_write(webhook: Webhook) -> None:
    with Platform(preset="personal_subscription", followers=1) as personal:
        product = Product(personal)

        assert product.text(personal.user(0).openid, "您好")["errcode"] == 48001
        assert product.post("freepublish/submit", {"media_id": "x"})["errcode"] == 48001
        assert "total_count" in product.get("draft/count")
