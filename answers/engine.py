"""The answering engine: from a resident's text to a decision about the catalog's items. Pure and deterministic."""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from answers.courtesy import intent
from answers.decision import MOST, Candidate, Decision, Thresholds, decide
from answers.documents import Document
from answers.elements import asked_element, goes_on
from answers.elsewhere import Elsewhere, bundled_elsewhere, is_other_city, is_private
from answers.index import Index, Question, counted
from answers.language import Language, Term, bundled_language
from answers.text import normalise, shortened
from answers.words import Words, shared_words
from community_catalog.elements import element_text

# How prominent each part is in an item. All parts are one field: measured against matching each wording alone, it ranks
# better where all items have wordings, and is fairer to items that have few where some have many.
NAME, LEVEL1, DOMAIN, WORDING = 1.5, 0.5, 0.5, 1.0
ELEMENTS = {"content": 0.3, "audience": 0.3}

OFFICIAL = 0.3  # emphasis of the official words beside the resident's own

REMEMBERED = 4096  # decisions kept, by text


class _Reading(NamedTuple):
    text: str
    terms: Question
    known: frozenset[str]
    language: Sequence[Term]


class Reason(NamedTuple):
    """Why an item is a candidate: the wording nearest to the question, and the terms found, most telling first.

    A term is a word, "=" and a pair of characters, or a character; with each goes what it added to the score.
    """

    code: str
    score: float
    wording: str | None
    terms: tuple[tuple[str, float], ...]


class Explanation(NamedTuple):
    """How a text was read, what was decided, and why for each candidate."""

    text: str
    language: tuple[Term, ...]
    decision: Decision
    reasons: tuple[Reason, ...]


class Engine:
    """Decides which item a text asks for. Safe to share between threads; a changed catalog wants a new engine."""

    def __init__(
        self,
        documents: Iterable[Document],
        *,
        words: Words | None = None,
        language: Language | None = None,
        elsewhere: Sequence[Elsewhere] | None = None,
        thresholds: Thresholds | None = None,
    ) -> None:
        self.documents = {document.code: document for document in documents}
        self._words = words or shared_words()
        self._language = language or bundled_language()
        self._thresholds = thresholds or Thresholds()
        self._codes = list(self.documents)
        self._elsewhere = bundled_elsewhere() if elsewhere is None else elsewhere
        items = [self._item(document) for document in self.documents.values()]
        self._index = Index(items + [self._foreign(topic) for topic in self._elsewhere])
        self._exact = _exact(self.documents.values())
        self._both = cache(lambda term: (self._terms(term.said.replace("…", " ")), self._terms(term.means)))
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._decide)

    def decide(self, text: str, context: str | None = None) -> Decision:
        """The decision about a text; `context` is the code of the item spoken about before. Never raises."""
        return self._remembered(normalise(shortened(text)), context)

    def explain(self, text: str, context: str | None = None) -> Explanation:
        """The decision about a text with all that led to it. Slower than `decide`."""
        reading = self._read(normalise(shortened(text)))
        decision = self.decide(text, context)
        reasons = tuple(self._reason(candidate, reading) for candidate in decision.candidates)
        return Explanation(reading.text, tuple(reading.language), decision, reasons)

    def _terms(self, text: str) -> list[str]:
        return self._words.terms(normalise(text))

    def _item(self, document: Document) -> dict[str, float]:
        row = document.row
        parts = [(row.name, NAME), (row.level1, LEVEL1), (row.domain, DOMAIN)]
        parts += [(element_text(row.element(name)), prominence) for name, prominence in ELEMENTS.items()]
        parts += [(wording, WORDING) for wording in document.wordings]
        return counted((self._terms(text), prominence) for text, prominence in parts)

    def _foreign(self, topic: Elsewhere) -> dict[str, float]:
        parts = [(topic.name, NAME), *((wording, WORDING) for wording in topic.wordings)]
        return counted((self._terms(text), prominence) for text, prominence in parts)

    def _decide(self, text: str, context: str | None) -> Decision:
        if courtesy := intent(text):
            return Decision("none", reason=courtesy)
        element = asked_element(text)
        if context in self.documents and goes_on(text):
            return Decision("answer", (Candidate(context, 1.0),), element, "context")
        candidates, foreign = self._ranked(self._read(text))
        if code := self._exact.get(_bare(text)):
            others = (candidate for candidate in candidates if candidate.code != code)
            return Decision("answer", (Candidate(code, 1.0), *others)[:MOST], element, "exact")
        if foreign or is_other_city(text) or is_private(text):
            return Decision("none", candidates, element, "elsewhere")
        kind, reason = decide(candidates, self._thresholds)
        return Decision(kind, candidates, element, reason)

    def _read(self, text: str) -> _Reading:
        terms = dict.fromkeys(self._words.terms(text), 1.0)
        found = self._language.found(text)
        known: set[str] = set()
        for term in found:
            said, means = self._both(term)
            known.update(said)
            for word in means:
                terms.setdefault(word, OFFICIAL)
        return _Reading(text, terms, frozenset(known), found)

    def _ranked(self, reading: _Reading) -> tuple[tuple[Candidate, ...], bool]:
        """The best items, and whether something that is no item fits better than all of them."""
        ranked = self._index.best(reading.terms, reading.known, MOST + 1)
        items = tuple(Candidate(self._codes[place], score) for score, place in ranked if place < len(self._codes))
        foreign = bool(ranked) and ranked[0][1] >= len(self._codes)
        return items[:MOST], foreign

    def _reason(self, candidate: Candidate, reading: _Reading) -> Reason:
        found = self._index.matches(reading.terms, self._codes.index(candidate.code))
        asked = set(reading.terms)
        wordings = self.documents[candidate.code].wordings
        nearest = max(wordings, key=lambda wording: len(asked & set(self._terms(wording))), default=None)
        return Reason(candidate.code, candidate.score, nearest, tuple(found))


def _exact(documents: Iterable[Document]) -> dict[str, str]:
    """Names and wordings as they are written, with the code of the one item each belongs to."""
    owners: dict[str, set[str]] = {}
    for document in documents:
        for text in (document.name, *document.wordings):
            owners.setdefault(_bare(normalise(text)), set()).add(document.code)
    return {text: code for text, codes in owners.items() if len(codes) == 1 for code in codes}


def _bare(text: str) -> str:
    return text.strip(" ,.!?;:，。！？；：、~…")
