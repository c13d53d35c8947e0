"""What makes the console pleasant, as a worker meets it: live lists, kept forms, keys, undo; and no scripts at all."""

from collections.abc import Collection, Iterator
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect
from sqlalchemy import select
from werkzeug.serving import make_server

from bot.app import Kit
from bot.console.models import ConsoleDraft
from bot.progress import Progress
from tests.bot.console.conftest import StoppedClock
from tests.bot.console.letters import WORK, Letter, add_letter, with_letters
from tests.bot.workers.builders import PASSWORD
from tests.browser import DESK_WIDTH, OpenPage, sideways

__all__ = ["with_letters"]

PHONE = 360
REFUSED = ("status of 403", "status of 422")  # Chromium writes it into its console when a form is refused


@pytest.fixture
def site(with_letters: Flask, kit: Kit) -> Iterator[str]:
    with kit.sessions.begin() as session:
        for number, subject in enumerate(["低保多久批下来", "电梯加装公示", "高龄津贴停发", "公租房轮候"]):
            add_letter(session, subject, "350102001001", pages=number)
    server = make_server("127.0.0.1", 0, with_letters, threaded=True)
    serving = Thread(target=server.serve_forever, daemon=True)
    serving.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


def sign_in(page: Page, wanted: str) -> None:
    page.goto(wanted)
    page.get_by_label("登录名").fill("wang")
    page.get_by_label("密码", exact=True).fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="登录", exact=True).click()


@pytest.fixture
def open_signed_in(site: str, chromium_page: OpenPage) -> OpenPage:
    def open_page(width: int = DESK_WIDTH, *, allowed: Collection[str] = REFUSED) -> Page:
        page = chromium_page(width, allowed=allowed)
        sign_in(page, f"{site}/console/letters/")
        return page

    return open_page


def subjects(page: Page) -> list[str]:
    return page.locator("tbody td:first-child").all_inner_texts()


def wait_for_draft(page: Page, kit: Kit) -> None:
    """What is sent while a page is being left comes when it comes."""
    for _ in range(200):
        with kit.sessions.read() as session:
            if session.scalars(select(ConsoleDraft)).all():
                return
        page.wait_for_timeout(50)
    pytest.fail("nothing was kept")


@pytest.mark.parametrize("width", [PHONE, DESK_WIDTH])
def test_a_list_follows_what_is_written_and_the_address_follows_the_list(open_signed_in: OpenPage, width: int) -> None:
    page = open_signed_in(width)

    page.get_by_role("searchbox").press_sequentially("津贴")

    expect(page.get_by_role("status")).to_have_text("找到 1 封")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_role("searchbox")).to_be_focused()
    assert page.url.endswith("/console/letters/?q=%E6%B4%A5%E8%B4%B4")
    assert sideways(page) == 0


def test_headings_sort_by_the_keyboard_and_keep_the_focus(open_signed_in: OpenPage) -> None:
    page = open_signed_in()

    page.get_by_role("link", name="页数").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="页数")).to_have_attribute("aria-sort", "ascending")
    expect(page.get_by_role("link", name="页数")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("columnheader", name="页数")).to_have_attribute("aria-sort", "descending")

    expect(page.get_by_role("link", name="页数")).to_be_focused()
    assert subjects(page)[0] == "公租房轮候"


def test_a_phone_sorts_by_the_menu_of_orders(open_signed_in: OpenPage) -> None:
    page = open_signed_in(PHONE)

    page.get_by_text("筛选和排序").click()
    page.get_by_label("排序").select_option(label="页数，从大到小")

    expect(page.locator("tbody td:first-child").first).to_have_text("公租房轮候")


def test_a_session_that_is_over_turns_a_list_into_the_sign_in_page(
    open_signed_in: OpenPage, clock: StoppedClock
) -> None:
    page = open_signed_in()
    clock.pass_(timedelta(hours=2))

    page.get_by_role("searchbox").press_sequentially("津贴")

    expect(page.get_by_role("heading", name="工作人员登录")).to_be_visible()


def test_a_form_survives_its_closed_tab(open_signed_in: OpenPage, site: str, kit: Kit) -> None:
    page = open_signed_in()
    page.goto(f"{site}/console/letters/1")
    with page.expect_response("**/console/drafts/"):
        page.get_by_label("标题").fill("写到一半")
        page.get_by_label("养老服务").check()
    expect(page.get_by_text("草稿已存")).to_be_visible()
    other = page.context.new_page()
    page.close()

    other.goto(f"{site}/console/")
    other.get_by_role("link", name="来信：低保").click()
    expect(other.get_by_label("标题")).to_have_value("写到一半")
    expect(other.get_by_label("养老服务")).to_be_checked()
    other.get_by_label("鼓楼区").check()
    other.get_by_role("button", name="提交").click()

    expect(other.get_by_text("来信记下了。")).to_be_visible()
    other.goto(f"{site}/console/letters/1")
    expect(other.get_by_text("有一份没有提交的草稿")).to_have_count(0)
    other.context.close()


def test_a_button_pressed_twice_sends_its_form_once(open_signed_in: OpenPage, site: str) -> None:
    page = open_signed_in()
    page.goto(f"{site}/console/letters/1")
    page.get_by_label("标题").fill("只说一次")
    page.get_by_label("鼓楼区").check()
    sent: list[Route] = []
    page.route("**/console/letters/1", lambda route: sent.append(route))  # noqa: PLW0108  (Playwright binds to it)

    button = page.get_by_role("button", name="提交")
    button.evaluate("button => { button.click(); window.setTimeout(() => button.click(), 100); }")
    page.wait_for_timeout(400)

    assert len(sent) == 1
    sent[0].continue_()
    expect(page.get_by_text("来信记下了。")).to_be_visible()


