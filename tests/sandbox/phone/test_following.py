"""Following, scanning a community's code, leaving, and handing the phone to someone else."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from sandbox.driver import Platform
from tests.browser import PHONE_WIDTH, OpenPage
from tests.sandbox.phone.thumb import Phone
from tests.sandbox.webhook import Webhook


@pytest.fixture
def stranger(platform: Platform, webhook: Webhook, chromium_page: OpenPage) -> Phone:
    """The phone of a resident who does not follow yet."""
    return Phone.open(chromium_page(PHONE_WIDTH), platform.url)


def test_a_stranger_sees_the_accounts_page_and_no_chat(stranger: Phone) -> None:
    expect(stranger.page.get_by_role("button", name="关注公众号", exact=True)).to_be_visible()
    expect(stranger.log).to_be_hidden()


def test_after_following_the_chat_opens_with_the_greeting(stranger: Phone, webhook: Webhook) -> None:
    stranger.tap("关注公众号")

    stranger.sees("已关注公众号")
    stranger.sees("echo")
    assert webhook.heard[-1].message["Event"] == "subscribe"


def test_scanning_a_code_follows_with_its_scene(platform: Platform, stranger: Phone, webhook: Webhook) -> None:
    platform.scenes(junmen="军门社区")

    stranger.tap("扫社区二维码关注")
    stranger.page.get_by_role("button", name="军门社区").click()

    stranger.sees("已关注公众号")
    expect(stranger.account_says).to_have_count(1)
    assert webhook.heard[-1].message["EventKey"] == "qrscene_junmen"


def test_a_follower_scans_a_code_by_its_scene_value(phone: Phone, webhook: Webhook) -> None:
    phone.more("扫一扫")
    phone.page.get_by_label("场景值（二维码里的参数）").fill("pingshan")
    phone.tap("扫这个码")

    phone.sees("扫描了二维码：pingshan")
    expect(phone.account_says).to_have_count(2)
    assert webhook.heard[-1].message["Event"] == "SCAN"


def test_leaving_asks_first_and_then_shows_the_accounts_page(phone: Phone, webhook: Webhook) -> None:
    phone.tap("公众号资料")
    phone.tap("不再关注")
    expect(phone.page.get_by_role("dialog")).to_contain_text("就收不到它发的消息了")
    phone.tap("不再关注")

    expect(phone.page.get_by_role("button", name="关注公众号", exact=True)).to_be_visible()
    expect(phone.log).to_be_hidden()


def test_each_resident_has_a_chat_of_their_own(platform: Platform, phone: Phone) -> None:
    phone.say("我是依姆")
    phone.sees("echo 我是依姆")
    platform.user("陈伯（演示）").follow()

    phone.hold("陈伯（演示）")

    phone.sees("已关注公众号")
    expect(phone.log).not_to_contain_text("我是依姆")


def test_the_phone_remembers_who_holds_it(platform: Platform, phone: Phone) -> None:
    phone.hold("小林（演示）")
    expect(phone.page.locator("#who-name")).to_have_text("小林（演示）")

    phone.page.reload()

    expect(phone.page.locator("#who-name")).to_have_text("小林（演示）")


def test_a_new_resident_starts_without_following(platform: Platform, phone: Phone) -> None:
    phone.page.locator("#who").click()
    phone.page.get_by_label("称呼").fill("林师傅")
    phone.tap("添加")

    expect(phone.page.locator("#who-name")).to_have_text("林师傅")
    expect(phone.page.get_by_role("button", name="关注公众号", exact=True)).to_be_visible()
    assert [user["subscribed"] for user in platform.users() if user["name"] == "林师傅"] == [False]
