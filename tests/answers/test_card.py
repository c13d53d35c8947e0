from datetime import date

import pytest

from answers.card import choice_text, item_card, readable_name
from bot.webhook.replies import LIMIT
from community_catalog.bundled import bundled_rows
from community_catalog.guides.files import bundled_guides
from community_catalog.guides.text import GuideText, Part
from tests.answers.builders import a_row
from tests.community_catalog.guides.builders import a_fact, a_guide

DAY = date(2026, 11, 23)
LINK = "https://gov.example.cn/items/YL-008"
LONGEST_GUIDE_CARD = 360  # characters before the link
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

    assert "由区民政局、街道办事处公布，可以在这里看：区政府网站、社区公示栏" in card
    assert "打12345，请他们转区民政局、街道办事处" in card
    assert "身份证" not in card


def test_what_the_catalog_does_not_promise_is_said_to_be_missing() -> None:
    card = item_card(a_row(content="发放总额"), "materials", DAY, LINK)

    assert "这里没有写" in card
    assert "打12345" in card


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


def test_a_guides_card_answers_the_asked_part_first_with_its_source() -> None:
    guide = a_guide(a_fact(), a_fact("写好的申请书", part=Part.MATERIALS))

    lines = item_card(a_row(), "materials", DAY, LINK, guide).split("\n")

    assert lines[1:3] == ["要带什么：", "· 写好的申请书"]
    assert "出处：《社会救助暂行办法》（国务院令第649号）" in lines
    assert "谁可以办：" in lines


@pytest.mark.parametrize(("by", "warned"), [(None, True), ("陈主任", False)])
def test_an_example_never_passes_for_the_whole_list_of_materials(by: str | None, warned: bool) -> None:
    guide = a_guide(a_fact("写好的申请书", part=Part.MATERIALS), by=by)

    assert ("先打电话问清楚" in item_card(a_row(), "materials", DAY, LINK, guide)) is warned


def test_a_guides_card_without_an_element_says_who_and_how() -> None:
    guide = a_guide(a_fact("向街道提出申请", part=Part.PROCESS), a_fact())

    card = item_card(a_row(), None, DAY, LINK, guide)

    assert card.index("谁可以办") < card.index("怎么办：") < card.index("归区民政局、街道办事处管")


@pytest.mark.parametrize("element", ["materials", "process", "deadline", "standard", "time_place"])
def test_what_a_guide_does_not_know_it_says_whom_to_ask(element: str) -> None:
    card = item_card(a_row(), element, DAY, LINK, a_guide())

    assert "请先问区民政局、街道办事处，或打12345" in card.split("\n")[2]


def test_who_asks_for_an_unknown_telephone_is_given_one_that_answers() -> None:
    card = item_card(a_row(), "contact", DAY, LINK, a_guide())

    assert card.split("\n")[2] == "打12345，请他们转区民政局、街道办事处。"


def test_the_basis_of_a_guide_are_its_sources() -> None:
    assert "· 《社会救助暂行办法》（国务院令第649号）\n" in item_card(a_row(), "basis", DAY, LINK, a_guide())


def test_what_a_service_gives_is_told_by_the_guide_else_by_the_catalog() -> None:
    gives = a_guide(a_fact("每年一次体检", part=Part.BENEFIT))

    assert "· 每年一次体检" in item_card(a_row(), "content", DAY, LINK, gives)
    assert "公开的内容是：申领年龄" in item_card(a_row(), "content", DAY, LINK, a_guide())


def test_a_question_about_disclosure_is_not_answered_from_the_guide() -> None:
    assert "可以在这里看到：区政府网站" in item_card(a_row(), "channels", DAY, LINK, a_guide())


@pytest.mark.parametrize(
    ("by", "status"),
    [(None, "以上办法是示例，以主管部门公布为准。"), ("陈主任", "以上办法，工作人员逐句核对过（2026年12月1日）。")],
)
def test_a_card_says_whether_its_guide_is_an_example(by: str | None, status: str) -> None:
    assert status in item_card(a_row(), "conditions", DAY, LINK, a_guide(by=by))


def test_a_long_part_is_cut_and_says_so() -> None:
    facts = [a_fact(f"第{number}条" + "很长的话" * 15) for number in range(9)]

    card = item_card(a_row(), "conditions", DAY, LINK, a_guide(*facts))

    assert "· ……还有，点下面看全部" in card
    assert len(card.split("<a")[0]) <= 400


@pytest.mark.parametrize("guide", bundled_guides(), ids=lambda guide: guide.code)
def test_no_card_of_a_shipped_guide_is_long(guide: GuideText) -> None:
    row = next(row for row in bundled_rows() if row.code == guide.code)

    cards = [item_card(row, element, DAY, LINK, guide) for element in ELEMENTS]

    assert max(len(card.split("<a")[0]) for card in cards) <= LONGEST_GUIDE_CARD
    assert max(len(card.encode()) for card in cards) <= LIMIT


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

    guide = a_guide(*(a_fact(bait, part=part, source=f"《{bait}》") for part in Part))

    assert item_card(row, element, DAY, LINK).count("<a ") == 1
    assert item_card(row, element, DAY, LINK, guide).count("<a ") == 1


def test_who_complains_reads_first_whom_to_ring() -> None:
    item = a_row(level2="食品药品投诉举报", content="投诉举报电话（12315）、受理范围", subjects=("区市场监管局",))

    card = item_card(item, None, DAY, LINK)

    assert card.splitlines()[1] == "要投诉、举报，请打 12315 或 12345。打 12345 时，请他们转区市场监管局。"


def test_an_item_about_something_else_names_no_number_of_its_own() -> None:
    assert "投诉" not in item_card(a_row(content="低保热线 12349"), None, DAY, LINK)
