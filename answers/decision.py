"""What the engine decides about a question: answer with one item, offer a choice, or say nothing. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["answer", "choose", "none"]

MOST = 10  # candidates kept


class Candidate(NamedTuple):
    """An item and how well it fits: about 1 when every term of the question fits it."""

    code: str
    score: float


@dataclass(frozen=True)
class Decision:
    """`candidates` are best first, at most ten; `element` is the one asked for, None for the item as a whole.

    `reason` is for people who ask why: clear, close, unsure, weak, nothing, exact (a known name or wording), context
    (goes on about the item before), elsewhere (about what no catalog holds), or a courtesy's name (greeting, …).
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
    """Measured on the development questions in tests/answers: few wrong answers first, then few silences."""

    speak: float = 0.25  # below, no item is shown
    answer: float = 0.45  # below, a choice is offered
    lead: float = 0.15  # the share by which the first must be ahead of the second to be shown alone


def decide(candidates: Sequence[Candidate], thresholds: Thresholds) -> tuple[Kind, str]:
    """The outcome for candidates ordered best first, and the reason."""
    if not candidates:
        return "none", "nothing"
    first = candidates[0].score
    second = candidates[1].score if len(candidates) > 1 else 0.0
    if first < thresholds.speak:
        return "none", "weak"
    if first < thresholds.answer:
        return "choose", "unsure"
    if first - second < thresholds.lead * first:
        return "choose", "close"
    return "answer", "clear"
