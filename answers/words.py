"""What a text is made of for searching: search words, pairs of characters, characters."""

import logging
import re
import tempfile
import warnings
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from bot.paths import DATA

log = logging.getLogger(__name__)

DICTIONARY = DATA / "words" / "dictionary.txt"
SPECIMENS = DATA / "words" / "specimens.txt"

# The same evidence counts once as a word and, less, as its pairs and characters: words alone lose 处理 in 待处理.
WORD, PAIR, CHARACTER = 1.0, 0.6, 0.5

Segmenter = Callable[[str], list[str]]


class Segmentation(NamedTuple):
    """Two ways to split a text: into words to search by, which overlap, and into its words one after the other."""

    search: Segmenter
    cut: Segmenter


_SIGNS = re.compile(r"[^0-9a-z\u3400-\u9fff]+")


class Words:
    """Splits text into terms. Loading jieba takes a second: make one before serving, share it, never change it."""

    def __init__(self, segment: Segmenter | None = None) -> None:
        self.segment, self.cut = Segmentation(segment, list) if segment else _load_segmenter()

    def terms(self, text: str) -> list[str]:
        """The terms of a normalised text, repeats included: "低保" a word, "=低保" a pair, "低" a character."""
        terms = [word for word in self.segment(text) if len(word) > 1 and word.isalnum()]
        for run in _SIGNS.split(text):
            terms += run
            terms += ["=" + run[i : i + 2] for i in range(len(run) - 1)]
        return terms


def weight(term: str) -> float:
    """How much a term counts by its kind."""
    if len(term) == 1:
        return CHARACTER
    return PAIR if term[0] == "=" else WORD


@cache
def shared_words() -> Words:
    """The process's one segmenter with the project's dictionary."""
    return Words()


def dictionary() -> list[tuple[str, int]]:
    """The project's own words with the frequency that makes jieba keep them whole."""
    lines = DICTIONARY.read_text("utf-8").splitlines()
    return [(word, int(frequency)) for word, frequency in (line.split() for line in lines if line)]


def specimens() -> list[list[str]]:
    """Phrases as jieba splits them, one list of search words each: what another segmenter must reproduce."""
    return [line.split(" ") for line in SPECIMENS.read_text("utf-8").splitlines() if line]


def _load_segmenter() -> Segmentation:
    fast = _rjieba()
    if fast is not None and agrees(fast.search):
        return fast
    return jieba_segmenter()


def agrees(segment: Segmenter) -> bool:
    """Whether a segmenter splits the specimens as jieba does; logs the first that differs."""
    for phrase, *expected in specimens():
        if segment(phrase) != expected:
            log.warning("another segmenter splits %s differently, jieba is used instead", phrase)
            return False
    return True


def jieba_segmenter() -> Segmentation:
    """A jieba of our own: loaded now, not at the first question, and sharing no cache file with other users of /tmp."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="juwutong-words-") as folder:
        warnings.simplefilter("ignore")  # jieba 0.42.1 has invalid escapes in its patterns
        import jieba

        jieba.setLogLevel(logging.WARNING)
        tokenizer = jieba.Tokenizer()
        tokenizer.tmp_dir = folder
        tokenizer.initialize()
        for word, frequency in dictionary():
            tokenizer.add_word(word, frequency)
    return Segmentation(
        lambda text: list(tokenizer.cut_for_search(text, HMM=False)), lambda text: list(tokenizer.cut(text, HMM=False))
    )


def _rjieba() -> Segmentation | None:
    try:
        import rjieba
    except ImportError:
        return None
    tokenizer = rjieba.Jieba()
    for word, frequency in dictionary():
        tokenizer.add_word(word, frequency, None)
    return Segmentation(
        lambda text: list(tokenizer.cut_for_search(text, hmm=False)), lambda text: list(tokenizer.cut(text, hmm=False))
    )
