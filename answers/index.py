"""Which texts a question resembles: BM25 over weighted terms, divided by what an average match would score. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log, sqrt

from answers.words import weight

K1, B = 0.8, 0.75

# A term in more than this share of the texts hardly tells them apart and takes the most time: it only counts in what
# an average match would score.
COMMON = 0.25
_FEW = 20  # texts, among which nothing is common yet

# What an average match of a question of some eight characters is worth. Of what goes beyond it less is expected: a
# long story matches in places.
ORDINARY = 40.0

_CLOSE = 0.3  # texts that score less than this share of the best are not worth sorting

Question = Mapping[str, float]
Posting = tuple[float, tuple[tuple[int, float], ...]]  # what one average match is worth; (place, worth) for each text


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
        self._damping = [K1 * (1 - B + B * length / average) for length in lengths]
        self._postings = {term: self._posting(term, places) for term, places in occurrences.items()}

    def _posting(self, term: str, places: list[tuple[int, float]]) -> Posting:
        average = weight(term) * self._rarity(len(places))
        if self._count > _FEW and len(places) > COMMON * self._count:
            return average, ()
        worth = (K1 + 1) * average
        return average, tuple((place, worth * count / (count + self._damping[place])) for place, count in places)

    def _rarity(self, frequency: int) -> float:
        return log(1 + (self._count - frequency + 0.5) / (frequency + 0.5))

    def best(self, question: Question, known: frozenset[str], most: int) -> list[tuple[float, int]]:
        """Score and place of the texts most like a question, best first, equals in the order of the texts.

        `question` gives terms their emphasis. The score is about 1 when each of them matches once. Terms no text has
        lower it, but not those in `known`, whose meaning the question says in other words as well.
        """
        scores = [0.0] * self._count
        bound = unseen = 0.0
        postings = self._postings
        for term, emphasis in question.items():
            if posting := postings.get(term):
                average, places = posting
                bound += emphasis * average
                for place, worth in places:
                    scores[place] += emphasis * worth
            elif term not in known:
                unseen += emphasis * weight(term)
        highest = max(scores, default=0.0)
        if not highest:
            return []
        bound += unseen * self._rarity(0)
        bound = min(bound, sqrt(ORDINARY * bound))
        least = _CLOSE * highest
        ranked = sorted((-raw, place) for place, raw in enumerate(scores) if raw >= least)
        return [(-raw / bound, place) for raw, place in ranked[:most]]

    def matches(self, question: Question, place: int) -> list[tuple[str, float]]:
        """The question's terms found in one text with what each adds before division, most first: for explaining."""
        found = {
            term: emphasis * worth
            for term, emphasis in question.items()
            for other, worth in self._postings.get(term, (0.0, ()))[1]
            if other == place
        }
        return sorted(found.items(), key=lambda item: (-item[1], item[0]))


def counted(parts: Iterable[tuple[Iterable[str], float]]) -> dict[str, float]:
    """One text's terms from its parts, each part's terms counting with the part's prominence."""
    counts: defaultdict[str, float] = defaultdict(float)
    for terms, prominence in parts:
        for term in terms:
            counts[term] += prominence
    return counts
