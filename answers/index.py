"""Which texts a question resembles: BM25 over weighted terms, divided by what an average match would score. Pure."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log, sqrt

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


class Index:
    """Texts to be found again, each given as its terms with how often (or how prominently) they occur.

    All postings lie one after the other in two arrays, a term's from its start to its end.
    """

    def __init__(self, texts: Sequence[Mapping[str, float]]) -> None:
        self._count = len(texts)
        self._rows: dict[str, int] = {}
        terms, places, counts = array("i"), array("i"), array("f")
        for place, text in enumerate(texts):
            terms.extend([self._rows.setdefault(term, len(self._rows)) for term in text])
            places.extend([place] * len(text))
            counts.extend(text.values())
        self._lay_out(np.array(terms, np.int32), np.array(places, np.int32), np.array(counts, np.float32))
        lengths = [sum(count for term, count in text.items() if len(term) == 1) or 1.0 for text in texts]
        self._weigh(np.array(lengths, np.float32))

    def _lay_out(self, terms: Places, places: Places, counts: Floats) -> None:
        order = np.argsort(terms, kind="stable")
        self._places, self._worths = places[order], counts[order]
        self._frequencies = np.bincount(terms, minlength=len(self._rows))
        ends = np.cumsum(self._frequencies)
        self._starts: list[int] = (ends - self._frequencies).tolist()
        common = (self._count > _FEW) & (self._frequencies > COMMON * self._count)
        self._ends: list[int] = np.where(common, ends - self._frequencies, ends).tolist()

    def _weigh(self, lengths: Floats) -> None:
        """Turn counts into what an occurrence is worth."""
        rarity = np.log(1 + (self._count - self._frequencies + 0.5) / (self._frequencies + 0.5))
        averages = np.array([weight(term) for term in self._rows], np.float64) * rarity
        self._averages: list[float] = averages.tolist()
        damping = K1 * (1 - B + B * lengths / (lengths.mean() if len(lengths) else 1.0))
        each = np.repeat(averages, self._frequencies)
        self._worths = ((K1 + 1) * each * self._worths / (self._worths + damping[self._places])).astype(np.float32)

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
            if (row := self._rows.get(term)) is not None:
                bound += emphasis * self._averages[row]
                at = slice(self._starts[row], self._ends[row])
                places.append(self._places[at])
                worths.append(self._worths[at] if emphasis == 1.0 else self._worths[at] * np.float32(emphasis))
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
        return sum(word not in self._rows and word not in known for word in words) / (len(words) + 1)

    def best(self, question: Question, known: frozenset[str], most: int) -> list[tuple[float, int]]:
        """Score and place of the texts most like a question, best first, equals in the order of the texts."""
        scores = self.scores(question, known)
        ranked = np.argsort(-scores, kind="stable")[:most]
        return [(float(scores[place]), int(place)) for place in ranked if scores[place] > 0]

    def matches(self, question: Question, place: int) -> list[tuple[str, float]]:
        """The question's terms found in one text with what each adds before division, most first: for explaining."""
        found = {}
        for term, emphasis in question.items():
            if (row := self._rows.get(term)) is not None:
                at = slice(self._starts[row], self._ends[row])
                here = np.flatnonzero(self._places[at] == place)
                if len(here):
                    found[term] = emphasis * float(self._worths[at][here[0]])
        return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def counted(parts: Iterable[tuple[Iterable[str], float]]) -> dict[str, float]:
    """One text's terms from its parts, each part's terms counting with the part's prominence."""
    counts: defaultdict[str, float] = defaultdict(float)
    for terms, prominence in parts:
        for term in terms:
            counts[term] += prominence
    return counts
