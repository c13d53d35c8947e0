"""A list of places in a file: read, checked against the places there are, and compared with them. Knows no database."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.tables import Column, Problem, Row, Table, TableError


class PlaceKind(StrEnum):
    """The three levels of the tree."""

    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"


KIND_NAMES = {PlaceKind.DISTRICT: "区", PlaceKind.STREET: "街镇", PlaceKind.COMMUNITY: "社区"}
PARENT_KIND = {PlaceKind.STREET: PlaceKind.DISTRICT, PlaceKind.COMMUNITY: PlaceKind.STREET}
CODE_DIGITS = {PlaceKind.DISTRICT: 6, PlaceKind.STREET: 9, PlaceKind.COMMUNITY: 12}  # as the statistics bureau numbers
LONGEST_NAME = 50
LONGEST_SOURCE = 500
_KINDS = {"街道": PlaceKind.STREET, "镇": PlaceKind.STREET} | {name: kind for kind, name in KIND_NAMES.items()}
_STATES = {"": None, "启用": True, "停用": False}
_LOCAL_CODE = re.compile(r"[A-Za-z0-9-]{1,32}")

COLUMNS = (
    Column("name", ("社区名称", "社区", "名称", "居委会")),
    Column("parent", ("所属街镇", "街镇", "街道", "上级", "乡镇街道", "街道（镇）")),
    Column("kind", ("类型", "级别"), required=False),
    Column("official_code", ("官方代码", "统计代码", "社区代码", "区划代码"), required=False),
    Column("code", ("系统编号",), required=False),
    Column("source", ("来源", "出处"), required=False),
    Column("status", ("状态",), required=False),
)


@dataclass(frozen=True)
class PlaceRow:
    """One place in plain values. `code` is ours and never changes; `parent` is the parent's code."""

    code: str
    kind: PlaceKind
    name: str
    parent: str | None
    official_code: str | None
    source: str
    active: bool = True


@dataclass(frozen=True)
class PlacePlan:
    """What a list changes; parents stand before their children."""

    added: tuple[PlaceRow, ...]
    changed: tuple[tuple[PlaceRow, PlaceRow], ...]
    unchanged: int

    @property
    def is_empty(self) -> bool:
        """Whether applying it would change nothing."""
        return not (self.added or self.changed)


def plan_places(old: Iterable[PlaceRow], new: Iterable[PlaceRow], *, complete: bool = False) -> PlacePlan:
    """Compare places by code. With `complete` the new list holds all communities: those it lacks are deactivated."""
    current, wanted = {row.code: row for row in old}, {row.code: row for row in new}
    if complete:
        wanted |= {code: _closed(row) for code, row in current.items() if code not in wanted}
    changed = [(current[code], row) for code, row in wanted.items() if code in current and current[code] != row]
    return PlacePlan(
        added=tuple(sorted((row for code, row in wanted.items() if code not in current), key=_order)),
        changed=tuple(sorted(changed, key=lambda pair: _order(pair[1]))),
        unchanged=sum(current.get(code) == row for code, row in wanted.items()),
    )


def place_rows(table: Table, existing: Sequence[PlaceRow]) -> tuple[PlaceRow, ...]:
    """The places of a file; those that exist already keep their code and what the file does not say.

    Raises TableError naming row and column of everything wrong.
    """
    register, entered = _Register(existing), dict[str, Row]()
    problems: list[Problem] = []
    for row in sorted(table.rows, key=lambda row: _depth(_kind(row))):
        found = list(_problems(table, row, register))
        problems += found
        if not found:
            code = register.enter(row).code
            if code in entered:
                problems.append(table.problem(row, "name", f"和第 {entered[code].number} 行是同一个地方。"))
            entered.setdefault(code, row)
    problems += [found for code, row in entered.items() for found in _clashes(table, row, register, code)]
    if not table.rows:
        problems.append(Problem("表头下面一个地方也没有。"))
    if problems:
        raise TableError(table.file, sorted(problems, key=lambda problem: problem.row or 0))
    return tuple(register.by_code[code] for code in entered)


def plan_text(plan: PlacePlan, file_name: str) -> str:
    """The plan as an official reads it."""
    if plan.is_empty:
        return f"《{file_name}》与现有名单一致，没有变化。"
    lines = [f"《{file_name}》：新增 {len(plan.added)} 个，变更 {len(plan.changed)} 个，不变 {plan.unchanged} 个。"]
    lines += [f"+ {row.name}（{KIND_NAMES[row.kind]}，{row.code}，上级 {row.parent or '无'}）" for row in plan.added]
    for before, after in plan.changed:
        lines.append(f"~ {before.name}（{before.code}）")
        lines += [f"    {label}：{old} → {new}" for label, old, new in _differences(before, after)]
    return "\n".join(lines)


