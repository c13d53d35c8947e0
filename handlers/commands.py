"""The few words that are commands, not questions: 人工, 帮助, 我的留言, 长辈版, 标准版; and what buttons stand for."""

from collections.abc import Callable
from dataclasses import replace

from bot import followers, places
from bot.webhook.replies import TextReply
from handlers import elder_phrases, messages, person, phrases, question
from handlers.turn import KEYS, Answer, Turn

TOPIC = "TOPIC_"


def obey(turn: Turn) -> Answer:
    """Answer a text that is a command and nothing else."""
    command = _BY_WORDS.get(turn.bare.lower())
    return command(turn) if command else None


def press(turn: Turn, key: str) -> Answer:
    """Do what a button with that key does."""
    if key.startswith(TOPIC):
        return question.topic(turn, key.removeprefix(TOPIC))
    command = BY_KEY.get(key)
    # A button of an older menu, which phones keep for some minutes, or of one made elsewhere.
    return command(turn) if command else greet(turn)


def greet(turn: Turn, standard: str = phrases.GREETING) -> TextReply:
    """Show how to ask; in 长辈版 topics by number instead."""
    if turn.follower.elder_mode:
        offer_topics(turn)
    return turn.reply(standard, elder_phrases.GREETING)


def offer_topics(turn: Turn) -> None:
    """Let the digits stand for the topics asked most."""
    turn.leave_open(KEYS, keys=[key for _name, key in phrases.TOPICS])


def tell_community(turn: Turn) -> Answer:
    """Tell which community the resident belongs to, or how to say so."""
    place = places.place_by_id(turn.session, turn.follower.place_id) if turn.follower.place_id else None
    return TextReply(phrases.in_community(place.full_name) if place else phrases.NO_COMMUNITY)


def explain_use(turn: Turn) -> TextReply:
    """Tell what the account can do."""
    return greet(turn, phrases.HELP)


def switch_to_elder(turn: Turn) -> TextReply:
    """Switch 长辈版 on."""
    _switch(turn, elder=True)
    offer_topics(turn)
    return TextReply(elder_phrases.ON)


def switch_to_standard(turn: Turn) -> TextReply:
    """Switch 长辈版 off."""
    _switch(turn, elder=False)
    turn.close()
    return TextReply(phrases.ELDER_OFF)


def _switch(turn: Turn, *, elder: bool) -> None:
    followers.choose_elder_mode(turn.connection, turn.follower, wanted=elder)
    turn.follower = replace(turn.follower, elder_mode=elder)


Command = Callable[[Turn], Answer]
_COMMANDS: tuple[tuple[str, Command, tuple[str, ...]], ...] = (
    ("PERSON", person.find, ("人工", "转人工", "人工服务", "人工客服", "找人工", "客服", "0", "零", "〇")),
    ("LEAVE_MESSAGE", messages.wait, ()),
    ("HELP", explain_use, ("帮助", "怎么用", "使用帮助", "help", "功能", "菜单")),
    ("MY_MESSAGES", messages.show_mine, ("我的留言", "查看留言", "看留言")),
    ("MY_COMMUNITY", tell_community, ("我的社区", "我是哪个社区")),
    ("ELDER_MODE", switch_to_elder, ("长辈版", "老人版", "老年版", "大字版", "关怀版")),
    ("STANDARD_MODE", switch_to_standard, ("标准版", "普通版", "退出长辈版", "关闭长辈版")),
)
BY_KEY: dict[str, Command] = {key: command for key, command, _ in _COMMANDS}
_BY_WORDS: dict[str, Command] = {word: command for _, command, words in _COMMANDS for word in words}
