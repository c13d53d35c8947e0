from dataclasses import replace

import pytest

from bot.tables import TableError, csv_content, read_table
from community_catalog.bundled import bundled_rows
from community_catalog.domains import KEY_DOMAINS
from community_catalog.guides.files import COLUMNS, FOLDER, LONGEST, bundled_guides, fact_problem, guide_texts
from community_catalog.guides.text import GuideText, Part
from tests.community_catalog.guides.builders import SOURCE, a_fact

NAMES = {"SJ-006": "最低生活保障办事指南"}
HEADINGS = ["编号", "事项", "部分", "内容", "出处"]
ROW = ["SJ-006", "最低生活保障办事指南", "条件", "家里收入低于低保标准", SOURCE]


def read(*rows: list[str]) -> tuple[GuideText, ...]:
    table = read_table("指南.csv", csv_content(HEADINGS, rows), COLUMNS)
    return guide_texts(table, NAMES)


def test_rows_become_a_guide_in_their_order() -> None:
    (guide,) = read(ROW, ["SJ-006", "最低生活保障办事指南", "材料", "申请书", SOURCE])

    assert [(fact.part, fact.text) for fact in guide.facts] == [
        (Part.CONDITIONS, "家里收入低于低保标准"),
        (Part.MATERIALS, "申请书"),
    ]


@pytest.mark.parametrize(
    ("column", "value", "complaint"),
    [
        (0, "SJ-999", "目录里没有编号为「SJ-999」的事项"),
        (1, "低保", "在目录里叫「最低生活保障办事指南」"),
        (2, "注意事项", "没有「注意事项」这个部分"),
        (3, "", "没有内容"),
        (4, "", "没有写明出处"),
        (4, "听居委会说的", "没有写明出处"),
        (
            4,
            "《最低生活保障审核审批办法》（民发〔2012〕220号）第三条",
            "已被新的规定取代，请改按《最低生活保障审核确认办法》",
        ),
        (3, "请打13800138000", "个人手机号"),
        (3, "请打138-0013-8000", "个人手机号"),
        (3, "长" * (LONGEST + 1), "太长"),
        (2, "跑几次", "跑几次要写成「最多跑一次」"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column(column: int, value: str, complaint: str) -> None:
    wrong = [*ROW[:column], value, *ROW[column + 1 :]]

    with pytest.raises(TableError, match="第 3 行.*" + complaint):
        read(["SJ-006", "最低生活保障办事指南", "条件", "别的条件", SOURCE], wrong)


def test_a_sentence_written_twice_is_refused() -> None:
    with pytest.raises(TableError, match="已经写过"):
        read(ROW, ROW)


def test_how_often_one_has_to_go_is_written_once() -> None:
    counts = [[*ROW[:2], "跑几次", text, SOURCE] for text in ("最多跑一次", "一趟不用跑，网上全程办")]

    with pytest.raises(TableError, match=r"第 3 行.*跑几次只写一句"):
        read(*counts)


@pytest.mark.parametrize("text", ["0", "一趟不用跑", "不用跑", "跑一次", "最多跑0次", "最多跑很多次", "最多跑一次以上"])
def test_how_often_one_has_to_go_is_never_guessed(text: str) -> None:
    wrong = fact_problem(a_fact(text, part=Part.VISITS))

    assert wrong
    assert wrong[0] == "text"


@pytest.mark.parametrize("text", ["每月发 800元", "打 0591-87654321"])
def test_an_amount_or_telephone_needs_a_numbered_source(text: str) -> None:
    hearsay = a_fact(text, source="《社区公告栏》")

    assert fact_problem(hearsay) == ("source", "写了金额或电话，出处必须是法律、条例或者有文号的文件。")
    assert fact_problem(replace(hearsay, source=SOURCE)) is None


def test_the_shipped_guides_may_all_stand() -> None:
    guides = bundled_guides()

    assert {path.suffix for path in FOLDER.iterdir()} == {".csv"}
    assert len({guide.code for guide in guides}) == len(guides)
    assert {guide.code for guide in guides} <= {row.code for row in bundled_rows()}


def test_the_five_key_domains_have_thirty_guides_and_all_have_forty_five() -> None:
    key = {domain.name for domain in KEY_DOMAINS}
    domains = {row.code: row.domain for row in bundled_rows()}

    guides = [domains[guide.code] for guide in bundled_guides()]

    assert sum(domain in key for domain in guides) >= 30
    assert len(guides) >= 45
