"""A file of guides becomes facts, or a list of everything wrong in it by row and column."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path

from bot.paths import DATA
from bot.privacy import Kind, found
from bot.tables import Column, Problem, Row, Table, TableError, read_file
from community_catalog.bundled import bundled_rows
from community_catalog.guides.text import LABELS, Fact, GuideText, Part, visits_of

FOLDER = DATA / "guides"
COLUMNS = (
    Column("code", ("编号", "事项编号", "事项编码")),
    Column("name", ("事项", "事项名称")),
    Column("part", ("部分",)),
    Column("text", ("内容",)),
    Column("source", ("出处",)),
)
LONGEST = 60  # characters of one fact: beyond it an old reader has lost the beginning

# Rules that official lists still name although newer ones have taken their place.
SUPERSEDED: Mapping[str, str] = {
    "民发〔2012〕220号": "《最低生活保障审核确认办法》（民发〔2021〕57号）",
    "民发〔2016〕178号": "《特困人员认定办法》（民发〔2021〕43号）",
    "国务院令第385号": "《中华人民共和国法律援助法》",
    "城市居民最低生活保障条例": "《中华人民共和国社会救助法》",
    "执业医师法": "《中华人民共和国医师法》",
}

VISITS_ADVICE = (
    "跑几次要写成「最多跑一次」「最多跑两次」这样，或者「一趟不用跑，」后面写明怎么办（如：网上全程办、邮寄、代办）。"
)
VISITS_ONCE = "跑几次只写一句。"

_PARTS = {label: part for part, label in LABELS.items()}
_TELEPHONE = re.compile(r"(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)")
_MONEY = re.compile(r"\d(?:\.\d+)?万?元")
_NUMBERED = re.compile(r"号）|法》|条例》|规范》")


def read_guides(path: Path, names: Mapping[str, str]) -> tuple[GuideText, ...]:
    """The guides of a .csv or .xlsx file; `names` are the catalog's items, code → name.

    Raises TableError naming row and column of everything wrong.
    """
    return guide_texts(read_file(path, COLUMNS), names)


def guide_texts(table: Table, names: Mapping[str, str]) -> tuple[GuideText, ...]:
    """The guides of a table, in the order of their codes; see read_guides."""
    problems = [problem for row in table.rows for problem in _row_problems(table, row, names)]
    problems += [*_repeated(table), *_two_counts(table)]
    if problems:
        raise TableError(table.file, sorted(problems, key=lambda problem: problem.row or 0))
    rows = sorted(table.rows, key=lambda row: row.values["code"])
    by_code = groupby(rows, key=lambda row: row.values["code"])
    return tuple(GuideText(code, names[code], tuple(map(_fact, group))) for code, group in by_code)


@cache
def bundled_guides() -> tuple[GuideText, ...]:
    """The guides shipped with the program, for items of the bundled catalog."""
    names = {row.code: row.name for row in bundled_rows()}
    return tuple(guide for path in sorted(FOLDER.glob("*.csv")) for guide in read_guides(path, names))


def fact_problem(fact: Fact) -> tuple[str, str] | None:
    """What is wrong with one fact, as the column it stands in and a sentence; None when it may stand."""
    if not fact.text:
        return "text", "没有内容。不知道的事就不要写这一行。"
    if len(fact.text) > LONGEST:
        return "text", f"太长（{len(fact.text)} 个字），最多 {LONGEST} 个字。请拆成几行，一行说一件事。"
    if any(piece.kind is Kind.MOBILE for piece in found(fact.text)):
        return "text", "像是个人手机号。只写公开的办公电话或热线。"
    if fact.part is Part.VISITS and visits_of(fact.text) is None:
        return "text", VISITS_ADVICE
    return _source_problem(fact)


def _source_problem(fact: Fact) -> tuple[str, str] | None:
    if "《" not in fact.source:
        return (
            "source",
            "没有写明出处。请写法规或文件的名称、文号和条，如《社会救助暂行办法》（国务院令第649号）第九条。",
        )
    for older, newer in SUPERSEDED.items():
        if older in fact.source:
            return "source", f"{older} 已被新的规定取代，请改按{newer}。"
    if (_MONEY.search(fact.text) or _TELEPHONE.search(fact.text)) and not _NUMBERED.search(fact.source):
        return "source", "写了金额或电话，出处必须是法律、条例或者有文号的文件。"
    return None


def _fact(row: Row) -> Fact:
    return Fact(_PARTS[row.values["part"]], row.values["text"], row.values["source"])


def _row_problems(table: Table, row: Row, names: Mapping[str, str]) -> Iterator[Problem]:
    code, name, part = (row.values[column] for column in ("code", "name", "part"))
    if code not in names:
        yield table.problem(row, "code", f"目录里没有编号为「{code}」的事项。")
    elif name != names[code]:
        yield table.problem(row, "name", f"{code} 在目录里叫「{names[code]}」，不是「{name}」。")
    if part not in _PARTS:
        yield table.problem(row, "part", f"没有「{part}」这个部分，可以写：{'、'.join(_PARTS)}。")
        return
    wrong = fact_problem(_fact(row))
    if wrong:
        yield table.problem(row, *wrong)


def _repeated(table: Table) -> Sequence[Problem]:
    seen: set[tuple[str, str]] = set()
    problems = []
    for row in table.rows:
        key = (row.values["code"], row.values["text"])
        if row.values["text"] and key in seen:
            problems.append(table.problem(row, "text", "这句话在同一份指南里已经写过。"))
        seen.add(key)
    return problems


def _two_counts(table: Table) -> Sequence[Problem]:
    counted: set[str] = set()
    problems = []
    for row in table.rows:
        if row.values["part"] != LABELS[Part.VISITS]:
            continue
        if row.values["code"] in counted:
            problems.append(table.problem(row, "part", VISITS_ONCE))
        counted.add(row.values["code"])
    return problems


assert set(LABELS) == set(Part)  # noqa: S101
