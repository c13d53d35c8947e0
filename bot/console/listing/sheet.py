"""A list as an XLSX file in the words of the screen, written row by row, in which nothing can become a formula."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import IO, Any, TypeVar

from bot.console.listing.columns import Column, Listing, words
from bot.tables import cell_text
from bot.time import local

R = TypeVar("R")
LONGEST_CELL = 32_767  # what Excel takes
NARROWEST, WIDEST = 8, 60
FORBIDDEN = str.maketrans(dict.fromkeys("[]:*?/\\", " "))  # in the name of a sheet


def write_sheet(listing: Listing[R], rows: Iterable[R], file: IO[bytes]) -> None:
    """Write the rows under the list's headings. Numbers and dates stay such, everything else is text."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(listing.title.translate(FORBIDDEN)[:31])
    sheet.freeze_panes = "A2"
    for number, column in enumerate(listing.columns):
        sheet.column_dimensions[_letter(number)].width = _width(column)
    sheet.append([_text_cell(sheet, column.label) for column in listing.columns])
    for row in rows:
        sheet.append([_cell(sheet, column.of(row)) for column in listing.columns])
    book.save(file)


def _cell(sheet: Any, value: object) -> Any:  # noqa: ANN401  (openpyxl has no types)
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, bool) or not isinstance(value, int | float | date):
        return _text_cell(sheet, words(value))
    moment = isinstance(value, datetime)
    cell = WriteOnlyCell(sheet, value=local(value).replace(tzinfo=None) if isinstance(value, datetime) else value)
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd hh:mm" if moment else "yyyy-mm-dd"
    return cell


def _text_cell(sheet: Any, text: str) -> Any:  # noqa: ANN401  (openpyxl has no types)
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=cell_text(text)[:LONGEST_CELL])
    cell.data_type = "s"
    cell.quotePrefix = True  # it stays text when somebody edits it
    return cell


def _letter(number: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(number + 1))


def _width(column: Column[R]) -> int:
    return max(NARROWEST, min(WIDEST, len(column.label) * 2 + 10))
