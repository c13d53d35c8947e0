"""How a resident's text is read: its words, what officials call them, what was meant by wrong characters. Pure.

Two things look at a text: the index (terms with emphasis, answers/index.py) and the classifier (features with weight).
A feature names its kind in its first characters: a word "w", a character "c", a pair "b", an official word "m", a
concept "k", a facet "f" and the two together "kf" (answers/lexicon.py), "x" a place beyond the district ("x^" to begin
with). Measured and left out, since they gained nothing: three characters, characters some way apart, sounds, the ending
of a story counted twice.
"""

from collections import Counter
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from answers.elsewhere import comes_first, mentioned
from answers.homophones import Homophones, bundled_homophones
from answers.index import Question
from answers.language import Language, Term, bundled_language
from answers.lexicon import Lexicon, bundled_lexicon
from answers.text import normalise
from answers.words import Words, shared_words

OFFICIAL = 0.3  # emphasis of the official words beside the resident's own, for the index

WORD, CHARACTER, PAIR, MEANT, SUBJECT, ELSEWHERE = 1.0, 1.5, 1.0, 0.7, 1.0, 1.0  # weights of the features

Features = Mapping[str, float]


class Reading(NamedTuple):
    """A normalised text and what is in it. `known` are terms whose meaning is there in other words as well."""

    text: str
    terms: Question
    known: frozenset[str]
    language: tuple[Term, ...]  # residents' expressions and wrong characters, with the words meant
    features: Features


class Reader:
    """Reads texts. Safe to share between threads."""

    def __init__(
        self,
        words: Words | None = None,
        language: Language | None = None,
        homophones: Homophones | None = None,
        lexicon: Lexicon | None = None,
    ) -> None:
        self._words = words or shared_words()
        self._language = language or bundled_language()
        self._homophones = homophones or bundled_homophones()
        self._lexicon = lexicon or bundled_lexicon()
        self._meant = cache(self._words_meant)
        self.name_words = cache(self._name_words)
        self._official = cache(self.terms)

    def terms(self, text: str) -> list[str]:
        """The terms of a text, repeats included."""
        return self._words.terms(normalise(text))

    def read(self, text: str) -> Reading:
        """A normalised text, read."""
        language = (*self._language.found(text), *(Term(*heard) for heard in self._homophones.heard(text)))
        words = self._words.terms(text)
        terms: dict[str, float] = dict(Counter(words))
        known: set[str] = set()
        for term in language:
            known.update(self._official(term.said.replace("…", " ")))
            for word in self._official(term.means):
                terms.setdefault(word, OFFICIAL)
        return Reading(text, terms, frozenset(known), language, self._features(text, words, language))

    def _name_words(self, name: str) -> tuple[str, ...]:
        """The words of an item's name, and how it ends."""
        plain = normalise(name)
        words = (word for word in self._words.segment(plain) if len(word) > 1)
        return tuple(dict.fromkeys([*words, plain[-2:] + "$"]))

    def _features(self, text: str, words: list[str], language: tuple[Term, ...]) -> Features:
        features: dict[str, float] = {}
        for term in words:
            kind, value = ("c", CHARACTER) if len(term) == 1 else ("b", PAIR) if term[0] == "=" else ("w", WORD)
            name = kind + term
            features[name] = features.get(name, 0.0) + value
        for said in language:
            for word in self._meant(said.means):
                features["m" + word] = MEANT
        features.update(dict.fromkeys(self._lexicon.found(text), SUBJECT))
        if mentioned(text):
            features["x"] = ELSEWHERE
            if comes_first(text):
                features["x^"] = ELSEWHERE
        return features

    def _words_meant(self, means: str) -> tuple[str, ...]:
        return tuple(word for word in self._words.segment(normalise(means)) if len(word) > 1)


@cache
def bundled_reader() -> Reader:
    """The process's one reader of the project's own words."""
    return Reader()
