"""A reply stays well-formed and short enough whatever a resident wrote or an item says."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.webhook.replies import LIMIT, TextReply, more, render, sendable, split
from tests.bot.webhook.platform import ACCOUNT, GRANDMOTHER
from tests.conftest import NOON

LINK = '<a href="weixin://bizmsgmenu?msgmenucontent=1&msgmenuid=SJ-006">1 最低生活保障，怎么办</a>'
FAMILY = "👨‍👩‍👧‍👦"


def without_more(page: str) -> str:
    """The page without what it says of the next ones."""
    return re.sub(r"\n\n还有 \d+ 页，回复 1 看下一页$", "", page)


def rendered(reply: TextReply) -> ElementTree.Element:
    return ElementTree.fromstring(render(reply, to=GRANDMOTHER, sender=ACCOUNT, at=NOON))


@given(st.text(alphabet=st.characters()))
def test_any_text_becomes_one_content_element_and_nothing_else(content: str) -> None:
    root = rendered(TextReply(content))

    assert [child.tag for child in root] == ["ToUserName", "FromUserName", "CreateTime", "MsgType", "Content"]
    assert len(root[4]) == 0


@pytest.mark.parametrize(
    "attack", ["]]>", "a]]>b", "]]></Content><MsgType><![CDATA[image]]></MsgType><Content><![CDATA["]
)
def test_text_that_tries_to_end_its_element_arrives_as_it_is(attack: str) -> None:
    assert rendered(TextReply(attack))[4].text == attack


def test_characters_no_phone_can_show_are_left_out() -> None:
    assert rendered(TextReply("低\x00保\x1f怎\ufffe么\ud800办\x85"))[4].text == "低保怎么办"


pieces = st.sampled_from(
    [
        "低保",
        "。",
        "，",
        "\n",
        "\n\n",
        " ",
        LINK,
        "0591-87573297",
        "2026-11-23",
        "1,234.5元",
        FAMILY,
        "é",
        "x" * 50,
        "长" * 40,
    ]
)


@given(st.lists(pieces, min_size=1, max_size=120).map("".join))
def test_every_page_fits_and_together_they_say_everything(text: str) -> None:
    pages, rest = [], text
    while rest:
        page, rest = split(rest)
        assert len(page.encode()) <= LIMIT
        pages.append(without_more(page) if rest else page)

    assert re.sub(r"\s", "", "".join(pages)) == re.sub(r"\s", "", sendable(text))


@given(st.lists(pieces, min_size=60, max_size=200).map("".join))
def test_no_link_number_or_character_is_cut_in_two(text: str) -> None:
    page, rest = split(text)
    page = without_more(page)

    assert page.count("<a ") == page.count("</a>")
    if rest and not sendable(text)[len(page)].isspace():
        assert not (page[-1:].isascii() and page[-1:].isalnum() and rest[:1].isascii() and rest[:1].isalnum())
        assert not rest.startswith("\u200d")
        assert not page.endswith("\u200d")


def test_a_text_that_fits_is_not_touched() -> None:
    assert split("低保怎么办。") == ("低保怎么办。", "")


def test_a_long_text_is_cut_at_the_end_of_a_paragraph_where_there_is_one() -> None:
    paragraphs = ["第一段。" * 100, "第二段。" * 90, "第三段。" * 60]

    page, rest = split("\n\n".join(paragraphs))

    assert page == paragraphs[0] + more(1)
    assert rest == "\n\n".join(paragraphs[1:])


def test_otherwise_it_is_cut_at_the_end_of_a_sentence() -> None:
    page, rest = split("这是一句不长的话。" * 200)

    assert without_more(page).endswith("。")
    assert rest.startswith("这是")


@given(st.integers(1, 12).map(lambda pages: "这是一句不长的话。" * 60 * pages))
def test_each_page_says_how_many_follow(text: str) -> None:
    said, rest = [], text
    while rest:
        page, rest = split(rest)
        said.append(int(found[1]) if (found := re.search(r"还有 (\d+) 页", page)) else 0)

    assert said == list(range(len(said) - 1, -1, -1))


def test_even_one_endless_word_is_cut_to_fit() -> None:
    page, rest = split("a" * 5000)

    assert len(page.encode()) <= LIMIT
    assert len(without_more(page)) + len(rest) == 5000
