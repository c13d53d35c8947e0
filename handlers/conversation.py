"""The conversation: the handlers in order; the first that answers wins."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from answers.engine import Engine
from answers.text import normalise
from bot.office import DISCLOSURE_OFFICE
from bot.webhook import Outcome
from bot.webhook.messages import Message
from bot.webhook.replies import LIMIT, TextReply, split
from handlers import (
    commands,
    courtesy,
    elder_phrases,
    following,
    menu,
    messages,
    offers,
    phrases,
    question,
    rating,
    unreadable,
)
from handlers.turn import REST, Answer, Silence, Thought, Turn

LONGEST_COMMAND = 40  # characters, with whatever stands around it
Handler = Callable[[Turn], Answer]
HANDLERS: Sequence[Handler] = (
    following.welcome,
    following.scan,
    following.leave,
    courtesy.alarm,
    messages.leave,
    messages.cancel,
    menu.press,
    offers.tapped,
    offers.numbered,
    offers.refused,
    commands.obey,
    messages.take,
    courtesy.respond,
    unreadable.ask_for_words,
    question.answer,
)


class HandlersInOrder:
    """What the webhook is given: thinks with the engine, then lets the handlers answer."""

    def __init__(self, engine: Callable[[], Engine], *, public_url: str) -> None:
        self._engine = engine
        self._public_url = public_url

    def prepare(self, message: Message) -> Thought:
        """Everything about the message that needs no database."""
        engine = self._engine()
        words = message.words
        if not words:
            return Thought(engine)
        decision = engine.decide(words)
        # Only what is short can be a number or a command, and only those look at the text again.
        text = normalise(words) if len(words) <= LONGEST_COMMAND else words
        return Thought(engine, text, decision)

    def respond(self, connection: Connection, message: Message, prepared: object, *, now: datetime) -> Outcome | None:
        """The reply of the first handler that has one; a long one is cut, and the rest left open."""
        assert isinstance(prepared, Thought)  # noqa: S101  (the webhook hands back what it was given)
        turn = Turn(connection, message, prepared, now, self._public_url)
        for handler in HANDLERS:
            answer = handler(turn)
            if answer is not None:
                reply = None if isinstance(answer, Silence) else _finished(turn, answer)
                turn.settle()
                # A reply names whom it is for: it must go when that person goes.
                return Outcome(_name(handler), reply, turn.follower.id if reply else None)
        return None


def _finished(turn: Turn, reply: TextReply) -> TextReply:
    """What a phone can show of the reply, with what stands below every reply of its kind."""
    below = _below(turn, reply)
    room = LIMIT - len(below.encode())
    page, rest = split(reply.content, room)
    if rest:
        turn.leave_open(REST, text=rest, answered=turn.answered)
    else:
        page = rating.invited(turn, page, room)
    return TextReply(page + below)


def _below(turn: Turn, reply: TextReply) -> str:
    remark = ""
    if turn.waits_for_message and not turn.took_message and turn.is_said:
        # The resident went on to something else: the wait is over, and that nothing was left must be said.
        remark = phrases.NOT_LEFT
        if turn.left_open == turn.offer:
            turn.close()
    shows_a_person = elder_phrases.PERSON_BY_DIGIT in reply.content or DISCLOSURE_OFFICE.telephone in reply.content
    return remark + (elder_phrases.FOOTER if turn.follower.elder_mode and not shows_a_person else "")


def _name(handler: Handler) -> str:
    return f"{handler.__module__.rpartition('.')[2]}.{handler.__name__}"
