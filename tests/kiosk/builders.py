"""A small catalog for the screen: one item with a guide, one without, one of another topic."""

from dataclasses import replace
from datetime import date

from answers.documents import Document
from community_catalog.guides.text import Fact, GuideText, Part
from tests.answers.builders import a_row

AS_OF = date(2026, 11, 23)
ALLOWANCE_GUIDE = GuideText(
    "YL-008",
    "高龄津贴申领指南",
    (
        Fact(Part.CONDITIONS, "年满八十周岁的老人", "《福建省老年人权益保障条例》第二十一条"),
        Fact(Part.MATERIALS, "身份证、户口簿", "《福建省老年人权益保障条例》第二十二条"),
    ),
)


def a_document(
    code: str, name: str, *wordings: str, domain: str = "养老服务", guide: GuideText | None = None
) -> Document:
    row = replace(a_row(level2=name, domain=domain, level1="业务办理"), code=code)
    return Document(row, AS_OF, wordings, guide)


def a_catalog() -> list[Document]:
    return [
        a_document("YL-001", "养老服务政策文件"),
        a_document("YL-008", "高龄津贴申领指南", "老人钱怎么领", guide=ALLOWANCE_GUIDE),
        a_document("SJ-006", "最低生活保障办事指南", "低保怎么办", domain="社会救助"),
    ]
