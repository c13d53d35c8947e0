"""Search, guides and 帮我问 as residents meet them, on a phone and at a desk, and the box on another site."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug import Request, Response

from bot.app import Kit
from tests.answers.pages.conftest import serving
from tests.answers.pages.test_often import given
from tests.bot.wechat.stand_in import RememberingWeChat
from tests.browser import DESK_WIDTH, PHONE_WIDTH, OpenPage, sideways

NARROWEST = 320
BOTH = pytest.mark.parametrize("width", [PHONE_WIDTH, DESK_WIDTH])
ADDRESSES = (
    *("/search", "/search?q=低保", "/search?q=办低保要带什么材料", "/search?q=外星人归谁管", "/search?q=我家着火了"),
    *("/asked", "/ask-us", "/ask-us?item=SJ-006", "/embed/", "/embed/search", "/guides/", "/guides/SJ-006"),
    *("/policies/", "/items/SJ-001"),
)
LONG = "我妈八十岁了腿脚不好一个人住想问问有什么补贴可以领要带什么材料去哪里办" * 3


@pytest.fixture
def address(app: Flask, kit: Kit, site: str) -> str:
    """Where the site is, with something asked often, and a WeChat that gives codes."""
    given(kit, 12, "SJ-006")
    codes = [{"ticket": "t", "url": f"http://weixin.qq.com/q/{number}"} for number in range(9)]
    app.extensions["kit"] = replace(kit, wechat=RememberingWeChat(*codes))
    return site


@BOTH
def test_a_resident_searches_from_the_first_page_and_gets_to_the_item(
    address: str, chromium_page: OpenPage, width: int
) -> None:
    page = chromium_page(width)
    page.goto(address)

    page.get_by_role("searchbox").fill("办低保要带什么材料")
    page.get_by_role("button", name="找一找").click()
    page.get_by_role("article").get_by_text("要带什么").wait_for()
    page.get_by_role("link", name="看详细内容").click()

    assert page.get_by_role("heading", level=1).inner_text() == "最低生活保障办事指南"


@BOTH
def test_a_resident_chooses_and_narrows_to_a_domain(address: str, chromium_page: OpenPage, width: int) -> None:
    page = chromium_page(width)
    page.goto(f"{address}/search?q=低保")

    page.get_by_role("link", name="养老服务", exact=True).click()

    page.get_by_role("heading", name="其他有关的：养老服务").wait_for()
    assert page.get_by_role("link", name="养老服务", exact=True).get_attribute("aria-current") == "true"


@BOTH
def test_from_an_item_a_resident_gets_the_code_to_scan(address: str, chromium_page: OpenPage, width: int) -> None:
    page = chromium_page(width)
    page.goto(f"{address}/items/SJ-006")

    page.get_by_role("link", name="帮我问").click()

    picture = page.get_by_role("img", name="公众号的二维码")
    assert picture.evaluate("image => image.complete && image.naturalWidth") >= 200
    page.get_by_text("最低生活保障办事指南", exact=True).last.wait_for()


@BOTH
def test_a_guide_is_found_in_the_navigation(address: str, chromium_page: OpenPage, width: int) -> None:
    page = chromium_page(width)
    page.goto(address)

    page.get_by_role("link", name="办事指南", exact=True).click()
    page.get_by_role("link", name="高龄津贴申领指南").click()

    page.get_by_text("示例", exact=True).wait_for()


def test_policy_and_explanation_stand_beside_each_other_at_a_desk_and_below_on_a_phone(
    address: str, chromium_page: OpenPage
) -> None:
    boxes = {}
    for width in (PHONE_WIDTH, DESK_WIDTH):
        page = chromium_page(width)
        page.goto(f"{address}/policies/")
        sides = page.locator(".sides").first.locator("section")
        boxes[width] = [sides.nth(side).evaluate("side => side.getBoundingClientRect().toJSON()") for side in (0, 1)]

    left, right = boxes[DESK_WIDTH]
    upper, lower = boxes[PHONE_WIDTH]
    assert left["y"] == right["y"]
    assert left["x"] < right["x"]
    assert upper["x"] == lower["x"]
    assert upper["y"] < lower["y"]


@pytest.fixture
def other_site(address: str) -> Iterator[str]:
    """A site of somebody else that frames whatever page of ours its address names."""

    @Request.application
    def framing(request: Request) -> Response:
        return Response(f'<iframe src="{address}{request.full_path}" width="300" height="300">', mimetype="text/html")

    with serving(framing) as other:
        yield other


@BOTH
def test_another_site_shows_the_box_and_what_is_found_opens_beside_it(
    other_site: str, chromium_page: OpenPage, width: int
) -> None:
    page = chromium_page(width, allowed=["favicon.ico"])
    page.goto(f"{other_site}/embed/search")
    box = page.frame_locator("iframe")

    with page.expect_popup() as opened:
        box.get_by_role("searchbox").fill("低保怎么办")
        box.get_by_role("button", name="找一找").click()

    opened.value.get_by_role("heading", name="最低生活保障办事指南").wait_for()
    assert page.url == f"{other_site}/embed/search"


def test_another_site_cannot_frame_any_other_page(other_site: str, chromium_page: OpenPage) -> None:
    page = chromium_page(allowed=["frame-ancestors", "favicon.ico"])

    page.goto(f"{other_site}/search?q=低保")

    assert page.frame_locator("iframe").get_by_role("searchbox").count() == 0


@pytest.mark.parametrize("elder", [False, True])
def test_nobody_scrolls_sideways_however_narrow_the_screen(address: str, chromium_page: OpenPage, elder: bool) -> None:
    page = chromium_page(NARROWEST)
    if elder:
        page.context.add_cookies([{"name": "elder", "value": "1", "url": address}])

    for path in (*ADDRESSES, f"/search?q={LONG}"):
        page.goto(address + path)
        assert sideways(page) == 0, path
