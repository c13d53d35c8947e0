"""What a search page shows for a text: the decision the account would take, then further items that fit. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from answers.card import item_answer
from answers.decision import Kind
from answers.documents import Document
from answers.engine import Engine
from answers.text import LONGEST

CHOICES = 3  # items offered first where it is not clear which is meant, as in chat
FURTHER = 60  # items listed at most after what was decided
RELATED, NEARLY = 0.4, 0.8  # share of words an item must have to be listed where something was found, and where not
# Reasons after which an item with the same words may be what is meant all the same.
_NOT_FOUND = frozenset({"nothing", "weak", "unclear", "near_missing"})


@dataclass(frozen=True)
class Finding:
    """What was found for a text.

    `kind` and `reason` are the decision's; `element` is the one asked for; `first` is the answer alone, or what there
    is to choose from; `further` are other items, best first.
    """

    kind: Kind
    reason: str
    element: str | None = None
    first: Sequence[Document] = ()
    further: Sequence[Document] = ()

    @property
    def answer(self) -> Sequence[str]:
        """The answer about the first item: pieces of plain text, as on the account's card."""
        if self.kind != "answer":
            return ()
        found = self.first[0]
        return [piece.strip() for piece in item_answer(found.row, self.element, found.guide)]

    @property
    def domains(self) -> Sequence[str]:
        """The domains of the further items, that of the best first."""
        return list(dict.fromkeys(document.row.domain for document in self.further))


def find(engine: Engine, text: str) -> Finding:
    """What the account would answer, and what else there is. Danger comes first, and then nothing else."""
    decision = engine.decide(text)
    if decision.reason == "emergency":
        return Finding("none", "emergency")
    if decision.kind == "none":
        further = _alike(engine, text, NEARLY) if decision.reason in _NOT_FOUND else ()
        return Finding("none", decision.reason, further=further)
    codes = [candidate.code for candidate in decision.candidates]
    shown = codes[: 1 if decision.kind == "answer" else CHOICES]
    alike = [document.code for document in _alike(engine, text, RELATED)]
    others = [code for code in dict.fromkeys([*codes, *alike]) if code not in shown]
    first, further = ([engine.documents[code] for code in some] for some in (shown, others))
    return Finding(decision.kind, decision.reason, decision.element, first, further)


def is_long(text: str) -> bool:
    """Whether only the beginning and the end of a text are looked at."""
    return len(text) > LONGEST


def _alike(engine: Engine, text: str, least: float) -> Sequence[Document]:
    return [engine.documents[found.code] for found in engine.alike(text, least=least, most=FURTHER)]
