"""What residents do arrives at the webhook as WeChat would send it."""

from __future__ import annotations

from sandbox.driver import Platform
from tests.sandbox.product import Product
from tests.sandbox.webhook import Webhook


def test_following_by_a_code_tells_its_scene(platform: Platform, product: Product, webhook: Webhook) -> None:
    made = product.post(
        "qrcode/create", {"action_name": "QR_LIMIT_STR_SCENE", "action_info": {"scene": {"scene_str": "dongjie"}}}
    )
    newcomer = platform.user("小林（演示）")

    newcomer.scan("dongjie")
    newcomer.scan("dongjie")

    told = [(heard.message["Event"], heard.message["EventKey"], heard.message["Ticket"]) for heard in webhook.heard]
    assert told == [("subscribe", "qrscene_dongjie", made["ticket"]), ("SCAN", "dongjie", made["ticket"])]


def test_a_labelled_code_says_where_a_resident_lives(platform: Platform, webhook: Webhook) -> None:
    platform.scenes(dongjie="东街社区")

    platform.user(0).scan("dongjie")

    assert next(user for user in platform.users() if user["number"] == 0)["community"] == "东街社区"


def test_following_without_a_code_has_an_empty_key(platform: Platform, webhook: Webhook) -> None:
    platform.user("小林（演示）").follow()

    assert (webhook.heard[0].message["Event"], webhook.heard[0].message["EventKey"]) == ("subscribe", None)
    assert "MsgId" not in webhook.heard[0].message


def test_leaving_shows_no_failure_line(platform: Platform, webhook: Webhook) -> None:
    webhook.status = 500

    outcome = platform.user(0).unfollow()

    assert outcome.outcomes == ["refused"] * 3
    assert outcome.entries == []


def test_a_voice_may_come_without_being_understood(platform: Platform, webhook: Webhook) -> None:
    platform.user(0).voice("低保怎么办")
    platform.user(0).voice("")
    platform.config(recognition=False)
    platform.user(0).voice("听不见")

    told = [heard.message.get("Recognition", "absent") for heard in webhook.heard]
    assert told == ["低保怎么办", None, "absent"]
    assert webhook.heard[0].message["Format"] == "amr"


def test_a_place_and_a_picture_carry_their_particulars(platform: Platform, webhook: Webhook) -> None:
    platform.user(0).locate(26.08, 119.3, "东街口")
    platform.user(0).image()

    place, picture = (heard.message for heard in webhook.heard)
    assert (place["Location_X"], place["Location_Y"], place["Label"]) == ("26.080000", "119.300000", "东街口")
    assert picture["PicUrl"].startswith(platform.url)


def test_message_ids_are_large_and_differ(platform: Platform, webhook: Webhook) -> None:
    for _ in range(20):
        platform.user(0).say("同样")

    numbers = {int(heard.message["MsgId"]) for heard in webhook.heard}
    assert len(numbers) == 20
    assert min(numbers) > 2**53


def test_the_query_carries_what_wechat_s_does(platform: Platform, webhook: Webhook) -> None:
    platform.user(0).say("你好")

    heard = webhook.heard[0]
    assert set(heard.query) == {"signature", "timestamp", "nonce", "openid", "encrypt_type", "msg_signature"}
    assert heard.query["openid"] == platform.user(0).openid
    assert (heard.headers["User-Agent"], heard.headers["Content-Type"]) == ("Mozilla/4.0", "text/xml")


def test_a_withdrawn_authorisation_is_told(platform: Platform, webhook: Webhook) -> None:
    platform.user(0).revoke()

    message = webhook.heard[0].message
    assert (message["Event"], message["OpenID"]) == ("user_authorization_revoke", platform.user(0).openid)


def test_pushes_can_come_twice_without_cause(platform: Platform, webhook: Webhook) -> None:
    platform.config(duplicate_rate=1.0)

    outcome = platform.user(0).say("一次")

    assert len(webhook.heard) == 2
    assert len(outcome.entries) == 1


def test_hostile_text_arrives_whole(platform: Platform, webhook: Webhook) -> None:
    text = "]]></Content><MsgType>event</MsgType><![CDATA[ & <b>"

    platform.user(0).say(text)

    assert webhook.heard[0].message["Content"] == text
