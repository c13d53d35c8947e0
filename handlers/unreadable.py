"""What carries no words: voice that was not recognised, pictures, places, empty texts. A kind request to type."""

from bot.webhook.messages import Location, Media, Text, Voice
from bot.webhook.replies import TextReply
from handlers import commands, elder_phrases, offers, phrases
from handlers.turn import CHOICE, Answer, Turn


def ask_for_words(turn: Turn) -> Answer:
    """Say what was received and what to do instead."""
    message = turn.message
    if isinstance(message, Voice) and not turn.thought.text:
        return _ask_for_a_digit(turn)
    if isinstance(message, Location):
        return TextReply(phrases.LOCATION)
    if isinstance(message, Media):
        return _ask_for_words(turn, phrases.NO_WORDS, elder_phrases.NO_WORDS)
    if isinstance(message, Text) and not turn.thought.text:
        return _ask_for_words(turn, phrases.EMPTY, elder_phrases.GREETING)
    return None


def _ask_for_a_digit(turn: Turn) -> TextReply:
    # Whoever answers a choice by voice means one of its digits: they stay as they are.
    if turn.offer and turn.offer.kind == CHOICE:
        count = offers.digits_open(turn.offer)
        return turn.reply(phrases.unheard_before(count), elder_phrases.unheard_before(count))
    if turn.waits_for_message:
        return turn.reply(phrases.UNHEARD_MESSAGE, elder_phrases.UNHEARD_MESSAGE)
    commands.offer_topics(turn)
    return turn.reply(phrases.NO_WORDS_IN_VOICE, elder_phrases.NO_WORDS_IN_VOICE)


def _ask_for_words(turn: Turn, standard: str, elder: str) -> TextReply:
    if turn.follower.elder_mode:
        commands.offer_topics(turn)
    return turn.reply(standard, elder)
