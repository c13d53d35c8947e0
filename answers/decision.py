"""What is decided about a question: answer with one item, offer a choice, or show none. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["answer", "choose", "none"]

MOST = 10  # candidates kept


class Candidate(NamedTuple):
    """An item and how well it fits: the chance that it is meant; by words alone about 1 for a full match."""

    code: str
    score: float


@dataclass(frozen=True)
class Decision:
    """`candidates` are best first, at most ten; `element` is the one asked for, None for the item as a whole.

    `reason` is for people who ask why: clear, close, unsure, weak, nothing, exact (a known name or wording), context
    (names nothing and goes on about the item before), related (leans on it), or what kind of message it was that asks
    for no item (greeting, other_place, …).
    """

    kind: Kind
    candidates: tuple[Candidate, ...] = ()
    element: str | None = None
    reason: str = "nothing"

    @property
    def best(self) -> Candidate | None:
        """The item to show, or to offer first."""
        return self.candidates[0] if self.candidates and self.kind != "none" else None


class Thresholds(NamedTuple):
    """With knowledge: chances. Measured on wordings of writers the classifiers had not seen (bench answers)."""

    speak: float = 0.7  # the chance that some item is meant, below which none is shown
    answer_topic: float = 0.93  # the same, below which a choice is offered
    answer: float = 0.5  # the chance of the first item among all, below which a choice is offered
    answer_fragment: float = 0.8  # the same for a word or two: who says no more than 低保 is better asked what about it

    def for_fragments(self) -> "Thresholds":
        """Those for a text of a word or two."""
        return self._replace(answer=self.answer_fragment)


class WordThresholds(NamedTuple):
    """By words alone. Measured on the development questions in tests/answers: few wrong answers first."""

    speak: float = 0.25  # below, no item is shown
    answer: float = 0.45  # below, a choice is offered
    lead: float = 0.15  # the share by which the first must be ahead of the second to be shown alone


def decide(candidates: Sequence[Candidate], on_topic: float, thresholds: Thresholds) -> tuple[Kind, str]:
    """The outcome for candidates ordered best first, and the reason. `on_topic`: the chance that any item is meant."""
    if not candidates:
        return "none", "nothing"
    if on_topic < thresholds.speak:
        return "none", "weak"
    if on_topic < thresholds.answer_topic:
        return "choose", "unsure"
    return ("answer", "clear") if candidates[0].score >= thresholds.answer else ("choose", "close")


def decide_by_words(candidates: Sequence[Candidate], thresholds: WordThresholds) -> tuple[Kind, str]:
    """The outcome where there is no knowledge but the items' own words."""
    if not candidates:
        return "none", "nothing"
    first = candidates[0].score
    second = candidates[1].score if len(candidates) > 1 else 0.0
    if first < thresholds.speak:
        return "none", "weak"
    if first < thresholds.answer:
        return "choose", "unsure"
    return ("choose", "close") if first - second < thresholds.lead * first else ("answer", "clear")
