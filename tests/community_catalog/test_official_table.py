"""The catalog in its official layout says the same when it comes back."""

import io
from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.tables import TableError
from community_catalog.bundled import bundled_rows
from community_catalog.domains import DOMAINS
from community_catalog.elements import LEVELS, METHODS, STAGES, CatalogRow
from community_catalog.importing import catalog_rows, read_catalog
from community_catalog.official_table import HEADINGS, TICK, catalog_csv, catalog_xlsx
from tests.community_catalog.builders import DIBAO, a_row

Write = Callable[[Iterable[CatalogRow]], bytes]
FILES = [("目录.csv", catalog_csv), ("目录.xlsx", catalog_xlsx)]
TEXTS = st.text("低保=+-@'\"√■□；（）《》、,; \nab1", min_size=1, max_size=12).map(str.strip).filter(bool)
WORDS = st.text("政府网站公示栏（）ab=+-@", min_size=1, max_size=8)
AUDIENCES = st.sampled_from(["全社会", "特定群体（申请家庭）", "特定群体", "本社区居民"])
ROWS = st.builds(
    CatalogRow,
    code=st.just("SJ-001"),
    domain=st.sampled_from([domain.name for domain in DOMAINS]),
    level1=TEXTS,
    level2=TEXTS,
    content=TEXTS,
    basis=TEXTS,
    deadline=TEXTS,
    subjects=st.lists(WORDS, min_size=1, max_size=3, unique=True).map(tuple),
    method=st.sampled_from(METHODS),
    channels=st.lists(WORDS, min_size=1, max_size=3, unique=True).map(tuple),
    audience=AUDIENCES,
    levels=st.lists(st.sampled_from(LEVELS), min_size=1, unique=True).map(
        lambda levels: tuple(sorted(levels, key=LEVELS.index))
    ),
    stage=st.sampled_from(STAGES),
)


@pytest.mark.parametrize(("name", "write"), FILES)
def test_the_bundled_catalog_comes_back_as_it_was(name: str, write: Write) -> None:
    rows = bundled_rows()

    again = catalog_rows(read_catalog(name, write(sorted(rows, key=lambda row: row.domain))))

    assert {row.code: row for row in again} == {row.code: row for row in rows}


@pytest.mark.parametrize(("name", "write"), FILES)
@settings(deadline=None, max_examples=50)
@given(row=ROWS)
def test_whatever_an_item_says_comes_back(name: str, write: Write, row: CatalogRow) -> None:
    assert catalog_rows(read_catalog(name, write([row]))) == (row,)


def test_it_looks_as_the_official_one_with_ticks_where_something_applies() -> None:
    sheet = load_workbook(io.BytesIO(catalog_xlsx([DIBAO])))["社会救助"]

    assert sheet["A1"].value == "社会救助领域基层政务公开标准目录"
    assert [cell.value for cell in sheet[2]][:4] == ["序号", "公开事项", None, "公开内容（要素）"]
    assert "B2:C2" in {str(area) for area in sheet.merged_cells.ranges}
    said = {below or top: cell.value for (top, below), cell in zip(HEADINGS, sheet[4], strict=True)}
    assert said["公开渠道和载体"] == "■政府网站 ■社区公示栏"
    ticked = {name for name, value in said.items() if value == TICK}
    assert ticked == {"全社会", "主动", "县级", "乡级"}


def test_each_domain_has_a_sheet_and_is_counted_from_one() -> None:
    rows = [a_row("SJ-001"), a_row("SJ-002"), a_row("YL-001", domain="养老服务")]

    book = load_workbook(io.BytesIO(catalog_xlsx(rows)))

    assert book.sheetnames == ["社会救助", "养老服务"]
    assert [[row[0].value for row in sheet.iter_rows(min_row=4)] for sheet in book] == [["1", "2"], ["1"]]


def test_an_empty_catalog_is_a_table_with_headings_only() -> None:
    with pytest.raises(TableError, match="一行事项也没有"):
        catalog_rows(read_catalog("目录.xlsx", catalog_xlsx([])))


def test_what_is_wrong_is_named_by_sheet_row_and_column() -> None:
    rows = [a_row(level2=""), a_row("YL-001", domain="养老服务", stage="别的")]

    with pytest.raises(TableError) as refused:
        catalog_rows(read_catalog("目录.xlsx", catalog_xlsx(rows)))

    assert "工作表「社会救助」第 4 行「二级事项（C 列）」：不能为空" in str(refused.value)
    assert "工作表「养老服务」第 4 行「五公开（Q 列）」：「别的」不认识" in str(refused.value)


def test_an_item_on_two_sheets_is_named() -> None:
    with pytest.raises(TableError, match=r"工作表「养老服务」第 4 行.*重复"):
        catalog_rows(read_catalog("目录.xlsx", catalog_xlsx([DIBAO, replace(DIBAO, domain="养老服务")])))


def test_both_ways_of_publishing_ticked_is_a_problem_not_a_guess() -> None:
    text = catalog_csv([DIBAO]).decode("utf-8-sig").replace(f"{TICK},,{TICK},,", f"{TICK},,{TICK},{TICK},")

    with pytest.raises(TableError, match="主动公开；依申请公开"):
        catalog_rows(read_catalog("目录.csv", text.encode()))


def test_channels_left_unticked_on_the_form_are_not_used() -> None:
    text = catalog_csv([DIBAO]).decode("utf-8-sig").replace("■社区公示栏", "□社区公示栏□其他")

    (row,) = catalog_rows(read_catalog("目录.csv", text.encode()))

    assert row.channels == ("政府网站",)


def test_a_file_with_a_heading_for_each_column_is_still_read() -> None:
    content = "编码,领域,一级事项\nSJ-006,社会救助,低保\n".encode()

    with pytest.raises(TableError, match="没有「二级事项」这一列"):
        read_catalog("目录.csv", content)
