"""What a text is about and what kind of thing is asked for: subject concepts, facets, and the two together. Pure.

Each item is some concepts (高龄津贴) with some facets (办事指南). How people say them stands in `data/words/`:
concepts.csv (concept, expression), facets.csv (facet, expression) and, for the items, subjects.csv (code, name,
concepts, facets; several are separated by spaces, best first).
"""

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from answers.language import Language
from bot.paths import DATA

CONCEPTS = DATA / "words" / "concepts.csv"
FACETS = DATA / "words" / "facets.csv"
SUBJECTS = DATA / "words" / "subjects.csv"


class Subject(NamedTuple):
    """What an item is about and which kinds of thing it tells, best first."""

    concepts: tuple[str, ...]
    facets: tuple[str, ...]


class Lexicon:
    """How people say concepts and facets. Expressions are matched as those of `Language`, gapped ones too.

    An age in years is an expression as well: it says "老年人" or "高龄老年人" where these are among the concepts.
    """

    def __init__(
        self,
        concepts: Iterable[tuple[str, str]],
        facets: Iterable[tuple[str, str]],
        subjects: Mapping[str, Subject] | None = None,
    ) -> None:
        """`concepts` and `facets` are pairs of a name, written as normalised, and an expression for it."""
        self._concepts = _Sayings(concepts)
        self._facets = _Sayings(facets)
        self.subjects = dict(subjects or {})

    def found(self, text: str) -> list[str]:
        """The features of a normalised text: "k低保" a concept, "f名单与结果" a facet, "kf低保*名单与结果" both."""
        return _features(self._concepts.said(text), self._facets.said(text))

    def expected(self, code: str) -> list[str]:
        """The features an item's own concepts and facets have; none for a code that is not known."""
        return _features(*self.subjects.get(code, Subject((), ())))


def _features(concepts: Iterable[str], facets: Iterable[str]) -> list[str]:
    concepts, facets = tuple(concepts), tuple(facets)
    pairs = [f"kf{concept}*{facet}" for concept in concepts for facet in facets]
    return [*(f"k{concept}" for concept in concepts), *(f"f{facet}" for facet in facets), *pairs]


class _Sayings:
    """Names and how people say them."""

    def __init__(self, expressions: Iterable[tuple[str, str]]) -> None:
        terms = [(expression, name) for name, expression in expressions]
        self._names = {name for _, name in terms}
        # Apart, since the longest is to win only among words: 低保 not over 低保…停, and 捐物 not over 捐…物资.
        kinds: dict[tuple[bool, bool], list[tuple[str, str]]] = {}
        for term in terms:
            first, gap, _ = term[0].partition("…")
            kinds.setdefault((bool(gap), bool(gap) and len(first) == 1), []).append(term)
        self._languages = [Language(kind) for kind in kinds.values()]

    def said(self, text: str) -> tuple[str, ...]:
        """The names said in a text, each once. An age may mean a word that is no name here."""
        names = dict.fromkeys(term.means for language in self._languages for term in language.found(text))
        return tuple(name for name in names if name in self._names)


def read_expressions(path: Path) -> list[tuple[str, str]]:
    """The rows of a CSV file of two columns, a name and an expression for it."""
    return [(name, expression) for name, expression in (row.values() for row in _rows(path))]


def read_subjects(path: Path) -> dict[str, Subject]:
    """The items' subjects by code, from a CSV file with the columns code, name, concepts and facets."""
    return {row["code"]: Subject(tuple(row["concepts"].split()), tuple(row["facets"].split())) for row in _rows(path)}


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def bundled_lexicon() -> Lexicon:
    """The project's own lexicon, of the bundled catalog's subjects."""
    return Lexicon(read_expressions(CONCEPTS), read_expressions(FACETS), read_subjects(SUBJECTS))
