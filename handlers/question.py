"""A question about a disclosure item: one card, a choice of three, or nothing for the next handler to admit."""

from collections.abc import Sequence

from answers.card import choice_text, item_card
from bot.webhook.replies import TextReply
from handlers import phrases
from handlers.turn import CHOICE, REST, Answer, Turn

MOST_CHOICES = 3
_ELDER_LENGTH = 90  # characters: about what fits on a phone in large type without scrolling


def answer(turn: Turn) -> Answer:
    """Answer as the engine decided."""
    decision = turn.thought.decision
    codes = [candidate.code for candidate in decision.candidates]
    if decision.kind == "answer":
        return show(turn, codes[0], decision.element)
    if decision.kind == "choose":
        return choose(turn, codes[:MOST_CHOICES], decision.element)
    return None


def show(turn: Turn, code: str, element: str | None = None) -> Answer:
    """The card of an item, what was asked first; in 长辈版 its beginning, the rest behind "1"."""
    document = turn.thought.engine.documents[code]
    card = item_card(document.row, element, document.as_of, turn.link(f"/items/{code}"))
    if not turn.follower.elder_mode:
        turn.close()
        return TextReply(card)
    turn.leave_open(REST, text=card)
    return TextReply(_beginning(card) + phrases.ELDER_FOOTER)


def choose(turn: Turn, codes: Sequence[str], element: str | None = None) -> Answer:
    """Up to three items to pick from, by a tap or by number."""
    rows = [turn.thought.engine.documents[code].row for code in codes]
    turn.leave_open(CHOICE, codes=list(codes), element=element)
    return TextReply(choice_text(rows, codes))


def topic(turn: Turn, prefix: str) -> Answer:
    """What is asked most about a domain: its service guides first. `prefix` is that of its items' codes."""
    documents = [d for d in turn.thought.engine.documents.values() if d.code.startswith(f"{prefix}-")]
    guides = [d for d in documents if "指南" in d.name] or documents
    if not guides:
        return TextReply(phrases.NOT_KNOWN)
    return choose(turn, [d.code for d in guides[:MOST_CHOICES]])


def _beginning(card: str) -> str:
    lines: list[str] = []
    for line in card.splitlines():
        if lines and sum(map(len, lines)) + len(line) > _ELDER_LENGTH:
            break
        lines.append(line)
    return "\n".join(lines).rstrip()
