"""What the account sends of its own accord: customer messages, cards, notices, mass messages, and being seen typing."""

from __future__ import annotations

from playwright.sync_api import expect

from sandbox.driver import Platform
from tests.sandbox.phone.product import send
from tests.sandbox.phone.thumb import Phone

NOTICE = {
    "thing1": {"value": "周六停水"}, "thing2": {"value": "军门社区"}, "time3": {"value": "2026年11月28日 08:00"},
    "thing4": {"value": "请提前蓄水"},
}  # fmt: skip


def test_a_customer_message_appears_by_itself(platform: Platform, phone: Phone) -> None:
    text = {"content": "工作人员：您好，材料可以到社区来交。"}

    send(platform, "message/custom/send", {"touser": platform.user(0).openid, "msgtype": "text", "text": text})

    phone.sees("工作人员：您好，材料可以到社区来交。")


def test_the_title_tells_that_the_account_is_typing(platform: Platform, phone: Phone) -> None:
    typing = {"touser": platform.user(0).openid, "command": "Typing"}
    title = phone.page.get_by_role("heading", level=1)
    expect(title).to_have_text(platform.account.name)

    send(platform, "message/custom/typing", typing)
    expect(title).to_have_text("对方正在输入…")
    expect(phone.log.locator(".typing")).to_be_visible()

    send(platform, "message/custom/typing", typing | {"command": "CancelTyping"})
    expect(title).to_have_text(platform.account.name)


def test_a_template_message_is_a_card_with_its_lines_and_a_link(platform: Platform, phone: Phone) -> None:
    template = platform.account.templates[0]["template_id"]
    body = {"touser": platform.user(0).openid, "template_id": template, "url": "http://127.0.0.1:1/n/1", "data": NOTICE}

    send(platform, "message/template/send", body)

    card = phone.log.locator("[data-kind=template]")
    expect(card).to_contain_text("军门社区")
    expect(card.get_by_role("link", name="查看详情")).to_have_attribute("href", "http://127.0.0.1:1/n/1")


def test_a_subscription_notice_arrives_once_allowed(platform: Platform, phone: Phone) -> None:
    template = platform.account.templates[1]["template_id"]
    phone.tap("公众号资料")
    phone.page.get_by_label("模板编号").fill(template)
    phone.tap("允许")
    phone.sees("同意接收一次通知")

    body = {"touser": platform.user(0).openid, "template_id": template, "data": NOTICE}
    send(platform, "message/subscribe/bizsend", body)

    expect(phone.log.locator("[data-kind=notice]")).to_contain_text("周六停水")


def test_a_mass_message_says_what_it_is(platform: Platform, phone: Phone) -> None:
    text = {"content": "周六上午停水。"}
    body = {"filter": {"is_to_all": True}, "msgtype": "text", "text": text, "clientmsgid": "m-1"}

    send(platform, "message/mass/sendall", body)

    mass = phone.log.locator("[data-kind=mass]")
    expect(mass).to_contain_text("周六上午停水。")
    expect(mass).to_contain_text("群发消息")


def test_an_article_opens_in_a_tab_that_cannot_reach_back(platform: Platform, phone: Phone) -> None:
    article = {"title": "低保标准公布", "description": "提高了", "url": "http://127.0.0.1:1/a", "picurl": ""}
    body = {"touser": platform.user(0).openid, "msgtype": "news", "news": {"articles": [article]}}

    send(platform, "message/custom/send", body)

    link = phone.log.get_by_role("link", name="低保标准公布")
    expect(link).to_have_attribute("target", "_blank")
    expect(link).to_have_attribute("rel", "noopener noreferrer")


def test_what_arrives_for_others_is_counted_until_read(platform: Platform, phone: Phone) -> None:
    platform.user("陈伯（演示）").follow()
    expect(phone.page.get_by_role("button", name="换一位居民，别人有 2 条未读")).to_be_visible()

    phone.hold("陈伯（演示）")

    phone.sees("已关注公众号")
    expect(phone.page.get_by_role("button", name="换一位居民", exact=True)).to_be_visible()
