"""Policy documents and what explains them (政策解读): which items of a catalog belong beside each other. Pure."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from community_catalog.directory import Entry

_READING = re.compile("解读")
_DOCUMENT = re.compile("法律|法规|规章|政策文件|规范性文件|相关文件")
# Headings that only say which kind of document stands below them; all of a domain's are one heading here.
_KIND_OF_DOCUMENT = re.compile("(?:部门|政策|法规|法律)(?:文件|政策|法规|解读)")


@dataclass(frozen=True)
class Policy:
    """The items of one heading that publish documents, and those that publish what explains them; neither is empty."""

    domain: str
    documents: Sequence[Entry]
    readings: Sequence[Entry]

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all its items."""
        return frozenset(entry.code for entry in (*self.documents, *self.readings))


def policies(entries: Iterable[Entry]) -> list[Policy]:
    """What belongs beside each other, in the order of the entries; headings with only one of the two are left out."""
    documents: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    readings: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        if _READING.search(entry.name):
            readings[_heading(entry)].append(entry)
        elif _DOCUMENT.search(entry.name):
            documents[_heading(entry)].append(entry)
    return [Policy(key[0], found, readings[key]) for key, found in documents.items() if key in readings]


def _heading(entry: Entry) -> tuple[str, str]:
    return entry.domain, "" if _KIND_OF_DOCUMENT.fullmatch(entry.level1) else entry.level1
