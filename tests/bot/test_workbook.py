"""A workbook looks as offices print it and holds nothing a spreadsheet would run."""

import io

from openpyxl import load_workbook

from bot.workbook import Sheet, joined, workbook_content

HEADINGS = (("序号", "公开事项", "公开事项", "依据"), ("", "一级", "二级", ""))


def a_sheet(name: str = "社会救助", *rows: tuple[str, ...]) -> Sheet:
    return Sheet(name, "标题", HEADINGS, rows, (6, 10, 10, 20))


def test_headings_that_say_the_same_are_one_cell() -> None:
    assert list(joined(HEADINGS, first_row=2)) == [(2, 1, 3, 1), (2, 2, 2, 3), (2, 4, 3, 4)]


def test_each_sheet_has_its_title_its_headings_and_its_rows() -> None:
    content = workbook_content([a_sheet("甲", ("1", "a", "b", "c")), a_sheet("乙")])

    book = load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["甲", "乙"]
    assert {str(area) for area in book["甲"].merged_cells.ranges} == {"A1:D1", "A2:A3", "B2:C2", "D2:D3"}
    assert [cell.value for cell in book["甲"][4]] == ["1", "a", "b", "c"]
    assert (book["甲"].freeze_panes, book["甲"].print_title_rows) == ("A4", "$1:$3")


def test_nothing_is_run_as_a_formula() -> None:
    sheet = load_workbook(io.BytesIO(workbook_content([a_sheet("甲", ("=1+1", "+1", "@x", "-1"))])))["甲"]

    assert [cell.data_type for cell in sheet[4]] == ["s"] * 4
    assert all(cell.quotePrefix for cell in sheet[4])


def test_a_name_excel_would_refuse_is_made_acceptable() -> None:
    content = workbook_content([a_sheet("[a]/b*?:" + "长" * 40), a_sheet("[]")])

    assert load_workbook(io.BytesIO(content)).sheetnames == ["ab" + "长" * 29, "目录"]
