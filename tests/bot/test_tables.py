"""Tables come as people save them, and everything wrong in them is said at once, by row and column."""

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from bot.tables import (
    MAX_BYTES,
    MAX_CELL,
    MAX_ROWS,
    SPREADSHEET_ERRORS,
    Column,
    Table,
    TableError,
    cell_text,
    column_letter,
    csv_content,
    read_file,
    read_table,
    write_table,
    xlsx_content,
)

COLUMNS = (Column("code", ("编码",)), Column("name", ("名称", "事项名称")), Column("note", ("备注",), required=False))
HEADINGS = ["编码", "名称", "备注"]

# What a cell can hold once read: nothing invisible, nothing around it.
texts = st.text(max_size=20).map(cell_text).filter(lambda text: text not in SPREADSHEET_ERRORS)


def read_csv(text: str, encoding: str = "utf-8") -> Table:
    return read_table("目录.csv", text.encode(encoding), COLUMNS)


def an_xlsx(*rows: list[object], merged: str | None = None) -> bytes:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)
    if merged:
        book.active.merge_cells(merged)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def values(table: Table) -> list[dict[str, str]]:
    return [dict(row.values) for row in table.rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_any_encoding_excel_and_wps_save(encoding: str) -> None:
    table = read_csv("编码,名称\r\nSJ-001,低保\r\n", encoding)

    assert values(table) == [{"code": "SJ-001", "name": "低保"}]


def test_headings_may_be_english_or_chinese_and_stand_below_a_title() -> None:
    table = read_csv("附件 1,,\n\ncode,* 事项 名称,处室\nSJ-001,低保,救助科\n")

    assert values(table) == [{"code": "SJ-001", "name": "低保"}]
    assert table.ignored == ("处室",)
    assert table.rows[0].number == 4


def test_rows_are_numbered_as_excel_numbers_them() -> None:
    table = read_csv('编码,名称\nSJ-001,"两行\n文字"\n,\nSJ-002,特困\n')

    assert [row.number for row in table.rows] == [2, 4]
    assert table.rows[0].values["name"] == "两行\n文字"


def test_numbers_and_dates_in_a_workbook_become_plain_text() -> None:
    content = an_xlsx(["编码", "名称", "备注"], [350102001.0, date(2026, 11, 23), 1.5])

    assert values(read_table("名单.xlsx", content, COLUMNS)) == [
        {"code": "350102001", "name": "2026-11-23", "note": "1.5"}
    ]


def test_a_merged_cell_holds_for_every_row_it_covers() -> None:
    content = an_xlsx(["编码", "名称"], ["1", "低保"], ["2", None], merged="B2:B3")

    assert [row["name"] for row in values(read_table("目录.xlsx", content, COLUMNS))] == ["低保", "低保"]


def test_the_sheet_with_the_headings_is_read_wherever_it_stands() -> None:
    book = Workbook()
    book.create_sheet("说明").append(["填表说明"])
    sheet = book.create_sheet("目录")
    sheet.append(["编码", "名称"])
    sheet.append(["1", "低保"])
    content = io.BytesIO()
    book.save(content)

    assert values(read_table("目录.xlsx", content.getvalue(), COLUMNS)) == [{"code": "1", "name": "低保"}]


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("目录.csv", "编码\nSJ-001\n".encode(), "第 1 行：表头里没有「名称」这一列"),
        ("目录.csv", "编码,名称,编码\n".encode(), "第 1 行：A、C 列都是「编码」"),
        ("目录.csv", b"a,b\n1,2\n", "没有找到表头。需要这些列：编码、名称"),
        ("目录.csv", b"", "没有找到表头"),
        ("目录.csv", '编码,名称\n1,"没有收尾\n'.encode(), "第 2 行：引号没有配对"),
        ("目录.csv", b"\xff\xff\xff\x80", "文字编码认不出来"),
        ("目录.csv", b"a\0b,c", "文字编码认不出来"),
        ("目录.xls", b"", "只能读 .csv 和 .xlsx"),
        ("目录.xlsx", b"PK\x03\x04broken", "不是完好的 .xlsx"),
        ("目录.csv", b"x" * (MAX_BYTES + 1), "文件太大"),
        ("目录.csv", b"code,name\n" + b"1,2\n" * MAX_ROWS, "行数太多"),
        ("目录.csv", b"," * 500, "列数太多"),
    ],
)
def test_what_cannot_be_read_is_said_in_plain_words(file: str, content: bytes, message: str) -> None:
    with pytest.raises(TableError, match=message):
        read_table(file, content, COLUMNS)


def test_a_missing_file_is_named() -> None:
    with pytest.raises(TableError, match="打不开文件"):
        read_file(Path("没有.csv"), COLUMNS)


def test_all_problems_of_cells_are_told_at_once() -> None:
    with pytest.raises(TableError) as caught:
        read_csv(f"编码,名称\n#N/A,低保\nSJ-002,{'长' * (MAX_CELL + 1)}\n")

    assert [(problem.row, problem.column) for problem in caught.value.problems] == [(2, "A 列"), (3, "B 列")]


def test_a_sheet_that_pretends_to_be_endless_is_refused_before_it_is_read() -> None:
    small = io.BytesIO(an_xlsx(["编码", "名称"]))
    huge = io.BytesIO()
    with zipfile.ZipFile(small) as old, zipfile.ZipFile(huge, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b'r="A1"', b'r="A1048576"').replace(b'r="B1"', b'r="XFD1048576"'))

    with pytest.raises(TableError, match="行数太多"):
        read_table("目录.xlsx", huge.getvalue(), COLUMNS)


def test_a_zip_that_unpacks_to_too_much_is_refused() -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/worksheets/sheet1.xml", b" " * 60_000_000)

    with pytest.raises(TableError, match="解开后太大"):
        read_table("目录.xlsx", bomb.getvalue(), COLUMNS)


def test_a_problem_names_heading_and_letter() -> None:
    table = read_csv("编码,事项名称\nSJ-001,低保\n")

    assert str(table.problem(table.rows[0], "name", "不能为空。")) == "第 2 行「事项名称（B 列）」：不能为空。"


@pytest.mark.parametrize(("place", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")])
def test_columns_are_lettered_as_in_excel(place: int, letter: str) -> None:
    assert column_letter(place) == letter


@given(st.lists(st.tuples(texts, texts, texts).filter(any), max_size=5))
def test_a_written_csv_reads_back_the_same(rows: list[tuple[str, ...]]) -> None:
    table = read_table("目录.csv", csv_content(HEADINGS, rows), COLUMNS)

    assert [tuple(row.values.values()) for row in table.rows] == rows


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(texts, texts, texts).filter(any), max_size=5))
def test_a_written_workbook_reads_back_the_same(rows: list[tuple[str, ...]]) -> None:
    table = read_table("目录.xlsx", xlsx_content(HEADINGS, rows), COLUMNS)

    assert [tuple(row.values.values()) for row in table.rows] == rows


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "'="])
def test_no_exported_text_can_run_as_a_formula(start: str) -> None:
    cell = f"{start}HYPERLINK(A1)"
    content = csv_content(["名称"], [[cell]]).decode("utf-8-sig")

    assert content.splitlines()[1].startswith("'")
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(xlsx_content(["名称"], [[cell]]))).read("xl/worksheets/sheet1.xml")


def test_only_csv_and_xlsx_are_written(tmp_path: Path) -> None:
    with pytest.raises(TableError, match="只能写"):
        write_table(tmp_path / "目录.doc", HEADINGS, [])
