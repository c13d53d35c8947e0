"""What the last reply left open: a choice to pick from, or the rest of a long text."""

from bot.webhook.messages import Text
from bot.webhook.replies import TextReply
from handlers import phrases, question
from handlers.turn import CHOICE, REST, Answer, Turn

_NUMERALS = {name: number for number, name in enumerate("一二三四五六七八九", start=1)}
_NUMBERS = {
    **{str(number): number for number in range(1, 10)},
    **_NUMERALS,
    **{f"第{name}{unit}": number for name, number in _NUMERALS.items() for unit in "个条项"},
    **dict.fromkeys(("下文", "看下文", "下一页"), 1),
}


def tapped(turn: Turn) -> Answer:
    """Show the item whose link in an earlier choice was tapped, however long ago that was."""
    if not isinstance(turn.message, Text) or turn.message.menu_id not in turn.thought.engine.documents:
        return None
    offer = turn.offer
    offered = offer is not None and offer.kind == CHOICE and turn.message.menu_id in offer.content["codes"]
    return question.show(turn, turn.message.menu_id, offer.content.get("element") if offer and offered else None)


def numbered(turn: Turn) -> Answer:
    """Follow a number to what it stood for when something was last left open."""
    number = _NUMBERS.get(turn.thought.text.strip(" .。、,，"))
    if number is None:
        return None
    offer = turn.offer
    if offer and offer.kind == REST and number == 1:
        turn.close()
        return TextReply(str(offer.content["text"]))
    codes = offer.content["codes"] if offer and offer.kind == CHOICE else []
    if number <= len(codes) and codes[number - 1] in turn.thought.engine.documents:
        return question.show(turn, codes[number - 1], offer.content.get("element") if offer else None)
    return TextReply(phrases.NOTHING_OFFERED if not codes else phrases.outside(len(codes)))
