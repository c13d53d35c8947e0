"""A resident's whole way in the browser: the sandbox's phone on one side, the product on the other."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from bot.db import Sessions, open_database
from bot.followers import find
from sandbox.driver import Platform
from tests.browser import DESK_WIDTH, PHONE_WIDTH, OpenPage, chromium, chromium_page
from tests.journeys.product import Product
from tests.sandbox.phone.thumb import Phone

__all__ = ["chromium", "chromium_page"]

MILLISECONDS = 20_000  # a browser, a platform and two web processes share a small machine


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Platform, Product]]:
    """One platform and one product for all stories of this module."""
    with Platform() as platform, Product(tmp_path_factory.mktemp("product"), platform, workers=1) as product:
        product.run("dress-trial-account", platform.url)
        yield platform, product


@pytest.fixture(params=[PHONE_WIDTH, DESK_WIDTH], ids=["phone", "desk"])
def phone(request: pytest.FixtureRequest, served: tuple[Platform, Product], chromium_page: OpenPage) -> Phone:
    """The phone of somebody who does not follow yet."""
    expect.set_options(timeout=MILLISECONDS)
    platform, _product = served
    newcomer = platform.add_user(f"新居民{request.param}（演示）")
    phone = Phone.open(chromium_page(request.param), platform.url)
    phone.hold(next(user["name"] for user in platform.users() if user["openid"] == newcomer.openid))
    return phone


def test_a_newcomer_follows_by_scanning_asks_chooses_and_leaves(phone: Phone, served: tuple[Platform, Product]) -> None:
    platform, product = served
    phone.tap("扫社区二维码关注")
    phone.page.get_by_role("dialog").get_by_role("button", name="鼓东街道中山社区").click()
    phone.sees("记下了：您在鼓东街道中山社区")

    phone.say("低保怎么办")
    phone.sees("最低生活保障办事指南")
    phone.sees("区民政局")
    phone.sees("事项编号：SJ-006")

    phone.tap("切换到菜单")
    phone.tap("问事项")
    phone.tap("社会救助")
    phone.sees("您想问的是哪一件")
    phone.account_says.last.get_by_role("link").nth(1).click()
    expect(phone.account_says.last).to_contain_text("事项编号")

    phone.say("留言 楼道灯坏了")
    phone.sees("记下了，工作人员会看到")
    phone.say("我的留言")
    phone.sees("1 条留言")

    openid = platform.users()[-1]["openid"]
    leave(phone)
    expect(phone.page.get_by_role("button", name="关注公众号")).to_be_visible()
    assert is_forgotten(product, openid)


def is_forgotten(product: Product, openid: str) -> bool:
    """Whether the product no longer knows who left; it hears of it after the phone does."""
    sessions = Sessions(open_database(product.database_url))
    deadline = time.monotonic() + MILLISECONDS / 1000
    while time.monotonic() < deadline:
        with sessions.read() as session:
            if find(session.connection(), openid) is None:
                return True
        time.sleep(0.1)
    return False


def leave(phone: Phone) -> None:
    """Unfollow, as one does in WeChat."""
    phone.tap("公众号资料")
    phone.tap("不再关注")
    expect(phone.page.get_by_role("dialog")).to_contain_text("就收不到它发的消息了")
    phone.tap("不再关注")
