"""The catalog in the layout it is officially printed in: headings in two rows, √ where something applies.

Behind the official columns stand three of ours (领域, 五公开, 事项编码): with them the table can be imported again and
says the same.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import groupby

from bot.tables import Cells, Row, Table, TableError, column_letter, csv_content, read_cells
from bot.workbook import Sheet, workbook_content
from community_catalog.elements import ELEMENTS, LEVELS, METHODS, CatalogRow

TICK = "√"
CHOSEN, LEFT = "■", "□"  # how the printed catalog marks channels that are used, and those that are not
EVERYONE = "全社会"
HEADINGS: Sequence[tuple[str, str]] = (
    ("序号", ""),
    ("公开事项", "一级事项"),
    ("公开事项", "二级事项"),
    ("公开内容（要素）", ""),
    ("公开依据", ""),
    ("公开时限", ""),
    ("公开主体", ""),
    ("公开渠道和载体", ""),
    ("公开对象", "全社会"),
    ("公开对象", "特定群体"),
    ("公开方式", "主动"),
    ("公开方式", "依申请"),
    ("公开层级", "县级"),
    ("公开层级", "乡级"),
    ("公开层级", "社区"),
    ("领域", ""),
    ("五公开", ""),
    ("事项编码", ""),
)
WIDTHS = (6, 16, 20, 46, 40, 24, 20, 24, 7, 14, 7, 8, 7, 7, 7, 14, 8, 11)  # in characters, as Excel counts
# Where each element stands, counted from 0; those with ticks in several columns by the first.
_PLACES: Mapping[str, int] = {
    "level1": 1, "level2": 2, "content": 3, "basis": 4, "deadline": 5, "subjects": 6, "channels": 7, "audience": 8,
    "method": 10, "levels": 12, "domain": 15, "stage": 16, "code": 17,
}  # fmt: skip
HIGHEST_HEADING = 5  # a title and a remark may stand above


def catalog_csv(rows: Iterable[CatalogRow]) -> bytes:
    """All domains in one .csv file (UTF-8 as Excel likes it)."""
    return csv_content(_top(), [_below(), *_lines(rows)])


def catalog_xlsx(rows: Iterable[CatalogRow]) -> bytes:
    """An .xlsx file with a sheet for each domain. `rows` stand in catalog order."""
    sheets = [_sheet(domain, list(group)) for domain, group in groupby(rows, key=lambda row: row.domain)]
    return workbook_content(sheets or [_sheet("目录", [])])


def read_official(file: str, content: bytes) -> Table | None:
    """The rows of a file in exactly this layout; None when it has another. Raises TableError."""
    sheets = [(cells, found) for cells in read_cells(file, content) if (found := _first_row(cells)) is not None]
    if not sheets:
        return None
    problems = [problem for cells, _first in sheets for problem in cells.problems()]
    if problems:
        raise TableError(file, problems)
    rows = tuple(row for cells, first in sheets for row in _rows(cells, first, named=len(sheets) > 1))
    labels = {"code": "事项编码", **ELEMENTS}
    headings = {name: f"{labels[name]}（{column_letter(place)} 列）" for name, place in _PLACES.items()}
    return Table(file, sha256(content).hexdigest(), rows, headings)


def _first_row(cells: Cells) -> int | None:
    """Where the rows begin below the headings of this layout."""
    for number, (top, below) in enumerate(zip(cells.rows[:HIGHEST_HEADING], cells.rows[1:], strict=False)):
        # A heading over both rows is repeated in the second by a reader that fills joined cells.
        named = [(one, "" if two == one else two) for one, two in zip(top, below, strict=False)]
        if named[: len(HEADINGS)] == list(HEADINGS):
            return number + 2
    return None


def _rows(cells: Cells, first: int, *, named: bool) -> Iterator[Row]:
    for number, record in enumerate(cells.rows[first:], first + 1):
        texts = [*record, *[""] * (len(HEADINGS) - len(record))]
        if any(texts):
            yield Row(number, _values(texts), cells.sheet if named else "")


def _values(texts: Sequence[str]) -> dict[str, str]:
    values = {name: texts[place] for name, place in _PLACES.items()}
    marked = re.split(rf"(?=[{CHOSEN}{LEFT}])", values["channels"])
    values["channels"] = "；".join(one[1:].strip() for one in marked if one.startswith(CHOSEN))
    values["audience"] = EVERYONE if texts[8] else texts[9].removeprefix(TICK).strip()
    values["method"] = "；".join(_ticked(texts[10:12], METHODS))
    values["levels"] = "；".join(_ticked(texts[12:15], LEVELS))
    return values


def _ticked(texts: Sequence[str], words: Sequence[str]) -> Iterator[str]:
    return (word for text, word in zip(texts, words, strict=True) if text)


def _sheet(domain: str, rows: Sequence[CatalogRow]) -> Sheet:
    title = f"{domain}领域基层政务公开标准目录" if rows else "基层政务公开标准目录"
    return Sheet(domain, title, (_top(), _below()), list(_lines(rows)), WIDTHS)


def _top() -> list[str]:
    return [top for top, _below_it in HEADINGS]


def _below() -> list[str]:
    return [below for _top_of_it, below in HEADINGS]


def _lines(rows: Iterable[CatalogRow]) -> Iterator[list[str]]:
    for number, row in enumerate(rows, 1):
        yield [str(number), *_texts(row), *_ticks(row), row.domain, row.stage, row.code]


def _texts(row: CatalogRow) -> list[str]:
    channels = " ".join(CHOSEN + channel for channel in row.channels)
    return [row.level1, row.level2, row.content, row.basis, row.deadline, "；".join(row.subjects), channels]


def _ticks(row: CatalogRow) -> list[str]:
    everyone = row.audience == EVERYONE
    return [
        TICK if everyone else "",
        "" if everyone else f"{TICK} {row.audience}",
        *(TICK if row.method == method else "" for method in METHODS),
        *(TICK if level in row.levels else "" for level in LEVELS),
    ]
