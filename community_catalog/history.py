"""The history of an item as people read it: what each step did, and every changed element before and after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from community_catalog.elements import ELEMENTS, CatalogRow
from community_catalog.models import Change, ItemRevision
from community_catalog.plain_words import plain_element

WORDS = {
    Change.ADDED: "列入目录",
    Change.CHANGED: "修改了内容",
    Change.EDITORIAL: "改了标点或格式，意思没有变",
    Change.WITHDRAWN: "从目录撤下",
    Change.RESTORED: "重新列入目录",
}


@dataclass(frozen=True)
class Difference:
    """One element before and after, each as the lines a resident reads."""

    official: str
    before: Sequence[str]
    after: Sequence[str]


@dataclass(frozen=True)
class Step:
    """One step of a history."""

    at: datetime
    number: int
    words: str
    differences: Sequence[Difference]


def history(code: str, revisions: Iterable[ItemRevision]) -> list[Step]:
    """The steps of the item with this code, the latest first. `revisions` are all it has, oldest first."""
    steps: list[Step] = []
    before: CatalogRow | None = None
    for revision in revisions:
        after = CatalogRow.of(code, revision.elements)
        differences = [_difference(name, before, after) for name in revision.changed] if before else []
        steps.append(Step(revision.at, revision.number, WORDS[revision.change], differences))
        before = after
    return steps[::-1]


def _difference(name: str, before: CatalogRow, after: CatalogRow) -> Difference:
    return Difference(ELEMENTS[name], *(plain_element(name, row.element(name)) for row in (before, after)))
