"""The answering engine: from a resident's text to a decision about the catalog's items. Pure and deterministic."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from answers.courtesy import intent
from answers.decision import MOST, Candidate, Decision, Thresholds, WordThresholds, decide, decide_by_words
from answers.documents import Document
from answers.elements import goes_on
from answers.knowledge import Knowledge, bare
from answers.language import Term
from answers.ranking import Evidence, Ranking
from answers.reading import Reader, Reading, bundled_reader
from answers.text import normalise, shortened
from bot.privacy import without

REMEMBERED = 4096  # decisions kept, by text
JUST_READ = 64  # texts whose reading is kept: a page that decides also looks for what else there is

# When an item was spoken about before: longer texts (in characters) stand alone, and so do those that surely mean an
# item or are known wordings longer than a fragment. What hardly means any item leads away, and so does what means one
# less than likely and is more like a topic no item holds.
SHORT, FRAGMENT = 24, 4
SURE, AWAY, FOREIGN = 0.9, 0.15, 0.3


class Reason(NamedTuple):
    """Why an item is a candidate: the wording nearest to the question, the terms found, the features that speak for it.

    A term is a word, "=" and a pair of characters, or a character; a feature is a term with its kind before it. With
    each goes what it added to the score, most telling first.
    """

    code: str
    score: float
    wording: str | None
    terms: tuple[tuple[str, float], ...]
    learnt: tuple[tuple[str, float], ...]


class Explanation(NamedTuple):
    """How a text was read, what was decided, and why for each candidate."""

    text: str
    language: tuple[Term, ...]
    decision: Decision
    on_topic: float | None
    reasons: tuple[Reason, ...]


class Engine:
    """Decides which item a text asks for. Safe to share between threads; a changed catalog wants a new engine."""

    def __init__(
        self,
        documents: Iterable[Document],
        knowledge: Knowledge | None = None,
        *,
        reader: Reader | None = None,
        thresholds: Thresholds | None = None,
    ) -> None:
        self.documents = {document.code: document for document in documents}
        self.knowledge = knowledge
        self._reader = reader or bundled_reader()
        self._read = lru_cache(maxsize=JUST_READ)(self._reader.read)
        self._thresholds = thresholds or Thresholds()
        self._ranking = Ranking(list(self.documents.values()), knowledge, self._reader)
        self._exact = _exact(self.documents.values(), knowledge)
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._decide)

    def decide(self, text: str, context: str | None = None) -> Decision:
        """The decision about a text; `context` is the code of the item spoken about before. Never raises."""
        return self._remembered(_looked_at(text), context)

    def alike(self, text: str, *, least: float, most: int) -> tuple[Candidate, ...]:
        """Items that share words with a text, best first: what else a list of findings shows. Decides nothing.

        `least` is how much of the text's words an item must have (about 1: each once), `most` how many items are given.
        """
        return self._ranking.alike(self._read(_looked_at(text)), least=least, most=most)

    def explain(self, text: str, context: str | None = None) -> Explanation:
        """The decision about a text with all that led to it. Slower than `decide`."""
        reading = self._reader.read(_looked_at(text))
        decision = self.decide(text, context)
        reasons = tuple(self._reason(candidate, reading) for candidate in decision.candidates)
        return Explanation(reading.text, reading.language, decision, self._ranking.evidence(reading).on_topic, reasons)

    def _decide(self, text: str, context: str | None) -> Decision:
        owners = self._exact.get(bare(text), ())
        # Danger comes first, whatever somebody once wrote down.
        if (courtesy := intent(text)) and (courtesy == "emergency" or len(owners) != 1):
            return Decision("none", reason=courtesy)
        reading = self._read(text)
        evidence = self._ranking.evidence(reading)
        if context in self.documents and not _stands_alone(text, evidence, exact=len(owners) == 1):
            return self._going_on(reading, context, evidence)
        if len(owners) == 1:
            return self._known(owners[0], evidence, reading)
        element = self._element(reading, evidence.candidates[0].code) if evidence.candidates else None
        if evidence.on_topic is None:
            kind, reason = decide_by_words(evidence.candidates, WordThresholds())
        else:
            thresholds = self._thresholds if len(text) > FRAGMENT else self._thresholds.for_fragments()
            kind, reason = decide(evidence.candidates, evidence.on_topic, thresholds)
            reason = (evidence.foreign or reason) if reason == "weak" else reason
        return Decision(kind, evidence.candidates, element, reason)

    def _going_on(self, reading: Reading, code: str, evidence: Evidence) -> Decision:
        """A decision about a text that leans on the item spoken about before."""
        names_nothing = goes_on(reading.text)
        if not names_nothing and _leads_away(evidence):
            return Decision("none", evidence.candidates, reason=evidence.foreign or "weak")
        candidates = self._ranking.going_on(reading, code, bare=names_nothing)
        element = self._element(reading, candidates[0].code)
        if names_nothing:
            return Decision("answer", candidates, element, "context")
        sure = candidates[0].score >= self._thresholds.answer
        return Decision("answer" if sure else "choose", candidates, element, "related")

    def _element(self, reading: Reading, code: str) -> str | None:
        return self._ranking.element(reading, self.documents[code])

    def _known(self, owner: str, evidence: Evidence, reading: Reading) -> Decision:
        """What somebody wrote down as a name or a wording needs no weighing."""
        if owner not in self.documents:
            return Decision("none", evidence.candidates, reason=owner)
        element = self._element(reading, owner)
        others = (candidate for candidate in evidence.candidates if candidate.code != owner)
        return Decision("answer", (Candidate(owner, 1.0), *others)[:MOST], element, "exact")

    def _reason(self, candidate: Candidate, reading: Reading) -> Reason:
        asked = set(reading.terms)
        wordings = self.documents[candidate.code].wordings
        nearest = max(wordings, key=lambda wording: _likeness(asked, self._reader.terms(wording)), default=None)
        terms = tuple(self._ranking.words(reading, candidate.code))
        return Reason(
            candidate.code, candidate.score, nearest, terms, tuple(self._ranking.learnt(reading, candidate.code))
        )


def _looked_at(text: str) -> str:
    """What is read of a text: somebody's number says nothing about what is asked."""
    return normalise(without(shortened(text)))


