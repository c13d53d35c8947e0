"""Mass messages: who gets them, how often, and what the webhook is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from sandbox.driver import Platform
from tests.sandbox.conftest import WaitFor
from tests.sandbox.product import Product
from tests.sandbox.webhook import Webhook

Settled = Callable[[], None]


def to_all(text: str = "停水通知", **more: Any) -> dict[str, Any]:
    return {"filter": {"is_to_all": True}, "msgtype": "text", "text": {"content": text}, **more}


def masses(platform: Platform, number: int) -> list[str]:
    return [entry["text"] for entry in platform.inbox(number) if entry["kind"] == "mass"]


def test_a_tag_gets_the_message_and_the_webhook_the_counts(
    platform: Platform, product: Product, event: WaitFor
) -> None:
    tag = product.post("tags/create", {"tag": {"name": "东街"}})["tag"]["id"]
    members = [platform.user(number).openid for number in (0, 1)]
    product.post("tags/members/batchtagging", {"tagid": tag, "openid_list": members})
    platform.user(1).set(blocks=True)

    answer = product.post("message/mass/sendall", to_all() | {"filter": {"is_to_all": False, "tag_id": tag}})
    told = event("MASSSENDJOBFINISH").message

    assert answer["errmsg"] == "send job submission success"
    assert answer["msg_id"] > 2**31
    assert [told[name] for name in ("TotalCount", "FilterCount", "SentCount", "ErrorCount")] == ["2", "1", "1", "0"]
    assert told["MsgID"] == str(answer["msg_id"])
    assert (masses(platform, 0), masses(platform, 1), masses(platform, 2)) == (["停水通知"], [], [])
    assert product.post("message/mass/get", {"msg_id": answer["msg_id"]})["msg_status"] == "SEND_SUCCESS"


def test_a_filter_without_a_tag_is_refused(product: Product) -> None:
    for wanted in ({"is_to_all": False, "group_id": 100}, {}, None):
        assert product.post("message/mass/sendall", to_all() | {"filter": wanted})["errcode"] == 40035
    assert (
        product.post("message/mass/sendall", to_all() | {"filter": {"is_to_all": False, "tag_id": 7}})["errcode"]
        == 45159
    )


@pytest.mark.parametrize(("count", "errcode"), [(1, 40130), (2, 0), (10_000, 0), (10_001, 40032)])
def test_a_list_has_two_to_ten_thousand(platform: Platform, product: Product, count: int, errcode: int) -> None:
    openids = [platform.user(0).openid, *("o" + str(number).zfill(27) for number in range(count - 1))]

    answer = product.post("message/mass/send", {"touser": openids, "msgtype": "text", "text": {"content": "好"}})

    assert answer["errcode"] == errcode


def test_a_follower_gets_four_a_month(platform: Platform, product: Product, settled: Settled) -> None:
    for number in range(5):
        product.post("message/mass/sendall", to_all(f"第{number + 1}条"))
        settled()
    before = masses(platform, 0)
    platform.advance(to_next_month=True)
    product.token = product.stable_token()["access_token"]
    product.post("message/mass/sendall", to_all("下月"))
    settled()

    assert before == [f"第{number}条" for number in range(1, 5)]
    assert masses(platform, 0)[-1] == "下月"
    assert platform.mass_jobs()[4]["counts"] == [3, 0, 0, 0]


def test_the_same_clientmsgid_makes_one_job_a_day(platform: Platform, product: Product) -> None:
    first = product.post("message/mass/sendall", to_all(clientmsgid="n-1"))

    soon = product.post("message/mass/sendall", to_all(clientmsgid="n-1"))
    platform.advance(61)
    later = product.post("message/mass/sendall", to_all(clientmsgid="n-1"))
    platform.advance(86400)
    product.token = product.stable_token()["access_token"]
    next_day = product.post("message/mass/sendall", to_all(clientmsgid="n-1"))

    assert soon["errcode"] == 45066
    assert (later["errcode"], later["msg_id"]) == (45065, first["msg_id"])
    assert "msg_data_id" not in later
    assert next_day["errcode"] == 0
    assert len(platform.mass_jobs()) == 2


def test_equal_texts_without_an_id_collide(platform: Platform, product: Product) -> None:
    product.post("message/mass/sendall", to_all("同样"))
    platform.advance(61)

    assert product.post("message/mass/sendall", to_all("同样"))["errcode"] == 45065
    assert product.post("message/mass/sendall", to_all("不同"))["errcode"] == 0


def test_a_long_clientmsgid_is_refused(platform: Platform, product: Product) -> None:
    assert product.post("message/mass/sendall", to_all(clientmsgid="x" * 33))["errcode"] == 45067
    platform.config(clientmsgid_limit=64)
    assert product.post("message/mass/sendall", to_all(clientmsgid="x" * 33))["errcode"] == 0


def test_a_subscription_account_sends_once_a_day() -> None:
    with Platform(preset="certified_subscription", followers=1) as platform:
        product = Product(platform)

        codes = [product.post("message/mass/sendall", to_all(text))["errcode"] for text in "一二"]

        assert codes == [0, 45028]
        platform.advance(days=1)
        product.token = product.stable_token()["access_token"]
        assert product.post("message/mass/sendall", to_all("三"))["errcode"] == 0


def test_a_protected_message_to_all_waits_for_the_administrator(
    platform: Platform, product: Product, event: WaitFor
) -> None:
    platform.config(mass_protection=True)
    job = product.post("message/mass/sendall", to_all())["msg_id"]

    waiting = masses(platform, 0)
    platform.control("POST", "/mass/confirm", {"msg_id": job, "accept": True})

    assert waiting == []
    assert event("MASSSENDJOBFINISH").message["Status"] == "send success"


@pytest.mark.parametrize(("wait_s", "status"), [(0, "err(40001)"), (1801, "err(40002)")])
def test_a_refused_or_forgotten_message_is_reported(
    platform: Platform, product: Product, event: WaitFor, wait_s: int, status: str
) -> None:
    platform.config(mass_protection=True)
    job = product.post("message/mass/sendall", to_all())["msg_id"]

    if wait_s:
        platform.advance(wait_s)
    else:
        platform.control("POST", "/mass/confirm", {"msg_id": job, "accept": False})

    assert event("MASSSENDJOBFINISH").message["Status"] == status
    assert masses(platform, 0) == []


@pytest.mark.parametrize(("callback", "times"), [("normal", 1), ("twice", 2), ("lost", 0)])
def test_the_report_can_come_twice_or_never(
    platform: Platform, product: Product, webhook: Webhook, settled: Settled, callback: str, times: int
) -> None:
    platform.config(callback=callback)

    product.post("message/mass/sendall", to_all())
    settled()

    assert len(webhook.heard) == times
    assert masses(platform, 0) == ["停水通知"]


def test_the_report_can_come_a_day_late(platform: Platform, product: Product, event: WaitFor) -> None:
    platform.config(callback="late")
    product.post("message/mass/sendall", to_all())

    platform.advance(days=1, seconds=5)

    assert event("MASSSENDJOBFINISH").message["Status"] == "send success"


def test_the_report_can_come_before_the_answer(platform: Platform, product: Product, webhook: Webhook) -> None:
    platform.config(callback="before_answer")

    product.post("message/mass/sendall", to_all())

    assert [heard.message["Event"] for heard in webhook.heard] == ["MASSSENDJOBFINISH"]


def test_articles_are_sent_from_a_draft_which_then_is_gone(
    platform: Platform, product: Product, event: WaitFor
) -> None:
    thumb = product.upload("material/add_material", "thumb", b"jpeg")["media_id"]
    article = {"title": "公示", "content": "<p>名单</p>", "thumb_media_id": thumb}
    draft = product.post("draft/add", {"articles": [article]})["media_id"]

    answer = product.post(
        "message/mass/sendall", {"filter": {"is_to_all": True}, "msgtype": "mpnews", "mpnews": {"media_id": draft}}
    )
    told = event("MASSSENDJOBFINISH").message

    assert answer["msg_data_id"] > 0
    assert told["ArticleUrlResult"]["Count"] == "1"
    assert platform.inbox(0)[-1]["articles"][0]["title"] == "公示"
    assert product.post("draft/get", {"media_id": draft})["errcode"] == 40007


def test_a_preview_reaches_one_person(platform: Platform, product: Product) -> None:
    body = {"touser": platform.user(0).openid, "msgtype": "text", "text": {"content": "预览"}}

    product.post("message/mass/preview", body)

    assert (masses(platform, 0), masses(platform, 1)) == (["预览"], [])


def test_the_speed_is_zero_to_four(product: Product) -> None:
    assert product.post("message/mass/speed/set", {"speed": 4})["errcode"] == 0
    assert product.post("message/mass/speed/get", {})["realspeed"] == 10
    assert product.post("message/mass/speed/set", {"speed": 5})["errcode"] == 45083
    assert product.post("message/mass/speed/set", {})["errcode"] == 45084


def test_more_than_sixty_a_minute_are_refused(product: Product) -> None:
    codes = {product.post("message/mass/sendall", to_all(str(number)))["errcode"] for number in range(62)}

    assert 45011 in codes
