"""The answering engine: from a resident's text to a decision about the catalog's items. Pure and deterministic."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from heapq import nsmallest
from typing import NamedTuple

from answers.courtesy import intent
from answers.decision import MOST, Candidate, Decision, Thresholds, decide
from answers.documents import Document
from answers.elements import asked_element, is_only_element
from answers.index import Index, counted
from answers.language import Language, Term, bundled_language
from answers.text import normalise, shortened
from answers.words import Words, shared_words

# How prominent a word is in an item: its name says what it is about, its content what it is made of.
NAME, LEVEL1, DOMAIN, ELEMENT = 3.0, 1.5, 1.0, 1.0
SEARCHED_ELEMENTS = ("content", "audience")

OFFICIAL = 0.8  # emphasis of the official words beside the resident's own
ITEM, WORDING = 0.5, 0.5  # shares of an item's own text and of its nearest wording in the score

REMEMBERED = 4096  # decisions kept, by text


@dataclass(frozen=True)
class _Question:
    text: str
    emphasis: dict[str, float]
    known: frozenset[str]
    found: Sequence[Term]


class Reason(NamedTuple):
    """Why an item is a candidate: scores of its own text and of its nearest wording, and the terms found, most telling first.

    A term is a word, "=" and a pair of characters, or a character.
    """

    code: str
    score: float
    item_score: float
    wording_score: float
    wording: str | None
    terms: tuple[str, ...]


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
        thresholds: Thresholds | None = None,
    ) -> None:
        self.documents = {document.code: document for document in documents}
        self._words = words or shared_words()
        self._language = language or bundled_language()
        self._thresholds = thresholds or Thresholds()
        self._codes = list(self.documents)
        self._items = Index([self._item(document) for document in self.documents.values()])
        asked = [(place, text) for place, code in enumerate(self._codes) for text in self.documents[code].wordings]
        self._owners = [place for place, _ in asked]
        self._wordings = Index([counted([(self._terms(text), 1.0)]) for _, text in asked])
        self._asked = [text for _, text in asked]
        self._both = cache(lambda term: (self._terms(term.said.replace("…", " ")), self._terms(term.means)))
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._decide)

    def _terms(self, text: str) -> list[str]:
        return self._words.terms(normalise(text))

    def _item(self, document: Document) -> dict[str, float]:
        parts = [(document.name, NAME), (document.level1, LEVEL1), (document.domain, DOMAIN)]
        parts += [(document.elements.get(element, ""), ELEMENT) for element in SEARCHED_ELEMENTS]
        return counted((self._terms(text), prominence) for text, prominence in parts)

    def decide(self, text: str, context: str | None = None) -> Decision:
        """The decision about a text; `context` is the code of the item spoken about before. Never raises."""
        return self._remembered(normalise(shortened(text)), context)

    def _decide(self, text: str, context: str | None) -> Decision:
        if courtesy := intent(text):
            return Decision("none", reason=courtesy)
        element = asked_element(text)
        if context in self.documents and is_only_element(text):
            return Decision("answer", (Candidate(context, 1.0),), element, "context")
        candidates = self._ranked(self._question(text))
        kind, reason = decide(candidates, self._thresholds)
        return Decision(kind, candidates, element, reason)

    def explain(self, text: str, context: str | None = None) -> Explanation:
        """The decision about a text with all that led to it. Slower than `decide`."""
        decision = self.decide(text, context)
        question = self._question(normalise(shortened(text)))
        items = self._items.scores(question.emphasis, question.known)
        nearest = self._nearest(question)
        reasons = []
        for code, score in decision.candidates:
            place = self._codes.index(code)
            near, wording = nearest.get(place, (0.0, -1))
            matched = Counter(dict(self._items.matches(question.emphasis, place)))
            if wording >= 0:
                matched.update(dict(self._wordings.matches(question.emphasis, wording)))
            said = self._asked[wording] if wording >= 0 else None
            words = tuple(term for term, _ in matched.most_common())
            reasons.append(Reason(code, score, items.get(place, 0.0), near, said, words))
        return Explanation(question.text, tuple(question.found), decision, tuple(reasons))

    def _question(self, text: str) -> _Question:
        emphasis = dict.fromkeys(self._words.terms(text), 1.0)
        found = self._language.found(text)
        known: set[str] = set()
        for term in found:
            said, means = self._both(term)
            known.update(said)
            for word in means:
                emphasis.setdefault(word, OFFICIAL)
        return _Question(text, emphasis, frozenset(known), found)

    def _ranked(self, question: _Question) -> tuple[Candidate, ...]:
        scores = {place: ITEM * score for place, score in self._items.scores(question.emphasis, question.known).items()}
        for place, (score, _) in self._nearest(question).items():
            scores[place] = scores.get(place, 0.0) + WORDING * score
        best = nsmallest(MOST, ((-score, place) for place, score in scores.items()))
        return tuple(Candidate(self._codes[place], -score) for score, place in best)

    def _nearest(self, question: _Question) -> dict[int, tuple[float, int]]:
        nearest: dict[int, tuple[float, int]] = {}
        for wording, score in self._wordings.scores(question.emphasis, question.known).items():
            place = self._owners[wording]
            if place not in nearest or score > nearest[place][0]:
                nearest[place] = score, wording
        return nearest
