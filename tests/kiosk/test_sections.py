"""What the screen says of an item."""

from kiosk.sections import element_sections, guide_sections
from tests.kiosk.builders import ALLOWANCE_GUIDE, a_document


def test_a_guide_is_told_part_by_part_with_its_sources() -> None:
    sections = guide_sections(a_document("YL-008", "高龄津贴申领指南", guide=ALLOWANCE_GUIDE))

    assert [section.question for section in sections] == ["谁可以办", "要带什么"]
    assert sections[0].answers == [("年满八十周岁的老人", "《福建省老年人权益保障条例》第二十一条")]


def test_without_a_guide_nothing_is_said_of_how_it_is_done() -> None:
    assert guide_sections(a_document("YL-001", "养老服务政策文件")) == []


def test_elements_are_told_in_residents_words() -> None:
    sections = {section.question: section.answers for section in element_sections(a_document("YL-001", "文件"))}

    assert sections["谁可以看"] == [("所有人（全社会）", "")]
    assert [line for line, _ in sections["在哪里能看到"]] == ["区政府网站", "社区公示栏"]
