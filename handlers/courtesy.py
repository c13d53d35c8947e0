"""Greetings, thanks and the like: answered kindly and briefly, never with small talk."""

from bot.webhook.replies import TextReply
from handlers import phrases
from handlers.turn import Answer, Turn

_REPLIES = {
    "emergency": phrases.EMERGENCY,
    "greeting": phrases.GREETING,
    "thanks": phrases.THANKS,
    "farewell": phrases.FAREWELL,
    "person": phrases.PERSON,
    "help": phrases.HELP,
}


def respond(turn: Turn) -> Answer:
    """Answer what the engine recognised as a courtesy rather than a question."""
    reply = _REPLIES.get(turn.thought.decision.reason)
    return TextReply(reply) if reply else None
