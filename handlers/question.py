"""A question about a disclosure item: one card, a choice of three, or the admission that nobody here knows."""

import re
from collections.abc import Sequence
from dataclasses import replace

from answers import asked
from answers.card import choice_text, item_card, readable_name
from answers.decision import Candidate, Decision
from answers.loop import groups
from bot.metrics import DECISIONS
from bot.webhook.replies import TextReply
from handlers import elder_phrases, person, phrases
from handlers.memory import IN_MIND_FOR
from handlers.turn import CHOICE, KEYS, REST, Answer, Answered, Turn

MOST_CHOICES = 3
LONGEST_FOLLOW_UP = 40  # characters; who says more names what it is about
_UNCLEAR = frozenset({"unclear", "nonsense"})
_WORDS = re.compile("[\u3400-\u9fff]")
_ELDER_LENGTH = 90  # characters: about what fits on a phone in large type without scrolling


def answer(turn: Turn) -> Answer:
    """Answer as the engine decides, with the item in mind that was spoken about."""
    if not turn.thought.text:
        return None
    decision = _in_conversation(turn)
    DECISIONS.labels(decision.kind).inc()
    question = asked.note(
        turn.connection, turn.message.words or "", decision, follower_id=turn.follower.id, now=turn.now
    )
    codes = [candidate.code for candidate in decision.candidates]
    if decision.kind == "answer":
        return show(turn, codes[0], decision.element, asked=question)
    if decision.kind == "choose":
        return choose(turn, codes[:MOST_CHOICES], decision.element, asked=question)
    return _explain(turn, decision.reason)


def show(turn: Turn, code: str, element: str | None = None, *, asked: int | None = None) -> TextReply:
    """The card of an item, what was asked first; in 长辈版 its beginning, the rest behind "1".

    `asked` is the question it answers, None where nobody asked one.
    """
    document = turn.thought.engine.documents[code]
    card = item_card(document.row, element, document.as_of, turn.link(f"/items/{code}"), document.guide)
    turn.speak_of([code], asked)
    turn.recall(missed_until=None)
    turn.answered = Answered(asked, code) if asked else None
    if not turn.follower.elder_mode:
        turn.close()
        return TextReply(card)
    turn.leave_open(REST, text=card, answered=turn.answered)
    return TextReply(_beginning(card) + elder_phrases.BEGINNING_FOOTER)


def choose(turn: Turn, codes: Sequence[str], element: str | None = None, *, asked: int | None = None) -> TextReply:
    """Up to three items to pick from, by a tap or by number."""
    rows = [turn.thought.engine.documents[code].row for code in codes]
    turn.speak_of(codes, asked)
    turn.leave_open(CHOICE, codes=list(codes), element=element, asked=asked)
    names = [readable_name(row) for row in rows]
    return turn.reply(choice_text(rows, codes), elder_phrases.choice(names, codes))


def topic(turn: Turn, prefix: str) -> TextReply:
    """What is asked most about a domain: its service guides first. `prefix` is that of its items' codes."""
    documents = [d for d in turn.thought.engine.documents.values() if d.code.startswith(f"{prefix}-")]
    guides = [d for d in documents if "指南" in d.name] or documents
    if not guides:
        return turn.reply(phrases.NOT_KNOWN, elder_phrases.NOT_KNOWN)
    return choose(turn, [d.code for d in guides[:MOST_CHOICES]])


def miss(turn: Turn, standard: str, elder: str) -> TextReply:
    """Admit with these words that there is no answer; at the second time in a row bring a person in."""
    if turn.memory.missed_until:
        return person.instead_of_guessing(turn)
    turn.recall(missed_until=turn.now + IN_MIND_FOR)
    if turn.follower.elder_mode:
        turn.leave_open(KEYS, keys=["LEAVE_MESSAGE"])
    elif turn.offer and turn.offer.kind != CHOICE:  # what was offered may still be picked
        turn.close()
    return turn.reply(standard, elder)


def _explain(turn: Turn, reason: str) -> TextReply:
    """Why there is no item: whom a worker said to ask instead, what is not our business, or else a miss."""
    if advice := groups.advice_for(turn.connection, turn.message.words or ""):
        turn.drop_topic()
        return TextReply(advice)
    if reason in phrases.NOT_OURS and _WORDS.search(turn.thought.text):
        turn.drop_topic()
        return TextReply(phrases.NOT_OURS[reason])
    if reason in phrases.NOT_OURS or reason in _UNCLEAR:
        return miss(turn, phrases.UNCLEAR, elder_phrases.UNCLEAR)
    return miss(turn, phrases.NOT_KNOWN, elder_phrases.NOT_KNOWN)


def _in_conversation(turn: Turn) -> Decision:
    engine, decision = turn.thought.engine, turn.thought.decision
    codes = [code for code in turn.memory.codes if code in engine.documents]
    if not codes or len(turn.thought.text) > LONGEST_FOLLOW_UP:
        return decision
    leaning = engine.decide(turn.message.words or "", codes[0])
    if len(codes) == 1:
        return leaning
    if leaning.reason != "context":  # nothing was picked to lean on
        return decision
    # None of the offered items was picked yet: which one is meant must be asked again.
    return replace(leaning, kind="choose", candidates=tuple(Candidate(code, 1.0) for code in codes))


def _beginning(card: str) -> str:
    lines: list[str] = []
    for line in card.splitlines():
        if lines and sum(map(len, lines)) + len(line) > _ELDER_LENGTH:
            break
        lines.append(line)
    return "\n".join(lines).rstrip()
