"""Finding items by first letters: built once from labels, asked with every tap. Pure, and fast with 50,000 items."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from kiosk.initials import initials

MOST = 60  # items found at most: who sees so many taps another letter
LONGEST_QUERY = 12  # letters
_SKIPPING_FROM = 3  # letters from which on some may be left out: two fit nearly everything


class Label(NamedTuple):
    """A name for the item with this code. Of a name letters may be left out (dbzn: 低保办事指南), of others not."""

    text: str
    code: str
    is_name: bool


class LetterIndex:
    """Labels by their first letters. Shorter labels stand first, then as they were given."""

    def __init__(self, labels: Iterable[Label]) -> None:
        spelt = sorted(_spelt(labels), key=lambda pair: len(pair[0]))
        self._all = _Column(spelt)
        self._names = _Column([pair for pair in spelt if pair[1].is_name])

    def search(self, typed: str, most: int = MOST) -> list[str]:
        """The codes of items with labels that begin with the letters, then of those that hold them.

        Only where there are none, those of names that fit when letters are left out.
        """
        letters = letters_of(typed)
        if not letters:
            return []
        found = _items(chain(self._all.holding("\n" + letters), self._all.holding(letters)), most)
        if not found and len(letters) >= _SKIPPING_FROM:
            found = _items(self._names.with_gaps(letters), most)
        return found


def letters_of(typed: str) -> str:
    """What counts of what was typed: small letters a to z, the first twelve."""
    return "".join(sign for sign in typed.lower() if "a" <= sign <= "z")[:LONGEST_QUERY]


def _items(labels: Iterable[Label], most: int) -> list[str]:
    """The codes of the items, each once."""
    found: dict[str, None] = {}
    for label in labels:
        found[label.code] = None
        if len(found) == most:
            break
    return list(found)


def _spelt(labels: Iterable[Label]) -> Iterator[tuple[str, Label]]:
    """Each spelling with its label; of the labels of an item that are spelt alike the first is kept."""
    seen: set[tuple[str, str]] = set()
    for label in labels:
        for spelling in initials(label.text):
            if spelling and (spelling, label.code) not in seen:
                seen.add((spelling, label.code))
                yield spelling, label


class _Column:
    """All spellings as one text, one a line, each line after its line break: searched at the speed of memory."""

    def __init__(self, spelt: list[tuple[str, Label]]) -> None:
        self._labels = [label for _, label in spelt]
        self._text = "".join(f"\n{spelling}" for spelling, _ in spelt)
        self._starts: list[int] = []
        at = 0
        for spelling, _ in spelt:
            self._starts.append(at)
            at += len(spelling) + 1

    def holding(self, part: str) -> Iterator[Label]:
        """The labels whose line holds this, in order."""
        return self._each(lambda at: self._text.find(part, at))

    def with_gaps(self, letters: str) -> Iterator[Label]:
        """The labels whose line holds these letters in this order, in order."""
        # Possessive: a line that does not fit is given up at once, however often its letters repeat.
        pattern = re.compile("".join(f"[^\n{letter}]*+{letter}" for letter in letters))

        def next_from(at: int) -> int:
            match = pattern.search(self._text, at)
            return match.start() if match else -1

        return self._each(next_from)

    def _each(self, next_from: Callable[[int], int]) -> Iterator[Label]:
        at = next_from(0)
        while at >= 0:
            line = bisect_right(self._starts, at) - 1
            yield self._labels[line]
            if line + 1 == len(self._labels):
                return
            at = next_from(self._starts[line + 1])