def plain_name(text: str, kind: PlaceKind) -> str:
    """One name for one place: 「中山」 and 「中山社区居委会」 are 中山社区; villages stay villages."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
    if kind is not PlaceKind.COMMUNITY or not text:
        return text
    text = re.sub(r"(居民委员会|居委会|村民委员会|村委会)$", lambda end: "村" if end[0][0] == "村" else "", text)
    return text if text.endswith(("社区", "村")) else f"{text}社区"


class _Register:
    """The places known so far: the existing ones and, row by row, those of the file."""

    def __init__(self, existing: Iterable[PlaceRow]) -> None:
        self.by_code = {row.code: row for row in existing}

    def parent(self, text: str, kind: PlaceKind) -> PlaceRow | None:
        """The place of that kind with this code or name; 街道 or 镇 may be left out."""
        text = re.sub(r"\s", "", text)
        for row in self.by_code.values():
            if row.kind is kind and text in (
                row.code,
                row.official_code,
                row.name,
                re.sub("(街道|镇|区)$", "", row.name),
            ):
                return row
        return None

    def known(self, row: Row, kind: PlaceKind, parent: PlaceRow | None) -> PlaceRow | None:
        """The existing place a row speaks of: by our code, else the official one, else the name under its parent."""
        code, official = row.values.get("code", ""), row.values.get("official_code", "")
        name = plain_name(row.values["name"], kind)
        if code:
            return self.by_code.get(code)
        for place in self.by_code.values():
            if official and official == place.official_code:
                return place
        for place in self.by_code.values():
            if (place.name, place.parent) == (name, parent.code if parent else None):
                return place
        return None

    def enter(self, row: Row) -> PlaceRow:
        """Make the place of a row that has no problems."""
        values: Mapping[str, str] = row.values
        kind = _kind(row) or PlaceKind.COMMUNITY
        parent = self.parent(values["parent"], PARENT_KIND[kind]) if kind in PARENT_KIND else None
        old = self.known(row, kind, parent)
        official = values.get("official_code") or (old.official_code if old else None)
        state = _STATES[values.get("status", "")]
        place = PlaceRow(
            code=old.code if old else values.get("code") or official or self._free_code(parent),
            kind=kind,
            name=plain_name(values["name"], kind),
            parent=parent.code if parent else None,
            official_code=official,
            source=values.get("source") or (old.source if old else ""),
            active=state if state is not None else old.active if old else True,
        )
        self.by_code[place.code] = place
        return place

    def _free_code(self, parent: PlaceRow | None) -> str:
        before = f"{parent.code if parent else '0'}-L"
        return next(code for n in range(1, 1000) if (code := f"{before}{n:02d}") not in self.by_code)


def _kind(row: Row) -> PlaceKind | None:
    return _KINDS.get(row.values.get("kind") or "社区")


def _depth(kind: PlaceKind | None) -> int:
    return CODE_DIGITS.get(kind, 12) if kind else 12


def _problems(table: Table, row: Row, register: _Register) -> Iterator[Problem]:
    kind = _kind(row)
    for name, message in (*_value_problems(row), *_code_problems(row, kind)):
        yield table.problem(row, name, message)
    if kind in PARENT_KIND:
        wanted = PARENT_KIND[kind]
        parent = row.values["parent"]
        if not parent:
            yield table.problem(row, "parent", f"{KIND_NAMES[kind]}要写明属于哪个{KIND_NAMES[wanted]}。")
        elif register.parent(parent, wanted) is None:
            yield table.problem(row, "parent", f"没有叫「{parent}」的{KIND_NAMES[wanted]}。")


def _value_problems(row: Row) -> Iterator[tuple[str, str]]:
    if _kind(row) is None:
        yield "kind", f"「{row.values['kind']}」不认识，应为：区、街镇、社区。"
    if not row.values["name"]:
        yield "name", "不能为空。"
    for name, longest in (("name", LONGEST_NAME), ("source", LONGEST_SOURCE)):
        if len(row.values.get(name, "")) > longest:
            yield name, f"太长，最多 {longest} 个字。"
    if row.values.get("status", "") not in _STATES:
        yield "status", "应为「启用」或「停用」。"


def _code_problems(row: Row, kind: PlaceKind | None) -> Iterator[tuple[str, str]]:
    official, code = row.values.get("official_code", ""), row.values.get("code", "")
    digits = CODE_DIGITS.get(kind) if kind else None
    if official and digits and not (official.isascii() and official.isdigit() and len(official) == digits):
        yield "official_code", f"「{official}」应为 {digits} 位数字。"
    if code and not _LOCAL_CODE.fullmatch(code):
        yield "code", "只能用字母、数字和横线，最多 32 个。"


def _clashes(table: Table, row: Row, register: _Register, code: str) -> Iterator[Problem]:
    place = register.by_code[code]
    others = [other for other in register.by_code.values() if other.code != code]
    if any((place.name, place.parent) == (other.name, other.parent) for other in others):
        yield table.problem(row, "name", f"同一个上级下面已经有「{place.name}」。")
    if place.official_code and any(place.official_code == other.official_code for other in others):
        yield table.problem(row, "official_code", f"{place.official_code} 已经是别的地方的代码。")
    if not place.active and any(other.active and other.parent == code for other in others):
        yield table.problem(row, "status", f"「{place.name}」下面还有启用的地方，请先停用它们。")
    if place.active and any(other.code == place.parent and not other.active for other in others):
        yield table.problem(row, "parent", "上级已经停用。")


def _closed(row: PlaceRow) -> PlaceRow:
    return replace(row, active=False) if row.kind is PlaceKind.COMMUNITY else row


def _order(row: PlaceRow) -> tuple[int, str]:
    return _depth(row.kind), row.code


def _differences(before: PlaceRow, after: PlaceRow) -> Iterator[tuple[str, str, str]]:
    labels = {"name": "名称", "parent": "上级", "official_code": "官方代码", "source": "来源"}
    for name, label in labels.items():
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield label, old or "（空）", new or "（空）"
    if before.active != after.active:
        yield "状态", *(("启用", "停用") if before.active else ("停用", "启用"))
