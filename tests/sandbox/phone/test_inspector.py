"""The inspector shows what went over the wire in both directions, and holds the drills."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, expect

from sandbox.driver import Platform
from tests.browser import DESK_WIDTH, OpenPage
from tests.sandbox.phone.thumb import Phone
from tests.sandbox.webhook import Webhook


@pytest.fixture
def desk(platform: Platform, webhook: Webhook, chromium_page: OpenPage) -> Phone:
    """The first resident's phone on a desk, with the inspector beside it."""
    platform.user(0).follow()
    return Phone.open(chromium_page(DESK_WIDTH), platform.url)


def rows(phone: Phone) -> Locator:
    return phone.inspector.get_by_role("list", name="推送和接口记录").get_by_role("button")


def detail(phone: Phone) -> Locator:
    return phone.inspector.get_by_role("region", name="详情")


def test_a_push_is_shown_in_clear_and_as_it_was_sent(platform: Platform, desk: Phone) -> None:
    desk.say("低保怎么办")
    rows(desk).filter(has_text="文字 低保怎么办").click()
    desk.page.get_by_text("实际发出的内容").click()

    shown = detail(desk)
    expect(shown.get_by_label("消息（明文 XML）")).to_contain_text("  <Content><![CDATA[低保怎么办]]></Content>\n")
    expect(shown.get_by_label("公众号的回复（解密后）")).to_contain_text("<Content><![CDATA[echo 低保怎么办]]>")
    expect(shown.get_by_label("实际发出的内容")).to_contain_text("<Encrypt>")
    expect(shown).to_contain_text("msg_signature=")


def test_deliveries_are_listed_with_their_outcomes(platform: Platform, webhook: Webhook, desk: Phone) -> None:
    platform.config(push_timeout_s=0.3)
    webhook.delay_s = lambda number: 3.0 if number == 2 else 0.0

    desk.say("慢一次")
    rows(desk).filter(has_text="已回复（第 2 次）").click()

    table = detail(desk).get_by_role("table", name="投递记录")
    expect(table.get_by_role("row").nth(1)).to_contain_text("超时")
    expect(table.get_by_role("row").nth(2)).to_contain_text("已回复")


def test_an_api_call_is_shown_with_request_and_answer(platform: Platform, desk: Phone) -> None:
    platform.api("POST", "/cgi-bin/message/custom/send?access_token=wrong", {"touser": "o", "msgtype": "text"})

    rows(desk).filter(has_text="发客服消息").click()

    expect(detail(desk).get_by_label("请求")).to_contain_text('"touser": "o"')
    expect(detail(desk)).to_contain_text("access_token=***")
    expect(rows(desk).filter(has_text="发客服消息")).to_contain_text("错误 40014")


def test_the_filter_shows_one_direction(platform: Platform, desk: Phone) -> None:
    platform.api("GET", "/cgi-bin/menu/get")
    expect(rows(desk).filter(has_text="取菜单")).to_be_visible()

    desk.tap("推送")
    expect(rows(desk).filter(has_text="取菜单")).to_have_count(0)
    expect(rows(desk).filter(has_text="推送关注")).to_have_count(1)

    desk.tap("接口")
    expect(rows(desk).filter(has_text="取菜单")).to_have_count(1)
    expect(rows(desk).filter(has_text="推送关注")).to_have_count(0)


def test_the_newest_is_first(desk: Phone) -> None:
    desk.say("先")
    desk.sees("echo 先")
    desk.say("后")

    expect(rows(desk).nth(0)).to_contain_text("文字 后")
    expect(rows(desk).nth(1)).to_contain_text("文字 先")


def test_drills_move_the_platforms_clock(desk: Phone) -> None:
    clock = desk.inspector.locator(".ins-clock")
    expect(clock).to_have_text("2026年11月23日 12:00")
    clock.click()

    desk.tap("1 小时")
    expect(clock).to_have_text("2026年11月23日 13:00")
    desk.tap("1 天")
    expect(clock).to_have_text("2026年11月24日 13:00")
    desk.tap("到下月")
    expect(clock).to_have_text("2026年12月1日 00:00")


def test_messages_of_another_day_say_which(desk: Phone) -> None:
    desk.page.get_by_text("演练工具").click()
    desk.tap("1 天")
    desk.say("昨天的话呢")
    desk.sees("echo 昨天的话呢")

    desk.page.reload()

    expect(desk.log.locator("time")).to_have_text(["昨天 12:00", "12:00"])


def test_clearing_asks_once_more_and_leaves_an_empty_platform(platform: Platform, desk: Phone) -> None:
    desk.page.get_by_text("演练工具").click()
    desk.tap("清空")
    expect(desk.inspector).to_contain_text("居民、聊天、菜单和记录都会清掉，确定？")
    desk.tap("清空")

    expect(desk.page.get_by_role("button", name="关注公众号", exact=True)).to_be_visible()
    expect(desk.inspector).to_contain_text("还没有记录")
    assert not any(user["subscribed"] for user in platform.users())


def test_on_a_phone_the_inspector_is_a_sheet_behind_a_button(platform: Platform, phone: Phone) -> None:
    expect(phone.inspector).to_be_hidden()

    phone.tap("检查")
    rows(phone).filter(has_text="推送关注").click()
    expect(detail(phone).get_by_label("消息（明文 XML）")).to_contain_text("<Event>")
    phone.tap("返回列表")
    expect(rows(phone).filter(has_text="推送关注")).to_be_focused()
    phone.tap("关闭检查器")

    expect(phone.log).to_be_visible()
    expect(phone.page.get_by_role("button", name="检查", exact=True)).to_be_focused()


def test_hostile_wire_text_is_only_text(webhook: Webhook, desk: Phone) -> None:
    webhook.answer = lambda *_: b"<html><img src=x onerror=broken=1><script>window.broken=1</script>"

    desk.say("坏")
    rows(desk).filter(has_text="出错").click()
    desk.page.get_by_text("公众号返回的原文").click()

    expect(detail(desk).get_by_label("公众号返回的原文")).to_contain_text("<script>")
    assert desk.page.evaluate("window.broken") is None
