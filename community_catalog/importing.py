"""A catalog file becomes catalog rows, or a list of everything wrong in it by row and column."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from bot.tables import Column, Problem, Row, Table, TableError, read_table
from community_catalog.domains import DOMAINS
from community_catalog.elements import ELEMENTS, LEVELS, LIST_ELEMENTS, METHODS, STAGES, CatalogRow
from community_catalog.official_table import read_official

COLUMNS = (
    Column("code", ("事项编码", "编码", "代码", "事项编号", "编号")),
    Column("domain", ("领域", "试点领域", "公开领域")),
    Column("level1", ("一级事项", "一级", "一级目录", "一级公开事项")),
    Column("level2", ("二级事项", "二级", "二级目录", "二级公开事项", "事项名称", "公开事项")),
    Column("content", ("公开内容", "公开内容（要素）", "内容", "公开要素")),
    Column("basis", ("公开依据", "依据")),
    Column("deadline", ("公开时限", "时限")),
    Column("subjects", ("公开主体", "主体", "责任主体", "公开责任主体", "subject")),
    Column("method", ("公开方式", "方式")),
    Column("channels", ("公开渠道", "渠道", "公开渠道和载体", "渠道和载体")),
    Column("audience", ("公开对象", "对象")),
    Column("levels", ("公开层级", "层级", "level")),
    Column("stage", ("五公开", "环节", "所属环节", "公开环节")),
)
# Longest text of each element, in characters: beyond it something else than an element was pasted.
LONGEST = {
    "code": 9, "domain": 20, "level1": 100, "level2": 100, "content": 2000, "basis": 2000, "deadline": 500,
    "subjects": 300, "method": 20, "channels": 300, "audience": 500, "levels": 50, "stage": 10,
}  # fmt: skip
CHOICES: Mapping[str, Sequence[str]] = {
    "domain": tuple(domain.name for domain in DOMAINS),
    "method": METHODS,
    "stage": STAGES,
    "levels": LEVELS,
}
CODE = re.compile(r"[A-Z]{2,4}-[0-9]{3,4}")


def read_catalog(file: str, content: bytes) -> Table:
    """Read a catalog file, in the official layout as this system writes it or with a heading for each column.

    Raises TableError with everything wrong in it.
    """
    return read_official(file, content) or read_table(file, content, COLUMNS)


def catalog_rows(table: Table) -> tuple[CatalogRow, ...]:
    """The rows of a catalog file. Raises TableError naming row and column of everything wrong."""
    rows = [(row, _catalog_row(row)) for row in table.rows]
    problems = [problem for row, made in rows for problem in _row_problems(table, row, made)]
    problems += _repeated(table, rows, "code")
    if not rows:
        problems.append(Problem("表头下面一行事项也没有。"))
    if problems:
        raise TableError(table.file, sorted(problems, key=lambda problem: problem.row or 0))
    return tuple(made for _row, made in rows)


def _catalog_row(row: Row) -> CatalogRow:
    values = {name: _element(name, row.values[name]) for name in ELEMENTS}
    code = unicodedata.normalize("NFKC", row.values["code"]).upper().replace(" ", "")
    return CatalogRow.of(code, values)


def _element(name: str, text: str) -> str | list[str]:
    if name not in LIST_ELEMENTS:
        return text
    separators = r"[;；\n]" if name == "subjects" else r"[;；\n、,，]"  # an office's name may hold 「、」
    parts = list(dict.fromkeys(part.strip() for part in re.split(separators, text) if part.strip()))
    return sorted(parts, key=_level_order) if name == "levels" else parts  # ticks in columns have no other order


def _level_order(level: str) -> int:
    return LEVELS.index(level) if level in LEVELS else len(LEVELS)


def _row_problems(table: Table, row: Row, made: CatalogRow) -> Iterator[Problem]:
    for name in ("code", *ELEMENTS):
        message = _empty_or_long(name, row.values[name]) or _not_among(name, made)
        if message:
            yield table.problem(row, name, message)
    if made.code and not CODE.fullmatch(made.code):
        yield table.problem(
            row, "code", f"「{made.code}」不是事项编码，应为两到四个字母、横线、三到四位数字，如 SJ-001。"
        )


def _empty_or_long(name: str, text: str) -> str | None:
    if not text:
        return "不能为空。"
    if len(text) > LONGEST[name]:
        return f"太长（{len(text)} 个字），最多 {LONGEST[name]} 个字。"
    return None


def _not_among(name: str, made: CatalogRow) -> str | None:
    if name not in CHOICES:
        return None
    value = made.element(name)
    unknown = [part for part in ([value] if isinstance(value, str) else value) if part not in CHOICES[name]]
    if not unknown:
        return None
    expected = "26 个试点领域之一，如「社会救助」" if name == "domain" else "、".join(CHOICES[name])
    return f"「{'、'.join(unknown)}」不认识，应为{'：' if name != 'domain' else ''}{expected}。"


def _repeated(table: Table, rows: Sequence[tuple[Row, CatalogRow]], name: str) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for row, made in rows:
        if made.code in first:
            yield table.problem(row, name, f"「{made.code}」和第 {first[made.code]} 行重复。")
        elif made.code:
            first[made.code] = row.number
