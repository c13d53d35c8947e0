"""A workbook as offices print it: sheets with a title, headings in rows that join where they say the same."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

FORBIDDEN_IN_NAMES = str.maketrans("", "", "[]:*?/\\'")
A3 = 8  # as Excel numbers paper sizes
LONGEST_NAME = 31  # characters, as Excel allows


@dataclass(frozen=True)
class Sheet:
    """One sheet. `headings` are rows of equal length; "" continues the heading above. `widths` are in characters."""

    name: str
    title: str
    headings: Sequence[Sequence[str]]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]


def workbook_content(sheets: Sequence[Sheet]) -> bytes:
    """An .xlsx file in which every cell stays text; it prints sideways, with the headings on each page."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for sheet in sheets:
        _write(book.create_sheet(sheet.name.translate(FORBIDDEN_IN_NAMES)[:LONGEST_NAME] or "目录"), sheet)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _write(page: Any, sheet: Sheet) -> None:  # noqa: ANN401  (openpyxl tells no types)
    _set_up(page, sheet)
    title, heading, body = _looks(page)
    page.append(_cells(page, [sheet.title] + [""] * (len(sheet.widths) - 1), title))
    for row in sheet.headings:
        page.append(_cells(page, row, heading))
    for row in sheet.rows:
        page.append(_cells(page, row, body))
    for area in [(1, 1, 1, len(sheet.widths)), *joined(sheet.headings, first_row=2)]:
        page.merged_cells.add(_named(*area))


def _set_up(page: Any, sheet: Sheet) -> None:  # noqa: ANN401
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    for place, width in enumerate(sheet.widths, 1):
        page.column_dimensions[get_column_letter(place)].width = width
    last = 1 + len(sheet.headings)
    page.freeze_panes = f"A{last + 1}"
    page.print_title_rows = f"1:{last}"
    page.page_setup.orientation, page.page_setup.paperSize, page.page_setup.fitToHeight = "landscape", A3, 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _looks(page: Any) -> list[Any]:  # noqa: ANN401
    """Cells that look as a title, a heading and the rest do. Looking a style up for each cell would take most time."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, Side

    thin = Side(style="thin", color="808080")
    grid = Border(thin, thin, thin, thin)
    middle = Alignment(horizontal="center", vertical="center", wrap_text=True)
    wrapped = Alignment(vertical="center", wrap_text=True)
    looks = []
    for font, alignment, border in (
        (Font(bold=True, size=16), middle, Border()),
        (Font(bold=True), middle, grid),
        (Font(), wrapped, grid),
    ):
        cell = WriteOnlyCell(page)
        cell.font, cell.alignment, cell.border, cell.quotePrefix = font, alignment, border, True
        looks.append(cell)
    return looks


def _cells(page: Any, row: Sequence[str], look: Any) -> list[Any]:  # noqa: ANN401
    from openpyxl.cell import WriteOnlyCell

    cells = [WriteOnlyCell(page, value=text) for text in row]
    for cell in cells:
        cell.data_type, cell._style = "s", look._style  # never changed afterwards, so they can share it
    return cells


def _named(top: int, left: int, bottom: int, right: int) -> str:
    from openpyxl.utils import get_column_letter

    return f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"


def joined(headings: Sequence[Sequence[str]], *, first_row: int) -> Iterator[tuple[int, int, int, int]]:
    """The areas (top, left, bottom, right; counted from 1) that are one heading: same words side by side, "" below."""
    for number, row in enumerate(headings):
        place = 0
        for text, group in groupby(row):
            width = len(list(group))
            depth = 1
            if text and width == 1:
                depth += _empty_below(headings, number, place)
            if text and (width > 1 or depth > 1):
                yield first_row + number, place + 1, first_row + number + depth - 1, place + width
            place += width


def _empty_below(headings: Sequence[Sequence[str]], number: int, place: int) -> int:
    depth = 0
    for row in headings[number + 1 :]:
        if row[place]:
            break
        depth += 1
    return depth
