"""Which texts a question resembles: BM25 over weighted terms, divided by what an average match would score. Pure."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import count
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

    def __init__(self, texts: Iterable[Mapping[str, float]]) -> None:
        rows: defaultdict[str, int] = defaultdict(count().__next__)
        terms, counts, sizes = array("i"), array("f"), array("i")
        for text in texts:  # one at a time: all at once they would take many times the room of the arrays
            terms.extend(map(rows.__getitem__, text))
            counts.extend(text.values())
            sizes.append(len(text))
        self._count = len(sizes)
        self._rows = dict(rows)
        places = np.repeat(np.arange(self._count, dtype=np.int32), sizes)
        self._lay_out(np.array(terms, np.int32), places, np.array(counts, np.float32))
        self._weigh(self._lengths())

    def _lay_out(self, terms: Places, places: Places, counts: Floats) -> None:
        order = np.argsort(terms, kind="stable")
        self._places, self._worths = places[order], counts[order]
        self._frequencies = np.bincount(terms, minlength=len(self._rows))
        ends = np.cumsum(self._frequencies)
        self._starts: list[int] = (ends - self._frequencies).tolist()
        common = (self._count > _FEW) & (self._frequencies > COMMON * self._count)
        self._ends: list[int] = np.where(common, ends - self._frequencies, ends).tolist()

    def _lengths(self) -> Floats:
        """Characters of each text, before counts become worths; a text without any counts as one."""
        characters = np.repeat([len(term) == 1 for term in self._rows], self._frequencies)
        lengths = np.bincount(self._places, np.where(characters, self._worths, 0), minlength=self._count)
        return np.where(lengths == 0, 1, lengths).astype(np.float32)

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
        return [(float(scores[place]), int(place)) for place in highest(scores, most) if scores[place] > 0]

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


def highest(scores: Floats, most: int) -> npt.NDArray[np.intp]:
    """The places of the highest scores, the highest first, equals in their order."""
    places = np.arange(len(scores))
    if most < len(scores):  # sorting all of very many takes longer than everything else
        places = np.flatnonzero(scores >= np.partition(scores, -most)[-most])
    ranked: npt.NDArray[np.intp] = places[np.argsort(-scores[places], kind="stable")[:most]]
    return ranked


def counted(parts: Iterable[tuple[Iterable[str], float]]) -> dict[str, float]:
    """One text's terms from its parts, each part's terms counting with the part's prominence."""
    alike: defaultdict[float, Counter[str]] = defaultdict(Counter)
    for terms, prominence in parts:
        alike[prominence].update(terms)
    counts: defaultdict[str, float] = defaultdict(float)
    for prominence, occurrences in alike.items():
        for term, times in occurrences.items():
            counts[term] += prominence * times
    return counts
