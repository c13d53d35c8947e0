"""Tables people keep in Excel or WPS: .csv and .xlsx files become rows with known column names, and back."""

import csv
import hashlib
import io
import math
import re
import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.errors import BotError

MAX_BYTES = 10_000_000
MAX_UNPACKED_BYTES = 50_000_000  # an .xlsx is a zip: what it unpacks to is limited too
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL = 5_000
HEADING_ROWS = 10  # titles such as 「附件 1」 may stand above the headings
SPREADSHEET_ERRORS = frozenset({"#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NUM!", "#NAME?", "#NULL!"})

_FORMULA = re.compile(r"'*[=+\-@\t\r＝＋－＠]")  # what Excel may run as a formula when a .csv is opened
_REFERENCE = re.compile(rb"""<(?:\w+:)?(?:c|row)\b[^>]*?\br=["']([A-Z]{0,4})([0-9]{1,9})["']""")
_INVISIBLE = dict.fromkeys(map(ord, "\ufeff\u200b\u200c\u200d\u2060\ufffe\uffff"))


@dataclass(frozen=True)
class Column:
    """A column a file may have: our name for it, and the headings people give it (compared without white space)."""

    name: str
    headings: tuple[str, ...]
    required: bool = True

    def is_headed(self, text: str) -> bool:
        """Whether a heading cell names this column."""
        plain = _plain(text)
        return plain == _plain(self.name) or plain in map(_plain, self.headings)


@dataclass(frozen=True)
class Row:
    """One row: its number as Excel counts, and the text of each known column ("" where the cell is empty).

    `sheet` is named where a file has rows on several.
    """

    number: int
    values: Mapping[str, str]
    sheet: str = ""


@dataclass(frozen=True)
class Problem:
    """What is wrong, and where, in the reader's words."""

    message: str
    row: int | None = None
    column: str | None = None
    sheet: str = ""

    def __str__(self) -> str:
        where = f"工作表「{self.sheet}」" if self.sheet else ""
        where += f"第 {self.row} 行" if self.row else ""
        where += f"「{self.column}」" if self.column else ""
        return f"{where}：{self.message}" if where else self.message


