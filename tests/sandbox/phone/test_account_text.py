"""What an account writes is shown as words: links where a phone would follow them, never markup."""

from __future__ import annotations

from html import escape
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from sandbox.driver import Platform
from tests.browser import PHONE_WIDTH, OpenPage
from tests.sandbox.phone.thumb import Phone
from tests.sandbox.webhook import Webhook

HOSTILE = [
    '<img src="x" onerror="window.broken = 1">',
    "<script>window.broken = 1</script>",
    '<a href="javascript:window.broken=1">看</a>',
    '<a href=" java\tscript:window.broken=1">看</a>',
    '<a href="data:text/html,<script>1</script>">看</a>',
    '<a href="file:///etc/passwd">看</a>',
    '<a href="//other.example/x">看</a>',
    '<a href="http://[broken">看</a>',
    '<a onclick="window.broken=1">看</a>',
    '<a href="vbscript:x">看</a><style>body{display:none}</style>',
]
PIECES = st.sampled_from(
    ['<a href="', "<a href='", '">', "'>", "</a>", "javascript:", "http://甲.example/", "tel:", "%E4", "%", "<b>",
     "weixin://bizmsgmenu?msgmenucontent=", "&msgmenuid=", "0591-87573297", "\n", "&amp;", "低保"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=6)), max_size=12).map("".join)

# Gives for each text what richText makes of it: the element names and link schemes, and the words as they can be read.
READ = """async (texts) => {
    const { richText } = await import("/phone/richtext.js");
    return texts.map((text) => {
        const box = document.createElement("div");
        box.append(...richText(text, {}));
        const elements = Array.from(box.querySelectorAll("*"));
        return {
            names: elements.map((node) => node.localName),
            schemes: elements.map((node) => node.protocol),
            attributes: elements.flatMap((node) => node.getAttributeNames()),
            words: box.textContent,
        };
    });
}"""
SAFE_ATTRIBUTES = {"href", "class", "target", "rel"}


def read(page: Page, *texts: str) -> list[dict[str, Any]]:
    """What the phone makes of account texts, without sending them."""
    return list(page.evaluate(READ, list(texts)))


@pytest.fixture
def page(platform: Platform, chromium_page: OpenPage) -> Page:
    """The phone page itself."""
    return Phone.open(chromium_page(PHONE_WIDTH), platform.url).page


def test_hostile_text_is_read_and_does_nothing(page: Page) -> None:
    seen = read(page, *HOSTILE)

    assert [one["names"] for one in seen] == [[]] * len(HOSTILE)
    assert [one["words"] for one in seen] == HOSTILE
    assert page.evaluate("window.broken") is None


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXTS, min_size=5, max_size=20))
def test_no_text_makes_anything_but_links_of_known_schemes(page: Page, texts: list[str]) -> None:
    for seen in read(page, *texts):
        assert set(seen["names"]) <= {"a"}
        assert set(seen["schemes"]) <= {"http:", "https:", "weixin:", "tel:"}
        assert set(seen["attributes"]) <= SAFE_ATTRIBUTES


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXTS.filter(lambda text: "<a" not in text.lower()), min_size=5, max_size=20))
def test_text_without_links_is_shown_letter_by_letter(page: Page, texts: list[str]) -> None:
    assert [seen["words"] for seen in read(page, *texts)] == texts


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(label=st.text(st.characters(exclude_characters="<>", exclude_categories=["Cs"]), min_size=1, max_size=20))
def test_a_links_label_is_shown_letter_by_letter(page: Page, label: str) -> None:
    [seen] = read(page, f'<a href="https://www.gl.gov.cn/a?b=1&amp;c=2">{label}</a>')

    assert seen["names"] == ["a"]
    assert seen["words"] == label


def test_a_telephone_number_can_be_tapped(phone: Phone, webhook: Webhook) -> None:
    webhook.answer = lambda *_: "请打0591-87573297，工作时间"
    phone.say("电话")

    phone.page.get_by_role("link", name="0591-87573297").click()

    expect(phone.page.get_by_role("dialog")).to_contain_text("0591-87573297 可能是一个电话号码")
    expect(phone.page.get_by_role("link", name="呼叫")).to_have_attribute("href", "tel:0591-87573297")


def test_the_numbers_wechat_knows_are_links(page: Page) -> None:
    numbers = ["0591-87573297", "13800001234", "400-123-4567", "12345"]

    assert [seen["names"] for seen in read(page, *(f"请打{number}，" for number in numbers))] == [["a"]] * len(numbers)


def test_other_numbers_are_only_numbers(page: Page) -> None:
    texts = ["事项 350102001005", "12000 元", "编号 012-34", "2026-11-23", "身份证 350102194901011234"]

    assert [seen["names"] for seen in read(page, *texts)] == [[]] * len(texts)


def test_line_breaks_stay_and_long_words_wrap(phone: Phone, webhook: Webhook) -> None:
    webhook.answer = lambda *_: "第一行\n\n第三行 " + "x" * 300 + " https://www.gl.gov.cn/" + "y" * 200
    phone.say("长")
    bubble = phone.account_says.last.locator(".bubble")

    expect(bubble).to_contain_text("第三行")
    assert bubble.evaluate("node => node.innerText").startswith("第一行\n\n第三行")
    assert phone.log.evaluate("node => node.scrollWidth - node.clientWidth") == 0
    assert bubble.evaluate("node => node.getBoundingClientRect().right") <= PHONE_WIDTH


def test_a_residents_own_words_are_never_links(phone: Phone) -> None:
    text = '<a href="https://www.gl.gov.cn/">点我</a>'

    phone.say(text)

    own = phone.log.locator("[data-side=resident]")
    expect(own).to_contain_text(text)
    expect(own.get_by_role("link")).to_have_count(0)


def test_a_link_only_wechat_understands_says_so(phone: Phone, webhook: Webhook) -> None:
    webhook.answer = lambda *_: f'<a href="{escape("weixin://dl/business/?t=1&x=2")}">小程序</a>'
    phone.say("小程序")

    phone.page.get_by_role("link", name="小程序").click()

    expect(phone.page.get_by_role("alert")).to_have_text("演练手机打不开这个链接")
