"""Which texts a question resembles: BM25 over weighted terms, divided by what an average match would score. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log

from answers.words import weight

K1, B = 1.2, 0.75

# A term in more than this share of the texts hardly tells them apart and costs the most time: it counts in the average
# match only.
COMMON = 0.25

Question = Mapping[str, float]
Posting = tuple[float, tuple[tuple[int, float], ...]]  # what a single average match is worth; (place, worth) of each text


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
        if self._count > 20 and len(places) > COMMON * self._count:
            return average, ()
        worth = (K1 + 1) * average
        return average, tuple((place, worth * count / (count + self._damping[place])) for place, count in places)

    def _rarity(self, frequency: int) -> float:
        return log(1 + (self._count - frequency + 0.5) / (frequency + 0.5))

    def scores(self, question: Question, known: frozenset[str] = frozenset()) -> dict[int, float]:
        """Place of each resembling text → its score: about 1 when each of the question's terms matches once.

        `question` gives terms their emphasis. Terms unknown here lower all scores, but not those in `known`, whose
        meaning the question says in other words as well.
        """
        scores: dict[int, float] = {}
        score = scores.get
        bound = 0.0
        postings = self._postings
        unseen = self._rarity(0)
        for term, emphasis in question.items():
            posting = postings.get(term)
            if posting is None:
                if term not in known:
                    bound += emphasis * unseen * weight(term)
                continue
            bound += emphasis * posting[0]
            for place, worth in posting[1]:
                scores[place] = score(place, 0.0) + emphasis * worth
        return {place: raw / bound for place, raw in scores.items()} if bound else {}

    def matches(self, question: Question, place: int) -> list[tuple[str, float]]:
        """The question's terms found in one text with what each adds before division, most first: for explaining."""
        found = {
            term: emphasis * worth
            for term, emphasis in question.items()
            for other, worth in self._postings.get(term, (0.0, ()))[1]
            if other == place
        }
        return Counter(found).most_common()


def counted(parts: Iterable[tuple[Iterable[str], float]]) -> dict[str, float]:
    """One text's terms from its parts, each part's terms counting with the part's prominence."""
    counts: defaultdict[str, float] = defaultdict(float)
    for terms, prominence in parts:
        for term in terms:
            counts[term] += prominence
    return counts
