"""What a catalog says about one item: its elements (要素), their spelling, and when two spellings mean the same."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

# The elements with the words officials use for them, in the order of the printed catalog.
ELEMENTS: Mapping[str, str] = {
    "domain": "领域",
    "level1": "一级事项",
    "level2": "二级事项",
    "content": "公开内容",
    "basis": "公开依据",
    "deadline": "公开时限",
    "subjects": "公开主体",
    "method": "公开方式",
    "channels": "公开渠道",
    "audience": "公开对象",
    "levels": "公开层级",
    "stage": "五公开",
}
LIST_ELEMENTS = frozenset({"subjects", "channels", "levels"})
UNORDERED_ELEMENTS = frozenset({"channels", "levels"})  # who publishes has a leading office; where has no order
STAGES = ("决策", "执行", "管理", "服务", "结果")
LEVELS = ("区级", "街镇", "社区")
METHODS = ("主动公开", "依申请公开")

Element = str | tuple[str, ...]


@dataclass(frozen=True)
class CatalogRow:
    """One item as a catalog states it: the code and its elements, in plain values."""

    code: str
    domain: str
    level1: str
    level2: str
    content: str
    basis: str
    deadline: str
    subjects: tuple[str, ...]
    method: str
    channels: tuple[str, ...]
    audience: str
    levels: tuple[str, ...]
    stage: str

    @property
    def name(self) -> str:
        """What the item is called: its level-2 name."""
        return self.level2

    def element(self, name: str) -> Element:
        """The value of one element, by its name in ELEMENTS."""
        value: Element = getattr(self, name)
        return value

    def snapshot(self) -> dict[str, Any]:
        """The elements as plain JSON, without the code."""
        return {name: _json(self.element(name)) for name in ELEMENTS}

    @classmethod
    def of(cls, code: str, snapshot: Mapping[str, Any]) -> Self:
        """The row a snapshot was made of."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in snapshot.items()
        }
        return cls(code=code, **values)


def element_text(value: Element) -> str:
    """An element as it is printed and exported; lists are joined by 「；」."""
    return value if isinstance(value, str) else "；".join(value)


def changed_elements(before: CatalogRow, after: CatalogRow) -> tuple[str, ...]:
    """The names of all elements spelled differently, in catalog order."""
    return tuple(name for name in ELEMENTS if before.element(name) != after.element(name))


def is_editorial(name: str, before: Element, after: Element) -> bool:
    """Whether a change leaves the meaning: only punctuation, white space, width or a list's order differ."""
    return _meaning(name, before) == _meaning(name, after)


def _json(value: Element) -> str | list[str]:
    return value if isinstance(value, str) else list(value)


def _meaning(name: str, value: Element) -> object:
    if isinstance(value, str):
        return _letters(value)
    parts = [_letters(part) for part in value]
    return frozenset(parts) if name in UNORDERED_ELEMENTS else tuple(parts)


def _letters(text: str) -> str:
    """The text without punctuation and white space, except where a mark carries meaning.

    A mark between digits is kept (1.5, 2024-11, 10/20), and so are symbols (%, ≥, +).
    """
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(mark for place, mark in enumerate(text) if _counts(text, place))


def _counts(text: str, place: int) -> bool:
    mark = text[place]
    if mark == "%":
        return True
    if unicodedata.category(mark)[0] not in "PZC":
        return True
    inside = text[place - 1 : place] + text[place + 1 : place + 2]
    return len(inside) == 2 and inside.isdigit()


assert tuple(ELEMENTS) == tuple(field.name for field in fields(CatalogRow))[1:]  # noqa: S101
