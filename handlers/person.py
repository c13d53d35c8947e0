"""A person: whom to call, whether somebody picks up now, and the ways when nobody does."""

from bot.office import DISCLOSURE_OFFICE
from bot.webhook.replies import TextReply
from bot.working_days import working_days
from handlers import elder_phrases, phrases
from handlers.turn import KEYS, Turn


def find(turn: Turn) -> TextReply:
    """The telephone with its hours; in 长辈版 a message to the workers by one digit."""
    turn.recall(missed_until=None)
    hours = _hours(turn)
    _offer_message(turn)
    return turn.reply(phrases.person(hours), elder_phrases.person(hours))


def instead_of_guessing(turn: Turn) -> TextReply:
    """A person at the second question in a row that nobody could answer: never a third guess."""
    preface = turn.reply(phrases.STILL_NOT, elder_phrases.STILL_NOT)
    turn.drop_topic()
    return TextReply(preface.content + find(turn).content)


def _offer_message(turn: Turn) -> None:
    if turn.follower.elder_mode:
        turn.leave_open(KEYS, keys=["LEAVE_MESSAGE"])
    else:
        turn.close()


def _hours(turn: Turn) -> str:
    days, hours = working_days(turn.session), DISCLOSURE_OFFICE.hours
    opening = None if hours.is_open(turn.now, days) else hours.opens_next(turn.now, days)
    return phrases.office_hours(opening, now=turn.now)
