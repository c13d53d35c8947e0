"""A list as a spreadsheet: the words of the screen, numbers and days as such, and never a formula."""

import io
from datetime import UTC, date, datetime
from operator import itemgetter
from typing import Any

import pytest
from openpyxl import load_workbook

from bot.console.listing import Column, Listing
from bot.console.listing.columns import words
from bot.console.listing.sheet import LONGEST_CELL, write_sheet
from tests.bot.console.letters import Letter, State


def written(*values: object, title: str = "来信") -> Any:
    columns: list[Column[Any]] = [Column(f"c{n}", f"第{n}列", itemgetter(n)) for n in range(len(values))]
    file = io.BytesIO()
    write_sheet(Listing("letters", title, columns, order=(Letter.id,)), [values], file)
    return load_workbook(file).active


def test_what_is_shown_is_written_and_numbers_and_days_stay_such() -> None:
    sheet = written(
        "低保", 3, 2.5, date(2026, 11, 23), datetime(2026, 11, 22, 16, 1, tzinfo=UTC), State.OPEN, True, None
    )

    assert [cell.value for cell in sheet[1]][:2] == ["第0列", "第1列"]
    shown = [cell.value for cell in sheet[2]]
    assert shown[:3] == ["低保", 3, 2.5]
    assert shown[3:5] == [datetime(2026, 11, 23), datetime(2026, 11, 23, 0, 1)]  # noqa: DTZ001  (as a sheet holds them)
    assert shown[5:] == ["待答复", "是", None]
    assert sheet["D2"].number_format == "yyyy-mm-dd"


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", '=HYPERLINK("http://x")'])
def test_no_cell_becomes_a_formula_now_or_when_it_is_edited(text: str) -> None:
    cell = written(text)["A2"]

    assert (cell.value, cell.data_type) == (text, "s")
    assert cell.quotePrefix


def test_what_no_sheet_can_hold_is_left_out_or_cut() -> None:
    sheet = written("声\x07音", "长" * 40_000, title="收/发[2026]:" + "长" * 40)

    assert sheet["A2"].value == "声音"
    assert len(sheet["B2"].value) == LONGEST_CELL
    assert sheet.title == ("收 发 2026  " + "长" * 40)[:31]


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (False, "否"),
        (0, "0"),
        (datetime(2026, 11, 22, 16, 0, tzinfo=UTC), "2026-11-23 00:00"),
        (date(2026, 11, 23), "2026-11-23"),
        (State.OPEN, "待答复"),
    ],
)
def test_values_are_shown_in_workers_words(value: object, shown: str) -> None:
    assert words(value) == shown