def _leads_away(evidence: Evidence) -> bool:
    """Whether a text that names something means nothing of ours. What only says too little may lean on the item."""
    if evidence.on_topic is None or evidence.on_topic < AWAY:
        return True
    return evidence.on_topic < FOREIGN and evidence.foreign not in {"", "unclear"}


def _stands_alone(text: str, evidence: Evidence, *, exact: bool) -> bool:
    """Whether a text needs nothing said before to be understood."""
    if len(text) > SHORT or (exact and len(text) > FRAGMENT):
        return True
    if evidence.on_topic is None:
        return not goes_on(text)
    return evidence.on_topic >= Thresholds().answer_topic and evidence.candidates[0].score >= SURE


def _likeness(asked: set[str], terms: Sequence[str]) -> float:
    return len(asked & set(terms)) / (len(asked) + len(set(terms)))


def _exact(documents: Iterable[Document], knowledge: Knowledge | None) -> dict[str, tuple[str, ...]]:
    """Names and wordings as they are compared, with the items (or the topic no item holds) each belongs to."""
    owners: dict[str, dict[str, None]] = {}
    for document in documents:
        for text in _spoken(document):
            owners.setdefault(text, {})[document.code] = None
    for wording in knowledge.wordings if knowledge else ():
        if not wording.on_topic:
            owners.setdefault(bare(normalise(wording.text)), {})[wording.owner] = None
    return {text: tuple(owned) for text, owned in owners.items() if text}


@lru_cache(maxsize=512)
def _spoken(document: Document) -> tuple[str, ...]:
    return tuple(bare(normalise(text)) for text in (document.name, *document.wordings))
