"""Emergencies, greetings, thanks and the like: answered kindly and briefly, never with small talk."""

import re

from bot.webhook.replies import TextReply
from handlers import commands, elder_phrases, messages, person, phrases
from handlers.turn import Answer, Turn

# Who asks for a person at the end of a long story is not asking about what the story tells.
_WANTS_A_PERSON = re.compile(
    r"(?:转|找|接|叫|要|换)(?:一?下|一?个|到)?人工(?!智能|湖|费|授精|流产|耳蜗|关节|晶体)|人工(?:客服|服务|坐席)"
)


def alarm(turn: Turn) -> Answer:
    """Name the emergency numbers before anything else; a message is kept all the same."""
    if turn.thought.decision.reason != "emergency":
        return None
    kept = messages.is_leaving(turn) or turn.waits_for_message
    if kept:
        messages.store(turn, messages.text_of(turn))
    turn.took_message = True
    turn.close()
    return TextReply(phrases.EMERGENCY + (phrases.LEFT_TOO if kept else ""))


def respond(turn: Turn) -> Answer:
    """Answer what the engine recognised as a courtesy rather than a question."""
    reason = turn.thought.decision.reason
    if reason == "person" or _WANTS_A_PERSON.search(turn.thought.text):
        return person.find(turn)
    if reason in {"greeting", "help"}:
        return commands.greet(turn, phrases.GREETING if reason == "greeting" else phrases.HELP)
    if reason in {"thanks", "thanks_farewell"}:
        return turn.reply(phrases.THANKS, elder_phrases.THANKS)
    return TextReply(phrases.FAREWELL) if reason == "farewell" else None
