"""Which texts a question resembles: BM25 over weighted terms, divided by what an average match would score. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log, sqrt
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from answers.words import weight

K1, B = 1.2, 0.75

# A term in more than this share of the texts hardly tells them apart and takes the most time: it only counts in what
# an average match would score.
COMMON = 0.25
_FEW = 20  # texts, among which nothing is common yet

# What an average match of a question of some eight characters is worth. Of what goes beyond it less is expected: a
# long story matches in places.
ORDINARY = 40.0

Question = Mapping[str, float]
Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.int32]


class Posting(NamedTuple):
    """One term: what an average match of it is worth, the texts that have it, and what it is worth in each."""

    average: float
    places: Places
    worths: Floats


class Index:
    """Texts to be found again, each given as its terms with how often (or how prominently) they occur."""

    def __init__(self, texts: Sequence[Mapping[str, float]]) -> None:
        occurrences: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        lengths = [sum(count for term, count in text.items() if len(term) == 1) or 1.0 for text in texts]
        for place, text in enumerate(texts):
            for term, count in text.items():
                occurrences[term].append((place, count))
        self._count = len(texts)
        average = sum(lengths) / self._count if texts else 1.0
        damping = np.array([K1 * (1 - B + B * length / average) for length in lengths], dtype=np.float32)
        self._postings = {term: self._posting(term, places, damping) for term, places in occurrences.items()}

    def _posting(self, term: str, occurrences: list[tuple[int, float]], damping: Floats) -> Posting:
        average = weight(term) * self._rarity(len(occurrences))
        if self._count > _FEW and len(occurrences) > COMMON * self._count:
            occurrences = []
        places = np.array([place for place, _ in occurrences], dtype=np.int32)
        counts = np.array([count for _, count in occurrences], dtype=np.float32)
        return Posting(average, places, (K1 + 1) * average * counts / (counts + damping[places]))

    def _rarity(self, frequency: int) -> float:
        return log(1 + (self._count - frequency + 0.5) / (frequency + 0.5))

    def scores(self, question: Question, known: frozenset[str]) -> Floats:
        """How much each text is like a question: about 1 when each of its terms matches once.

        `question` gives terms their emphasis. Terms no text has lower the scores, but not those in `known`, whose
        meaning the question says in other words as well.
        """
        bound = unseen = 0.0
        places: list[Places] = []
        worths: list[Floats] = []
        for term, emphasis in question.items():
            if posting := self._postings.get(term):
                bound += emphasis * posting.average
                places.append(posting.places)
                worths.append(posting.worths if emphasis == 1.0 else posting.worths * np.float32(emphasis))
            elif term not in known:
                unseen += emphasis * weight(term)
        if not places:
            return np.zeros(self._count, dtype=np.float32)
        bound += unseen * self._rarity(0)
        raw = np.bincount(np.concatenate(places), np.concatenate(worths), minlength=self._count)
        return (raw / min(bound, sqrt(ORDINARY * bound))).astype(np.float32)

    def unfamiliar(self, question: Question, known: frozenset[str]) -> float:
        """The share of the question's words, from 0 to below 1, that no text has and that mean nothing else known."""
        words = [term for term, emphasis in question.items() if len(term) > 1 and term[0] != "=" and emphasis >= 1.0]
        return sum(word not in self._postings and word not in known for word in words) / (len(words) + 1)

    def best(self, question: Question, known: frozenset[str], most: int) -> list[tuple[float, int]]:
        """Score and place of the texts most like a question, best first, equals in the order of the texts."""
        scores = self.scores(question, known)
        ranked = np.argsort(-scores, kind="stable")[:most]
        return [(float(scores[place]), int(place)) for place in ranked if scores[place] > 0]

    def matches(self, question: Question, place: int) -> list[tuple[str, float]]:
        """The question's terms found in one text with what each adds before division, most first: for explaining."""
        found = {
            term: emphasis * float(posting.worths[here[0]])
            for term, emphasis in question.items()
            if (posting := self._postings.get(term)) and len(here := np.flatnonzero(posting.places == place))
        }
        return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def counted(parts: Iterable[tuple[Iterable[str], float]]) -> dict[str, float]:
    """One text's terms from its parts, each part's terms counting with the part's prominence."""
    counts: defaultdict[str, float] = defaultdict(float)
    for terms, prominence in parts:
        for term in terms:
            counts[term] += prominence
    return counts
