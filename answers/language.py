"""How residents say it and what officials call it: a question is read together with the official words for it. Pure."""

import csv
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

from answers.text import normalise
from bot.paths import DATA

BUNDLED = (DATA / "residents_language.csv", DATA / "words" / "language.csv")

_ASIDE = re.compile(r"[(（][^)）]*[)）]")
_AGE = re.compile(r"(\d{2,3})(?=[多几来]?(?:周)?岁)")


class Term(NamedTuple):
    """A residents' expression and the official words for it."""

    said: str
    means: str


class Language:
    """A dictionary from residents' expressions to official words. "外地…上学": the parts, in order, up to GAP apart."""

    GAP = 8

    def __init__(self, terms: Iterable[tuple[str, str]]) -> None:
        self.terms = tuple(Term(said, normalise(means)) for said, means in terms)
        self._by_start: dict[str, list[tuple[str, list[str], Term]]] = {}
        for term in self.terms:
            first, *rest = [normalise(part) for part in term.said.split("…")]
            entry = (first, rest, term)
            self._by_start.setdefault(first[:2], []).append(entry)
        for entries in self._by_start.values():
            entries.sort(key=lambda entry: -len(entry[0]))

    def found(self, text: str) -> list[Term]:
        """The terms in a normalised text, in order; of those starting at one place the longest of each kind."""
        found: list[Term] = []
        for i in range(len(text)):
            for first, rest, term in self._starting_with(text[i : i + 2]):
                if text.startswith(first, i) and self._follows(text, i + len(first), rest) and term not in found:
                    found.append(term)
                    if not rest:
                        break
        found += (Term(f"{age}岁", means) for age in _AGE.findall(text) if (means := _old(int(age))))
        return found

    def _starting_with(self, pair: str) -> list[tuple[str, list[str], Term]]:
        return self._by_start.get(pair) or self._by_start.get(pair[0]) or []

    def _follows(self, text: str, end: int, rest: list[str]) -> bool:
        for part in rest:
            start = text.find(part, end, end + self.GAP + len(part))
            if start < 0:
                return False
            end = start + len(part)
        return True


def _old(age: int) -> str:
    if 60 <= age < 80:
        return "老年人"
    return "高龄老年人" if 80 <= age <= 120 else ""


@cache
def bundled_language() -> Language:
    """The district's collection of residents' words and the project's own."""
    return Language(term for path in BUNDLED for term in read_terms(path))


def read_terms(path: Path) -> list[Term]:
    """The rows of a CSV file with the columns term and standard_term; remarks in brackets are left out."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return [Term(row["term"], _ASIDE.sub("", row["standard_term"])) for row in csv.DictReader(lines)]
