"""What carries no words: voice that was not recognised, pictures, places, empty texts. A kind request to type."""

from bot.webhook.messages import Location, Media, Text, Voice
from bot.webhook.replies import TextReply
from handlers import phrases
from handlers.turn import Answer, Turn


def ask_for_words(turn: Turn) -> Answer:
    """Say what was received and what to do instead."""
    message = turn.message
    if isinstance(message, Voice) and not message.recognition:
        return TextReply(phrases.NO_WORDS_IN_VOICE)
    if isinstance(message, Location):
        return TextReply(phrases.LOCATION)
    if isinstance(message, Media):
        return TextReply(phrases.NO_WORDS)
    if isinstance(message, Text) and not turn.thought.text:
        return TextReply(phrases.EMPTY)
    return None


def admit(turn: Turn) -> Answer:
    """The last word about a text nobody could answer: honest, with a telephone number and a way to leave a message."""
    return TextReply(phrases.NOT_KNOWN) if turn.message.words else None