def test_what_was_written_a_moment_before_leaving_is_kept_too(open_signed_in: OpenPage, site: str, kit: Kit) -> None:
    page = open_signed_in()
    page.goto(f"{site}/console/letters/1")

    page.get_by_label("标题").fill("刚写的")
    page.goto(f"{site}/console/letters/")
    wait_for_draft(page, kit)

    page.goto(f"{site}/console/letters/1")
    page.get_by_role("link", name="继续填写").click()
    expect(page.get_by_label("标题")).to_have_value("刚写的")


def test_a_form_survives_a_session_that_is_over(
    open_signed_in: OpenPage, site: str, kit: Kit, clock: StoppedClock
) -> None:
    page = open_signed_in(PHONE)
    page.goto(f"{site}/console/letters/1")
    page.get_by_label("标题").fill("隔了两个小时")
    page.get_by_label("鼓楼区").check()
    clock.pass_(timedelta(hours=2))

    page.get_by_role("button", name="提交").click()
    page.get_by_role("link", name="去登录，接着填").click()
    sign_in(page, page.url)

    expect(page.get_by_label("标题")).to_have_value("隔了两个小时")
    expect(page.get_by_label("鼓楼区")).to_be_checked()
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("来信记下了。")).to_be_visible()


def test_what_is_wrong_is_said_at_the_top_and_leads_to_the_field(open_signed_in: OpenPage, site: str) -> None:
    page = open_signed_in()
    page.goto(f"{site}/console/letters/1")
    page.get_by_label("标题").fill(" ")
    page.evaluate(
        "document.querySelectorAll('[required]').forEach(field => { field.required = false; field.value = '' })"
    )

    page.get_by_role("button", name="提交").click()

    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_role("alert")).to_contain_text("还有 2 处要改")
    page.get_by_role("alert").get_by_role("link", name="请写一句话").click()
    expect(page.get_by_label("标题")).to_be_focused()


def test_undo_takes_back(open_signed_in: OpenPage, site: str, kit: Kit) -> None:
    page = open_signed_in(PHONE)
    page.goto(f"{site}/console/letters/1")
    page.get_by_label("标题").fill("写错了")
    page.get_by_label("鼓楼区").check()
    page.get_by_role("button", name="提交").click()

    page.get_by_role("button", name="撤销").click()

    expect(page.get_by_text("撤销了。")).to_be_visible()
    with kit.sessions.read() as session:
        assert "写错了" not in session.scalars(select(Letter.subject)).all()


def test_keys_lead_to_search_and_to_do_but_not_while_writing_nor_when_turned_off(
    open_signed_in: OpenPage, site: str
) -> None:
    page = open_signed_in()
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.keyboard.type("gt?")
    expect(page.get_by_role("searchbox")).to_have_value("gt?")
    page.get_by_role("heading").click()

    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    with page.expect_navigation():
        page.keyboard.type("gt")
    expect(page.get_by_role("heading", name="待办")).to_be_visible()

    page.get_by_role("button", name="键盘快捷键").click()
    page.get_by_label("使用快捷键").uncheck()
    page.get_by_role("button", name="关闭").click()
    page.goto(f"{site}/console/letters/")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).not_to_be_focused()


def test_the_menu_of_a_phone_opens_and_closes_by_the_keyboard(open_signed_in: OpenPage) -> None:
    page = open_signed_in(PHONE)
    menu = page.get_by_role("button", name="菜单")
    expect(page.get_by_role("link", name="问法")).to_be_hidden()

    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="问法")).to_be_visible()
    expect(menu).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")

    expect(page.get_by_role("link", name="问法")).to_be_hidden()
    expect(menu).to_be_focused()


def test_a_place_is_found_by_writing_a_part_of_its_name(open_signed_in: OpenPage, site: str) -> None:
    page = open_signed_in(PHONE)
    page.goto(f"{site}/console/letters/1")

    page.get_by_label("找一个地方").fill("达明")

    expect(page.get_by_label("达明社区")).to_be_visible()
    expect(page.get_by_label("中山社区")).to_be_hidden()
    page.get_by_label("找一个地方").fill("没有的")
    expect(page.get_by_text("没有这个地方。")).to_be_visible()


def test_the_page_that_waits_shows_the_end_by_itself(open_signed_in: OpenPage, site: str, kit: Kit) -> None:
    page = open_signed_in()
    Progress(kit.sessions, kit.clock, "letters").tell("正在核验", 3, 10)
    page.goto(f"{site}/console/letters/work")
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "3")

    WORK["over"] = True
    Progress(kit.sessions, kit.clock, "letters").end()

    expect(page.get_by_role("heading", name="核验完了")).to_be_visible(timeout=20_000)


def test_without_scripts_everything_essential_works(site: str, chromium: Browser, kit: Kit) -> None:
    page = chromium.new_context(java_script_enabled=False, locale="zh-CN").new_page()
    sign_in(page, f"{site}/console/letters/")

    page.get_by_role("searchbox").fill("津贴")
    page.get_by_role("button", name="查找").click()
    assert subjects(page) == ["高龄津贴停发"]
    page.get_by_role("link", name="页数").click()
    page.goto(f"{site}/console/letters/1")
    page.get_by_label("标题").fill("没有脚本")
    page.get_by_text("鼓东街道的 2 个社区").click()
    page.get_by_label("中山社区").check()
    page.get_by_role("button", name="提交").click()
    page.get_by_role("button", name="撤销").click()
    page.get_by_role("button", name="退出登录").click()

    assert "您已退出登录" in page.inner_text("main")
    with kit.sessions.read() as session:
        assert "没有脚本" not in session.scalars(select(Letter.subject)).all()
    page.context.close()
