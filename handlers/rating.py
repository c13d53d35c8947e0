"""Whether an answer helped: asked at most once a day, answered with one digit; "2" goes on to the workers."""

from answers import asked
from answers.asked_models import Rating
from bot.followers import Offer
from bot.time import local
from bot.webhook.replies import TextReply
from handlers import elder_phrases, phrases
from handlers.memory import IN_MIND_FOR
from handlers.turn import MESSAGE, RATING, Answered, Turn

_YES, _NO = 1, 2
WORDS = {
    **dict.fromkeys(("帮到", "帮到了", "帮到啦", "有帮助", "有用", "有帮到"), _YES),
    **dict.fromkeys(("没有", "没帮到", "没有帮到", "没用", "没帮助", "没帮上", "不是", "不对", "没"), _NO),
}


def invited(turn: Turn, text: str, room: int) -> str:
    """The text with the question below it, where one is due, no other digit is open, and `room` bytes are enough."""
    invitation = turn.reply(phrases.INVITATION, elder_phrases.INVITATION).content
    if not _is_due(turn) or len((text + invitation).encode()) > room:
        return text
    turn.leave_open(RATING, answered=turn.answered)
    turn.recall(invited_on=local(turn.now).date())
    return text + invitation


def number(turn: Turn, offer: Offer, digit: int) -> TextReply:
    """Take the answer to the question."""
    if digit not in {_YES, _NO}:
        return turn.reply(phrases.outside(_NO), elder_phrases.outside(_NO))
    rating = Rating.HELPED if digit == _YES else Rating.DID_NOT_HELP
    answered = Answered(*offer.content["answered"])
    asked.rate(turn.connection, answered.asked, rating, now=turn.now)
    return _thank(turn) if rating is Rating.HELPED else _pass_on(turn, answered)


def _is_due(turn: Turn) -> bool:
    today = local(turn.now).date()
    return turn.answered is not None and turn.left_open is None and turn.memory.invited_on != today


def _thank(turn: Turn) -> TextReply:
    turn.close()
    return turn.reply(phrases.HELPED, elder_phrases.HELPED)


def _pass_on(turn: Turn, answered: Answered) -> TextReply:
    turn.leave_open(MESSAGE, during=IN_MIND_FOR, instead_of=answered.code)
    return turn.reply(phrases.DID_NOT_HELP, elder_phrases.DID_NOT_HELP)
