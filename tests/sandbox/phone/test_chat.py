"""A resident writes, speaks, shows a place, and reads what comes back."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from sandbox.driver import Platform
from tests.browser import DESK_WIDTH, PHONE_WIDTH, OpenPage
from tests.sandbox.phone.thumb import Phone
from tests.sandbox.webhook import Webhook

CHOICE = (
    "您想问哪一个？\n"
    '<a href="weixin://bizmsgmenu?msgmenucontent=低保怎么办&msgmenuid=m1">1 低保</a>\n'
    '<a href="weixin://bizmsgmenu?msgmenucontent=%E7%89%B9%E5%9B%B0&amp;msgmenuid=m2">2 特困供养</a>'
)


@pytest.mark.parametrize("width", [PHONE_WIDTH, DESK_WIDTH])
def test_a_resident_asks_and_reads_the_answer(
    platform: Platform, webhook: Webhook, chromium_page: OpenPage, width: int
) -> None:
    platform.user(0).follow()
    phone = Phone.open(chromium_page(width), platform.url)

    phone.say("低保怎么办")

    expect(phone.log.locator("[data-side=resident] .said")).to_have_text("依姆（演示）：低保怎么办")
    expect(phone.account_says.last).to_contain_text("echo 低保怎么办")
    assert webhook.heard[-1].message["Content"] == "低保怎么办"


def test_the_send_button_appears_with_the_words_and_sends_them(phone: Phone, webhook: Webhook) -> None:
    expect(phone.page.get_by_role("button", name="发送", exact=True)).to_be_hidden()

    field = phone.write("老年证")
    phone.tap("发送")

    phone.sees("echo 老年证")
    expect(field).to_have_value("")


def test_enter_belongs_to_the_input_method_while_it_composes(phone: Phone, webhook: Webhook) -> None:
    field = phone.write("dibao")

    field.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True})
    field.press("Shift+Enter")
    field.press_sequentially("x")

    expect(field).to_have_value("dibao\nx")
    assert [heard.message["MsgType"] for heard in webhook.heard] == ["event"]


@pytest.mark.parametrize(("line", "said", "menu_id"), [("1 低保", "低保怎么办", "m1"), ("2 特困供养", "特困", "m2")])
def test_a_tapped_choice_is_sent_with_its_menu_id(
    phone: Phone, webhook: Webhook, line: str, said: str, menu_id: str
) -> None:
    webhook.answer = lambda *_: CHOICE
    phone.say("救助")

    phone.page.get_by_role("link", name=line).click()

    expect(phone.log.locator("[data-side=resident]").last).to_contain_text(said)
    expect(phone.account_says).to_have_count(3)
    assert webhook.heard[-1].message["Content"] == said
    assert webhook.heard[-1].message["bizmsgmenuid"] == menu_id


def test_dictated_words_arrive_as_a_recognised_voice(phone: Phone, webhook: Webhook) -> None:
    phone.write("")
    phone.tap("切换到语音")
    phone.tap("按住 说话")
    phone.page.get_by_label("居民说的话").fill("我想问低保")
    phone.tap("发送语音")

    phone.sees("我想问低保")
    expect(phone.account_says).to_have_count(2)
    assert webhook.heard[-1].message["Recognition"] == "我想问低保"


def test_a_voice_the_platform_did_not_understand_arrives_empty(phone: Phone, webhook: Webhook) -> None:
    phone.more("语音输入")
    phone.page.get_by_label("平台没有识别出文字").check()
    phone.tap("发送语音")

    phone.sees("平台没有识别出文字")
    expect(phone.account_says).to_have_count(2)
    assert webhook.heard[-1].message["MsgType"] == "voice"
    assert not webhook.heard[-1].message["Recognition"]


def test_a_place_from_the_list_arrives_with_its_position(phone: Phone, webhook: Webhook) -> None:
    phone.more("位置")
    phone.tap("三坊七巷（南街街道）")

    phone.sees("北纬 26.0838，东经 119.2967")
    expect(phone.account_says).to_have_count(2)
    assert webhook.heard[-1].message["Location_X"] == "26.083800"


def test_a_place_of_ones_own_arrives_with_its_name(phone: Phone, webhook: Webhook) -> None:
    phone.more("位置")
    phone.page.get_by_label("地点名称").fill("军门社区居委会")
    phone.tap("发送这个位置")

    phone.sees("军门社区居委会")
    expect(phone.account_says).to_have_count(2)
    assert webhook.heard[-1].message["Label"] == "军门社区居委会"


def test_a_picture_is_shown_and_pushed(phone: Phone, webhook: Webhook) -> None:
    phone.more("图片")

    expect(phone.log.get_by_role("img", name="图片")).to_be_visible()
    expect(phone.account_says).to_have_count(2)
    assert webhook.heard[-1].message["MsgType"] == "image"


def test_a_broken_product_shows_the_platforms_own_line(phone: Phone, webhook: Webhook) -> None:
    webhook.answer = lambda *_: b"<html>500</html>"

    phone.say("在吗")

    expect(phone.log.locator("[data-kind=failure]")).to_have_text("该公众号提供的服务出现故障，请稍后再试")


def test_an_unsent_message_stays_in_the_field_and_says_why(
    platform: Platform, webhook: Webhook, chromium_page: OpenPage
) -> None:
    platform.user(0).follow()
    phone = Phone.open(chromium_page(PHONE_WIDTH, allowed=["net::ERR_FAILED"]), platform.url)
    phone.page.route("**/say", lambda route: route.abort())

    field = phone.write("还在吗")
    phone.tap("发送")

    expect(phone.page.get_by_role("alert")).to_have_text("连不上演练平台，请看看它是不是还开着。")
    expect(field).to_have_value("还在吗")


def test_old_messages_are_there_after_a_reload_with_the_time_above(phone: Phone, webhook: Webhook) -> None:
    phone.say("记得我吗")
    phone.sees("echo 记得我吗")

    phone.page.reload()

    phone.sees("echo 记得我吗")
    expect(phone.log.locator("time").first).to_have_text("12:00")
