"""Template messages and subscription notices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.driver import Platform
from tests.sandbox.conftest import WaitFor
from tests.sandbox.product import Product

GOOD = {"thing1": "停水", "thing2": "东街社区", "time3": "2026年11月24日 08:00", "thing4": "请提前储水"}


def a_template(platform: Platform, kind: str = "template") -> str:
    return next(str(item["template_id"]) for item in platform.account.templates if item["kind"] == kind)


def message(platform: Platform, values: dict[str, str], kind: str = "template", **more: Any) -> dict[str, Any]:
    data = {name: {"value": value} for name, value in values.items()}
    return {"touser": platform.user(0).openid, "template_id": a_template(platform, kind), "data": data, **more}


def shown(platform: Platform, kind: str) -> list[list[str]]:
    return [[field["value"] for field in entry["fields"]] for entry in platform.inbox(0) if entry["kind"] == kind]


def test_a_template_message_is_shown_and_reported(platform: Platform, product: Product, event: WaitFor) -> None:
    answer = product.post("message/template/send", message(platform, GOOD))

    told = event("TEMPLATESENDJOBFINISH").message

    assert answer["msgid"] > 2**53
    assert (told["MsgID"], told["Status"], told["FromUserName"]) == (
        str(answer["msgid"]),
        "success",
        platform.user(0).openid,
    )
    assert shown(platform, "template") == [list(GOOD.values())]


def test_residents_see_twenty_characters_and_no_decoration(
    platform: Platform, product: Product, settled: Callable[[], None]
) -> None:
    long = GOOD | {"first": "您好", "thing1": "十" * 25, "thing4": "上\n下😀"}

    product.post("message/template/send", message(platform, long))
    settled()

    assert shown(platform, "template")[0][0] == "十" * 20
    assert shown(platform, "template")[0][3] == "上下"


def test_who_blocks_messages_is_reported(platform: Platform, product: Product, event: WaitFor) -> None:
    platform.user(0).set(blocks=True)

    assert product.post("message/template/send", message(platform, GOOD))["errcode"] == 0
    assert event("TEMPLATESENDJOBFINISH").message["Status"] == "failed:user block"
    assert shown(platform, "template") == []


def test_the_same_client_id_is_delivered_once(
    platform: Platform, product: Product, settled: Callable[[], None]
) -> None:
    for _ in range(2):
        assert product.post("message/template/send", message(platform, GOOD, client_msg_id="a"))["errcode"] == 0
    settled()

    assert len(shown(platform, "template")) == 1


@pytest.mark.parametrize(
    ("change", "errcode"),
    [({"template_id": "none"}, 40037), ({"touser": "none"}, 40003), ({"data": {"thing1": {"value": "x"}}}, 47003)],
)
def test_bad_template_messages_are_refused(
    platform: Platform, product: Product, change: dict[str, Any], errcode: int
) -> None:
    assert product.post("message/template/send", message(platform, GOOD) | change)["errcode"] == errcode


def test_who_left_needs_to_follow(platform: Platform, product: Product) -> None:
    platform.user(0).unfollow()

    assert product.post("message/template/send", message(platform, GOOD))["errcode"] == 43004


def test_one_consent_is_one_notice(platform: Platform, product: Product, event: WaitFor) -> None:
    body = message(platform, GOOD, "subscribe")
    before = product.post("message/subscribe/bizsend", body)["errcode"]
    platform.user(0).popup(a_template(platform, "subscribe"))

    codes = [product.post("message/subscribe/bizsend", body)["errcode"] for _ in range(2)]

    assert (before, codes) == (43101, [0, 43101])
    assert (
        event("subscribe_msg_popup_event").message["SubscribeMsgPopupEvent"]["List"]["SubscribeStatusString"]
        == "accept"
    )
    assert event("subscribe_msg_sent_event").message["SubscribeMsgSentEvent"]["List"]["ErrorStatus"] == "success"
    assert shown(platform, "notice") == [list(GOOD.values())]


def test_a_long_term_consent_is_not_used_up(platform: Platform, product: Product) -> None:
    chosen = [template | {"long_term": True} for template in platform.account.templates]
    platform.config(templates=chosen)
    platform.user(0).popup(a_template(platform, "subscribe"))

    body = message(platform, GOOD, "subscribe")
    assert [product.post("message/subscribe/bizsend", body)["errcode"] for _ in range(3)] == [0, 0, 0]


def test_a_withdrawn_consent_is_worth_nothing(platform: Platform, product: Product, event: WaitFor) -> None:
    notice = a_template(platform, "subscribe")
    platform.user(0).popup(notice)

    platform.user(0).manage(notice)

    assert product.post("message/subscribe/bizsend", message(platform, GOOD, "subscribe"))["errcode"] == 43101
    assert (
        event("subscribe_msg_change_event").message["SubscribeMsgChangeEvent"]["List"]["SubscribeStatusString"]
        == "reject"
    )


@pytest.mark.parametrize(
    ("name", "value"), [("thing1", "长" * 21), ("thing4", "上\n下"), ("time3", "明天早上"), ("thing2", " ")]
)
def test_a_value_that_breaks_its_rule_is_named_and_costs_no_consent(
    platform: Platform, product: Product, name: str, value: str
) -> None:
    platform.user(0).popup(a_template(platform, "subscribe"))

    answer = product.post("message/subscribe/bizsend", message(platform, GOOD | {name: value}, "subscribe"))

    assert answer["errcode"] == 47003
    assert f"data.{name}.value" in answer["errmsg"]
    assert product.post("message/subscribe/bizsend", message(platform, GOOD, "subscribe"))["errcode"] == 0


def test_templates_are_chosen_listed_and_given_back(platform: Platform, product: Product) -> None:
    added = product.post("template/api_add_template", {"template_id_short": "1", "keyword_name_list": ["事项"]})[
        "template_id"
    ]

    assert added in [item["template_id"] for item in product.get("template/get_all_private_template")["template_list"]]
    assert product.post("template/del_private_template", {"template_id": added})["errcode"] == 0
    assert product.post("template/del_private_template", {"template_id": added})["errcode"] == 40037


def test_thousands_of_jobs_are_done_in_their_order(
    platform: Platform, product: Product, settled: Callable[[], None]
) -> None:
    platform.config(time_scale=1.0, callback="lost")
    for number in range(1000):
        product.post("message/template/send", message(platform, GOOD | {"thing1": str(number)}))

    platform.advance(4)

    assert platform.jobs() == []
    assert sorted(int(values[0]) for values in shown(platform, "template")) == list(range(1000))
