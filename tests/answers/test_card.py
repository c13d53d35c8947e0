from datetime import date

import pytest

from answers.card import choice_text, item_card, readable_name
from bot.webhook.replies import LIMIT
from community_catalog.bundled import bundled_rows
from tests.answers.builders import a_row

DAY = date(2026, 11, 23)
LINK = "https://gov.example.cn/items/YL-008"
ELEMENTS = [
    None, "materials", "standard", "deadline", "time_place", "basis", "content", "contact", "conditions", "process",
    "results", "subject", "channels", "audience", "method",
]  # fmt: skip


def test_a_card_says_office_place_time_code_date_and_link() -> None:
    card = item_card(a_row(), None, DAY, LINK)

    assert "区民政局、街道办事处" in card
    assert "区政府网站、社区公示栏" in card
    assert "10个工作日内" in card
    assert card.endswith(f'事项编号：YL-008\n内容截至 2026-11-23\n<a href="{LINK}">点这里看详细内容</a>')


@pytest.mark.parametrize(
    ("element", "first"),
    [
        ("subject", "这件事由区民政局、街道办事处负责"),
        ("basis", "《老年人权益保障法》"),
        ("channels", "区政府网站"),
        ("deadline", "10个工作日"),
    ],
)
def test_what_was_asked_stands_first(element: str, first: str) -> None:
    assert first in item_card(a_row(), element, DAY, LINK).split("\n")[1]


def test_materials_the_catalog_only_promises_are_not_invented() -> None:
    card = item_card(a_row(), "materials", DAY, LINK)

    assert "这里只有目录，没有具体内容" in card
    assert "身份证" not in card


def test_what_the_catalog_does_not_promise_is_said_to_be_missing() -> None:
    assert "目录里没有写" in item_card(a_row(content="发放总额"), "materials", DAY, LINK)


def test_a_list_for_some_people_is_not_promised_to_all() -> None:
    row = a_row(audience="特定群体（申请人所在社区居民）", content="低保对象名单")

    card = item_card(row, None, DAY, LINK)

    assert "公开给谁看：申请人所在社区居民；名单不在网上对所有人公开" in card


def test_what_must_be_applied_for_says_so() -> None:
    assert "要先提出申请" in item_card(a_row(method="依申请公开"), None, DAY, LINK)


@pytest.mark.parametrize("row", bundled_rows(), ids=lambda row: row.code)
def test_every_card_fits_into_one_reply(row: object) -> None:
    cards = [item_card(row, element, DAY, LINK) for element in ELEMENTS]  # type: ignore[arg-type]

    assert max(len(card.encode()) for card in cards) <= LIMIT
    assert max(len(card) for card in cards) <= 620


def test_a_short_name_is_told_with_what_it_belongs_to() -> None:
    assert readable_name(a_row(level1="招生管理", level2="学校介绍")) == "招生管理·学校介绍"


def test_a_short_name_under_a_vague_one_is_told_with_its_domain() -> None:
    assert readable_name(a_row(domain="义务教育", level1="政策文件", level2="规范性文件")) == "义务教育·规范性文件"


def test_a_choice_can_be_tapped_or_numbered() -> None:
    choice = choice_text([a_row(), a_row(level2="老年人能力评估办理指南")], ["YL-008", "YL-012"])

    assert (
        "msgmenucontent=%E9%AB%98%E9%BE%84%E6%B4%A5%E8%B4%B4%E7%94%B3%E9%A2%86%E6%8C%87%E5%8D%97&msgmenuid=YL-008"
        in choice
    )
    assert ">2 老年人能力评估办理指南</a>" in choice
    assert "回复 1、2。" in choice


def test_a_choice_offers_at_most_three() -> None:
    assert "4 " not in choice_text([a_row()] * 5, list("abcde"))


def test_the_longest_choice_fits_into_one_reply() -> None:
    longest = sorted(bundled_rows(), key=lambda row: -len(readable_name(row)))[:3]

    assert len(choice_text(longest, [row.code for row in longest]).encode()) <= LIMIT


def test_a_name_cannot_break_out_of_its_link() -> None:
    choice = choice_text([a_row(level2='"><a href="http://evil">点我领钱啦')], ["x&y"])

    assert '<a href="http://evil' not in choice
    assert choice.count("<a ") == 1


@pytest.mark.parametrize("element", ELEMENTS)
def test_a_catalog_brings_no_link_into_a_card(element: str | None) -> None:
    bait = '<a href="http://evil">点我领钱啦</a>'
    row = a_row(level2=bait, content=bait, basis=bait, deadline=bait, audience=bait, subjects=(bait,), channels=(bait,))

    assert item_card(row, element, DAY, LINK).count("<a ") == 1
