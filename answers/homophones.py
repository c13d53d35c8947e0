"""Wrong characters that sound right, as keyboards and dictation leave them: 底保 is heard as 低保. Pure.

Only words of the catalog's own vocabulary are heard, and only where the text has no word of its own: the names of
people and places stay what they are, and nothing is replaced, the word heard is read beside what was written.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import cache

from answers.language import bundled_language
from answers.words import dictionary, shared_words
from bot.paths import DATA

PINYIN = DATA / "words" / "pinyin.txt"

SHORTEST, LONGEST = 2, 6  # characters of a word that can be heard
_SURE = 3  # characters from which on a word is also heard through an accent

Segmenter = Callable[[str], Sequence[str]]


class Homophones:
    """The words that can be heard. `cut` splits a text into its words, none left out: what is a word is not bent."""

    def __init__(self, words: Iterable[str], cut: Segmenter) -> None:
        self._cut = cut
        self._by_sound: dict[tuple[str, ...], str] = {}
        for word in words:
            if SHORTEST <= len(word) <= LONGEST and None not in (exact := _sounds(word)):
                self._by_sound.setdefault(exact, word)
                if len(word) >= _SURE:
                    self._by_sound.setdefault(_accented(exact), word)
        self._words = frozenset(self._by_sound.values())

    def heard(self, text: str) -> list[tuple[str, str]]:
        """What was written in a normalised text and the word it sounds like, in order, longest first, no overlap."""
        found: list[tuple[str, str]] = []
        bounds, words = self._spans(text)
        start = 0
        while start < len(text):
            word = self._at(text, start, bounds, words)
            if word:
                found.append((text[start : start + len(word)], word))
            start += len(word) if word else 1
        return found

    def _spans(self, text: str) -> tuple[list[tuple[int, int]], set[tuple[int, int]]]:
        """For each character the span of its word, and the spans of words of more than one character."""
        spans: list[tuple[int, int]] = []
        for word in self._cut(text):
            start = len(spans)
            spans += [(start, start + len(word))] * len(word)
        return spans, {span for span in spans if span[1] - span[0] > 1}

    def _at(self, text: str, start: int, bounds: list[tuple[int, int]], words: set[tuple[int, int]]) -> str | None:
        for end in range(min(len(text), start + LONGEST), start + SHORTEST - 1, -1):
            # A word that only begins or ends in here is a word of its own: 个市 in 这个市场.
            if bounds[start][0] < start or bounds[end - 1][1] > end or (start, end) in words:
                continue
            written = text[start:end]
            if written not in self._words and (word := self._sounding(written)):
                return word
        return None

    def _sounding(self, written: str) -> str | None:
        exact = _sounds(written)
        if None in exact:
            return None
        word = self._by_sound.get(exact)
        if word is None and len(written) >= _SURE:
            word = self._by_sound.get(_accented(exact))
        return word if word and _in_common(word, written) else None


def _in_common(word: str, written: str) -> bool:
    """Whether enough was written right for the word to be meant: one character of it, two of a long one."""
    same = sum(a == b for a, b in zip(word, written, strict=True))
    return same >= (1 if len(word) <= _SURE else 2)


@cache
def _table() -> dict[str, str]:
    lines = (line.split(" ") for line in PINYIN.read_text("utf-8").splitlines())
    return {character: sound for sound, characters in lines for character in characters}


def _sounds(word: str) -> tuple[str, ...]:
    table = _table()
    return tuple(table.get(character) for character in word)  # type: ignore[misc]


@cache
def _accent() -> dict[str, str]:
    """Sounds as the south of China hears them: zh as z, ing as in, n as l, f as h."""
    return {sound: _southern(sound) for sound in set(_table().values())}


def _southern(sound: str) -> str:
    for north, south in (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"), ("f", "h")):
        if sound.startswith(north):
            sound = south + sound[len(north) :]
            break
    return sound[:-1] if sound.endswith("ng") else sound


def _accented(sounds: tuple[str, ...]) -> tuple[str, ...]:
    table = _accent()
    return tuple(table[sound] for sound in sounds)


@cache
def bundled_homophones() -> Homophones:
    """The words of the project's dictionary and of what officials call things, heard."""
    words = shared_words()
    official = (word for term in bundled_language().terms for word in words.cut(term.means))
    return Homophones([*(word for word, _ in dictionary()), *official], words.cut)