class TableError(BotError):
    """表格读不进来。"""

    def __init__(self, file: str, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        lines = "\n".join(f"  {problem}" for problem in self.problems)
        super().__init__(f"《{file}》有 {len(self.problems)} 处问题：\n{lines}")


@dataclass(frozen=True)
class Table:
    """What was read: rows with known columns, the headings no one asked for, and the file's SHA-256."""

    file: str
    sha256: str
    rows: tuple[Row, ...]
    headings: Mapping[str, str]
    ignored: tuple[str, ...] = ()

    def problem(self, row: Row, column: str, message: str) -> Problem:
        """A problem in this row's cell; the column is named by its heading and letter, as in 「公开时限（G 列）」."""
        return Problem(message, row.number, self.headings.get(column, column), row.sheet)


def read_file(path: Path, columns: Sequence[Column]) -> Table:
    """Read a .csv or .xlsx file. Raises TableError with everything wrong in it."""
    return read_table(path.name, file_content(path), columns)


def file_content(path: Path) -> bytes:
    """What a file holds that people name to a command. Raises TableError when it cannot be opened or is too large."""
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= MAX_BYTES else b""
    except OSError as error:
        raise TableError(path.name, [_unopened(error)]) from None
    if size > MAX_BYTES:
        raise TableError(path.name, [_too_large(size)])
    return content


def read_table(file: str, content: bytes, columns: Sequence[Column]) -> Table:
    """Read the content of a .csv or .xlsx file; `file` is its name. Raises TableError with everything wrong in it."""
    if len(content) > MAX_BYTES:
        raise TableError(file, [_too_large(len(content))])
    try:
        sheets = [cells for _name, cells in _sheets(file, content)]
        cells, heading_row, places = _find_headings(sheets, columns)
        rows, problems = _rows(cells, heading_row, places)
    except _Unreadable as error:
        raise TableError(file, error.problems) from None
    if problems:
        raise TableError(file, problems)
    headed = cells[heading_row]
    headings = {name: f"{headed[place]}（{column_letter(place)} 列）" for name, place in places.items()}
    ignored = tuple(text for place, text in enumerate(headed) if text and place not in places.values())
    return Table(file, hashlib.sha256(content).hexdigest(), tuple(rows), headings, ignored)


@dataclass(frozen=True)
class Cells:
    """The text of all cells of one sheet; a .csv file has one without a name."""

    sheet: str
    rows: Sequence[Sequence[str]]

    def problems(self) -> Iterator[Problem]:
        """What cannot be taken over from any layout: formulas gone wrong, texts without end."""
        for number, row in enumerate(self.rows, 1):
            for place, text in enumerate(row):
                problem = _cell_problem(text, number, place)
                if problem:
                    yield replace(problem, sheet=self.sheet)


def read_cells(file: str, content: bytes) -> Sequence[Cells]:
    """All cells of a .csv or .xlsx file whose layout the caller knows. Raises TableError when it cannot be read."""
    if len(content) > MAX_BYTES:
        raise TableError(file, [_too_large(len(content))])
    try:
        return [Cells(name, rows) for name, rows in _sheets(file, content)]
    except _Unreadable as error:
        raise TableError(file, error.problems) from None


def column_letter(place: int) -> str:
    """The letter Excel shows over a column, counted from 0: A, B, … Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def cell_text(value: object) -> str:
    """A cell as text: whole numbers without ".0", dates as 2026-11-23, no invisible characters."""
    if value is None:
        return ""
    if isinstance(value, float) and math.isfinite(value) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        value = value.date()
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE)
    return "".join(mark for mark in text if mark in "\n\t" or unicodedata.category(mark) != "Cc").strip()


class _Unreadable(Exception):
    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__()


_Cells = list[list[str]]


def _plain(heading: str) -> str:
    return re.sub(r"[\s　*＊]", "", unicodedata.normalize("NFKC", heading)).lower()


def _too_large(size: int) -> Problem:
    return Problem(f"文件太大（{size / 1e6:.1f} MB），最多 {MAX_BYTES // 1_000_000} MB。")


def _unopened(error: OSError) -> Problem:
    if isinstance(error, FileNotFoundError):
        return Problem("打不开文件：没有这个文件。")
    if isinstance(error, PermissionError):
        return Problem("打不开文件：没有读取权限，或者正被别的程序占用。")
    return Problem("打不开文件：它可能是文件夹，或者已经损坏。")


def _sheets(file: str, content: bytes) -> list[tuple[str, _Cells]]:
    suffix = Path(file).suffix.lower()
    if suffix == ".csv":
        return [("", _csv_cells(content))]
    if suffix == ".xlsx":
        return _xlsx_sheets(content)
    raise _Unreadable(Problem("只能读 .csv 和 .xlsx 文件。请在 Excel 或 WPS 里用「另存为」换成 .xlsx。"))


def _csv_cells(content: bytes) -> _Cells:
    text = _decoded(content)
    delimiter = "\t" if "\t" in text.split("\n", 1)[0] and "," not in text.split("\n", 1)[0] else ","
    cells: _Cells = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for record in reader:
            cells.append([_without_guard(cell_text(value)) for value in record])
            _check_size(len(cells), len(record))
    except csv.Error:
        raise _Unreadable(Problem("引号没有配对，或者一格文字太长，后面读不下去。", len(cells) + 1)) from None
    return cells


def _decoded(content: bytes) -> str:
    is_utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if is_utf16 else ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise _Unreadable(Problem("文字编码认不出来。请在 Excel 或 WPS 里另存为「CSV UTF-8」或 .xlsx。"))


def guarded(text: str) -> str:
    """The text for a cell of a .csv file: with an apostrophe before it where a spreadsheet would calculate it."""
    return f"'{text}" if _FORMULA.match(text) else text


def _without_guard(text: str) -> str:
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def _check_size(rows: int, columns: int) -> None:
    if rows > MAX_ROWS:
        raise _Unreadable(Problem(f"行数太多，最多 {MAX_ROWS} 行。"))
    if columns > MAX_COLUMNS:
        raise _Unreadable(Problem(f"列数太多，最多 {MAX_COLUMNS} 列。", rows))


def _xlsx_sheets(content: bytes) -> list[tuple[str, _Cells]]:
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum

    try:
        _check_unpacked(content)
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            names = [s.name for s in book.sheets_metadata if s.typ == SheetTypeEnum.WorkSheet]
            return [(name, _sheet_cells(book, name)) for name in names]
    except PasswordError:
        raise _Unreadable(Problem("文件有密码。请去掉密码再导入。")) from None
    except (CalamineError, zipfile.BadZipFile, NotImplementedError):
        raise _Unreadable(Problem("不是完好的 .xlsx 文件。请用 Excel 或 WPS 打开后另存一份再试。")) from None


def _check_unpacked(content: bytes) -> None:
    # One cell at XFD1048576 would make the reader reserve room for the whole sheet: look before it reads. Reading
    # every part here also finds those that unpack to more than they say (BadZipFile).
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        if sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED_BYTES:
            raise _Unreadable(Problem("文件解开后太大。"))
        for part in parts.infolist():
            for letters, number in _REFERENCE.findall(parts.read(part)):
                _check_size(int(number), _column_number(letters.decode()))


def _sheet_cells(book: object, name: str) -> _Cells:
    from python_calamine import CalamineWorkbook

    assert isinstance(book, CalamineWorkbook)  # noqa: S101
    sheet = book.get_sheet_by_name(name)
    cells = [[cell_text(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        for row in range(top, min(bottom + 1, len(cells))):
            for column in range(left, min(right + 1, len(cells[row]))):
                cells[row][column] = cells[top][left]
    return cells


def _find_headings(sheets: Sequence[_Cells], columns: Sequence[Column]) -> tuple[_Cells, int, dict[str, int]]:
    best: tuple[_Cells, int, dict[str, int]] | None = None
    for cells in sheets:
        for number, row in enumerate(cells[:HEADING_ROWS]):
            places = _places(row, columns)
            if places and (best is None or len(places) > len(best[2])):
                best = (cells, number, places)
    wanted = [column for column in columns if column.required]
    if best is None:
        names = "、".join(column.headings[0] for column in wanted)
        raise _Unreadable(Problem(f"前 {HEADING_ROWS} 行里没有找到表头。需要这些列：{names}。"))
    problems = [Problem(f"表头里没有「{c.headings[0]}」这一列。", best[1] + 1) for c in wanted if c.name not in best[2]]
    problems += _twice(best[0][best[1]], best[1] + 1, columns)
    if problems:
        raise _Unreadable(*problems)
    return best


def _places(row: Sequence[str], columns: Sequence[Column]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, text in enumerate(row):
        name = next((column.name for column in columns if text and column.is_headed(text)), None)
        if name and name not in places:
            places[name] = place
    return places


def _twice(row: Sequence[str], number: int, columns: Sequence[Column]) -> Iterable[Problem]:
    for column in columns:
        letters = [column_letter(place) for place, text in enumerate(row) if text and column.is_headed(text)]
        if len(letters) > 1:
            yield Problem(f"{'、'.join(letters)} 列都是「{column.headings[0]}」，只能有一列。", number)


def _rows(cells: _Cells, heading_row: int, places: Mapping[str, int]) -> tuple[list[Row], list[Problem]]:
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, record in enumerate(cells[heading_row + 1 :], heading_row + 2):
        values = {name: record[place] if place < len(record) else "" for name, place in places.items()}
        if any(values.values()):
            rows.append(Row(number, values))
            problems += [p for name, place in places.items() if (p := _cell_problem(values[name], number, place))]
    return rows, problems


def _cell_problem(text: str, number: int, place: int) -> Problem | None:
    where = f"{column_letter(place)} 列"
    if text in SPREADSHEET_ERRORS:
        return Problem(f"公式出错（{text}），请改成文字。", number, where)
    if len(text) > MAX_CELL:
        return Problem(f"文字太长（{len(text)} 个字），最多 {MAX_CELL} 个字。", number, where)
    return None


def write_table(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a .csv (UTF-8 as Excel likes it) or .xlsx file of text that no spreadsheet will run as a formula.

    `read_file` gives the same text back. Raises TableError for any other kind of file.
    """
    suffix = path.suffix.lower()
    if suffix == ".csv":
        path.write_bytes(csv_content(headings, rows))
    elif suffix == ".xlsx":
        path.write_bytes(xlsx_content(headings, rows))
    else:
        raise TableError(path.name, [Problem("只能写 .csv 和 .xlsx 文件。")])


def csv_content(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """A .csv file; text that looks like a formula gets an apostrophe before it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for row in [headings, *rows]:
        writer.writerow([guarded(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")


def xlsx_content(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """An .xlsx file in which every cell is text, also after someone edits it."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    book = Workbook(write_only=True)
    sheet = book.create_sheet("目录")
    for row in [headings, *rows]:
        cells = [WriteOnlyCell(sheet, value=text) for text in row]
        for cell in cells:
            cell.data_type = "s"
            cell.quotePrefix = True
        sheet.append(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
