"""What the last reply left open, followed by a digit or its words: a choice, the rest of a text, things to do."""

import re

from answers import asked
from answers.asked_models import Rating
from bot.followers import Offer
from bot.webhook.messages import Text
from bot.webhook.replies import TextReply
from handlers import commands, elder_phrases, messages, phrases, question, rating
from handlers.turn import CHOICE, KEYS, MESSAGE, RATING, REST, Answer, Answered, Turn

_NUMERALS = {name: number for number, name in enumerate("一二三四五六七八九", start=1)} | {"两": 2}
_NUMBER = re.compile(
    r"(?:那|就|我|想|要|选|选择|看|问|说|的|是|按|回复?)*"
    r"(?:第(?P<nth>[1-9]|[一二三四五六七八九])(?:个|条|项|件|种|号|款)?|(?P<plain>[1-9]|[一二三四五六七八九])号?)"
    r"(?:吧|呢|的|了|啊|呀|哦|嘛|那个|那条|这个|就行|就好|谢谢)*"
)
_PAUSES = re.compile(r"[\s。，,、.!！~～]+")
_NEXT_PAGE = frozenset({"下文", "看下文", "下一页", "下页", "看下一页", "翻页", "继续", "看全部", "还有呢"})
_NOT_THAT = frozenset(
    {"不是", "不是的", "不对", "不是这个", "不是这件", "错了", "答非所问", "不是我要的", "不是我问的"}
)
_NONE_OF_THEM = _NOT_THAT | {
    "都不是", "全都不是", "一个都不是", "都不对", "不是这些", "不是这几个", "以上都不是", "都没有", "没有", "都不行",
    "没有我要的",
}  # fmt: skip
_LONGEST = 16  # characters in which a number is said


def tapped(turn: Turn) -> Answer:
    """Show the item whose link in an earlier choice was tapped, however long ago that was."""
    if not isinstance(turn.message, Text) or turn.message.menu_id not in turn.thought.engine.documents:
        return None
    code, offer = turn.message.menu_id, turn.offer
    if offer and offer.kind == CHOICE and code in offer.content["codes"]:
        return _pick(turn, offer, code)
    return question.show(turn, code)


def refused(turn: Turn) -> Answer:
    """Take 都不是 after a choice, or 不对 after an answer, for what it is: the question was not understood."""
    said = turn.bare
    if said not in _NONE_OF_THEM:
        return None
    offer = turn.offer
    chosen_from = offer is not None and offer.kind == CHOICE
    if not chosen_from and (said not in _NOT_THAT or not turn.memory.codes):
        return None
    misunderstood = offer.content.get("asked") if offer and chosen_from else turn.memory.asked
    if misunderstood:
        asked.rate(turn.connection, misunderstood, Rating.DID_NOT_HELP, now=turn.now)
    turn.drop_topic()
    reply = question.miss(turn, phrases.NOT_MEANT, elder_phrases.NOT_MEANT)
    if turn.left_open == offer:
        turn.close()
    return reply


def numbered(turn: Turn) -> Answer:
    """Follow a number, or words that say the same, to what it stood for when something was last left open."""
    number = _number(turn)
    if number is None:
        return None
    offer = turn.offer
    if offer is None:
        return _nothing_offered(turn)
    if offer.kind == MESSAGE:
        return messages.number(turn, number)
    if offer.kind == RATING:
        return rating.number(turn, offer, number)
    return _follow(turn, offer, number)


def digits_open(offer: Offer) -> int:
    """How many digits mean something where a choice, the rest of a text or things to do are open."""
    return 1 if offer.kind == REST else len(offer.content["codes" if offer.kind == CHOICE else "keys"])


def _number(turn: Turn) -> int | None:
    said = turn.bare
    if not said or len(said) > _LONGEST:
        return None
    found = _NUMBER.fullmatch(_PAUSES.sub("", said))
    if found:
        digit = found["nth"] or found["plain"]
        return _NUMERALS.get(digit) or int(digit)
    offer = turn.offer
    if offer is None:
        return None
    if offer.kind == CHOICE and said in {"最后一个", "最后那个"}:
        return len(offer.content["codes"])
    if offer.kind == REST and said in _NEXT_PAGE:
        return 1
    return rating.WORDS.get(said) if offer.kind == RATING else None


def _follow(turn: Turn, offer: Offer, number: int) -> Answer:
    count = digits_open(offer)
    if number > count:
        return turn.reply(phrases.outside(count), elder_phrases.outside(count))
    if offer.kind == REST:
        return _read_on(turn, offer)
    if offer.kind == KEYS:
        return commands.press(turn, offer.content["keys"][number - 1])
    code = offer.content["codes"][number - 1]
    return _pick(turn, offer, code) if code in turn.thought.engine.documents else _nothing_offered(turn)


def _pick(turn: Turn, offer: Offer, code: str) -> TextReply:
    question_asked = offer.content.get("asked")
    if question_asked:
        asked.pick(turn.connection, question_asked, code)
    return question.show(turn, code, offer.content.get("element"), asked=question_asked)


def _read_on(turn: Turn, offer: Offer) -> TextReply:
    answered = offer.content.get("answered")
    turn.answered = Answered(*answered) if answered else None
    turn.close()
    return TextReply(str(offer.content["text"]))


def _nothing_offered(turn: Turn) -> Answer:
    return commands.greet(turn, phrases.NOTHING_OFFERED)
