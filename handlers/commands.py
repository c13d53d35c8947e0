"""The few words that are commands, not questions: 人工, 帮助, 留言, 我的留言, 长辈版, 标准版."""

import re
from collections.abc import Callable

from bot import followers, places
from bot.webhook.replies import TextReply
from casework import enquiries
from handlers import phrases
from handlers.turn import Answer, Turn

LONGEST_MESSAGE = 2000  # characters, as many as a text of WeChat holds
_AROUND = " \t\r\n\u3000\"'“”‘’【】「」。，,.!！?？~～"
# 「留言在哪里看」 asks; 「留言 楼道灯坏了」 and, dictated, 「留言楼道灯坏了」 leave a message.
_LEAVE = re.compile(
    r"^\s*(?:我要|我想|给你们|写|要)?留言(?:内容)?"
    r"(?!功能|板|在哪|去哪|怎么|怎样|如何|是什么|有什么|有用|有没有|有人|能|可以|会|多久|谁|吗|呢|啥)"
    r"[\s:：,，。、！!]*(?P<text>.*)$",
    re.DOTALL,
)


def obey(turn: Turn) -> Answer:
    """Answer a text that is a command and nothing else."""
    command = _BY_WORDS.get(turn.thought.text.strip(_AROUND).lower())
    return command(turn) if command else None


def leave_message(turn: Turn) -> Answer:
    """Store what follows 留言 for the workers."""
    spoken = _LEAVE.match(turn.message.words or "")
    if spoken is None:
        return None
    text = spoken["text"].strip(_AROUND)
    if not text:
        return TextReply(phrases.SAY_WHAT)
    enquiries.leave(turn.session, turn.follower.id, text[:LONGEST_MESSAGE], now=turn.now)
    return TextReply(phrases.LEFT)


def count_messages(turn: Turn) -> Answer:
    """Tell how many messages the resident left, the number first."""
    return TextReply(phrases.messages_left(enquiries.how_many(turn.session, turn.follower.id)))


def tell_community(turn: Turn) -> Answer:
    """Tell which community the resident belongs to, or how to say so."""
    place = places.place_by_id(turn.session, turn.follower.place_id) if turn.follower.place_id else None
    return TextReply(phrases.in_community(place.full_name) if place else phrases.NO_COMMUNITY)


def find_person(turn: Turn) -> Answer:  # noqa: ARG001  (a command like the others)
    """Tell whom to call."""
    return TextReply(phrases.PERSON)


def explain_use(turn: Turn) -> Answer:  # noqa: ARG001  (a command like the others)
    """Tell what the account can do."""
    return TextReply(phrases.HELP)


def switch_to_elder(turn: Turn) -> Answer:
    """Switch 长辈版 on."""
    followers.choose_elder_mode(turn.connection, turn.follower, wanted=True)
    return TextReply(phrases.ELDER_ON)


def switch_to_standard(turn: Turn) -> Answer:
    """Switch 长辈版 off."""
    followers.choose_elder_mode(turn.connection, turn.follower, wanted=False)
    return TextReply(phrases.ELDER_OFF)


Command = Callable[[Turn], Answer]
_COMMANDS: tuple[tuple[str, Command, tuple[str, ...]], ...] = (
    ("PERSON", find_person, ("人工", "转人工", "人工服务", "人工客服", "找人工", "客服", "0")),
    ("HELP", explain_use, ("帮助", "怎么用", "使用帮助", "help", "功能", "菜单")),
    ("MY_MESSAGES", count_messages, ("我的留言", "查看留言", "看留言")),
    ("MY_COMMUNITY", tell_community, ("我的社区", "我是哪个社区")),
    ("ELDER_MODE", switch_to_elder, ("长辈版", "老人版", "老年版", "大字版", "关怀版")),
    ("STANDARD_MODE", switch_to_standard, ("标准版", "普通版", "退出长辈版", "关闭长辈版")),
)
BY_KEY: dict[str, Command] = {key: command for key, command, _ in _COMMANDS}
_BY_WORDS: dict[str, Command] = {word: command for _, command, words in _COMMANDS for word in words}
