"""The handbook as chapters."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.handbook.chapters import FILE, PICTURES, BadHandbook, Handbook, chapters_of

TEXT = """# 手册

开头的话。

## 第一次登录
<!-- help: sign-in | console.sign_in -->

1. 打开**链接**。
2. 抄下[备用码](#x)。

![登录页](pictures/sign-in.png)

## 留言
<!-- help: enquiries | casework console.other -->

| 看到 | 办 |
|---|---|
| 过期 | 先回 |

## 别的
<!-- help: rest -->

没有页面。
"""


@pytest.fixture
def handbook() -> Handbook:
    return Handbook(chapters_of(TEXT))


def test_chapters_stand_in_the_order_of_the_file(handbook: Handbook) -> None:
    assert [(chapter.slug, chapter.title) for chapter in handbook.chapters.values()] == [
        ("sign-in", "第一次登录"),
        ("enquiries", "留言"),
        ("rest", "别的"),
    ]


@pytest.mark.parametrize(
    ("endpoint", "slug"),
    [("console.other", "enquiries"), ("casework.list", "enquiries"), ("unknown.page", "sign-in"), (None, "sign-in")],
)
def test_a_page_leads_to_its_chapter_else_its_blueprints_else_the_first(
    handbook: Handbook, endpoint: str | None, slug: str
) -> None:
    assert handbook.chapter_for(endpoint).slug == slug


def test_a_chapter_knows_what_stands_before_and_after_it(handbook: Handbook) -> None:
    first, second, third = handbook.chapters.values()

    assert handbook.neighbours(second) == (first, third)
    assert handbook.neighbours(first)[0] is None
    assert handbook.neighbours(third)[1] is None


def test_what_is_searched_for_is_found_in_words_without_signs(handbook: Handbook) -> None:
    found = handbook.search("备用码")

    assert [(one.chapter.slug, list(one.lines)) for one in found] == [("sign-in", ["2. 抄下备用码。"])]
    assert [one.chapter.slug for one in handbook.search("留言")] == ["enquiries"]
    assert handbook.search("没有的词") == handbook.search("  ") == []


def test_a_chapter_becomes_html_with_pictures_of_our_own_folder(handbook: Handbook) -> None:
    first, second, _ = handbook.chapters.values()

    assert '<img src="/help/pictures/sign-in.png" alt="登录页"' in first.html("/help/pictures/{}".format)
    assert "<strong>链接</strong>" in first.html("/help/pictures/{}".format)
    assert "<td>先回</td>" in second.html("/help/pictures/{}".format)


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "![x](https://elsewhere.example/a.png)", "<img src=x>"],
)
def test_nothing_in_the_text_is_markup_of_its_own_or_loads_from_elsewhere(text: str) -> None:
    (chapter,) = chapters_of(f"## 章\n<!-- help: one -->\n\n{text}\n")

    html = chapter.html("/p/{}".format)

    assert "<script" not in html
    assert 'href="javascript' not in html
    assert "elsewhere.example/" not in html.replace("&lt;", "")
    assert '<img src="x"' not in html


@given(st.text())
def test_any_text_of_a_chapter_becomes_html(text: str) -> None:
    found = chapters_of(f"## 章\n<!-- help: one -->\n\n{text.replace('## ', '')}\n")

    assert all(isinstance(chapter.html("/p/{}".format), str) for chapter in found)


@pytest.mark.parametrize(
    "text", ["", "## 没有名字的章\n\n话\n", "## 章\n<!-- help: one -->\n\n## 章\n<!-- help: one -->\n"]
)
def test_a_file_that_is_no_handbook_is_refused(text: str) -> None:
    with pytest.raises(BadHandbook):
        Handbook(chapters_of(text))


def test_every_picture_of_the_handbook_is_there_is_light_and_is_used() -> None:
    text = FILE.read_text("utf-8")
    pictures = list(PICTURES.glob("*.png"))

    assert pictures
    assert all(f"(pictures/{picture.name})" in text for picture in pictures)
    assert text.count("](pictures/") == len(pictures)
    assert {picture.name: size for picture in pictures if (size := _size(picture)) > 80_000} == {}


def _size(file: Path) -> int:
    return file.stat().st_size
