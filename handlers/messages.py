"""Messages to the workers (留言): left in one go, or as the next words after being asked for them."""

import re
from collections.abc import Sequence
from datetime import datetime
from itertools import accumulate

from bot.taps import harmless
from bot.webhook.replies import TextReply
from casework import enquiries
from casework.models import Enquiry, EnquiryReply, EnquiryState
from handlers import elder_phrases, phrases
from handlers.memory import IN_MIND_FOR
from handlers.turn import AROUND, MESSAGE, Answer, Turn

_SHORT = 8  # characters; a courtesy with more around it is part of what somebody wants to say
_COURTESIES = frozenset({"greeting", "thanks", "farewell", "thanks_farewell", "help", "person"})
LONGEST_MESSAGE = 2000  # characters, as many as a text of WeChat holds
# 「留言在哪里看」 asks; 「留言 楼道灯坏了」 and, dictated, 「留言楼道灯坏了」 leave a message.
_LEAVE = re.compile(
    r"^\s*(?:我要|我想|给你们|写|要)?留言(?:内容)?"
    r"(?!功能|板|在哪|去哪|怎么|怎样|如何|是什么|有什么|有用|有没有|有人|能|可以|会|多久|谁|吗|呢|啥)"
    r"[\s:：,，。、！!]*(?P<text>.*)$",
    re.DOTALL,
)
_SHOWN = 5  # messages at most under 我的留言
_QUOTED = 20  # characters of a message that remind somebody which one it was
_ROOM = 1700  # bytes for them: the reply holds 2,048
_CANCEL = frozenset(
    {"取消", "取消留言", "不留", "不留了", "不留言", "不留言了", "算了", "不用", "不用了", "不说了", "没有", "没有了"}
)


def leave(turn: Turn) -> Answer:
    """Store what follows 留言; ask for it where nothing does."""
    if _LEAVE.match(turn.message.words or "") is None:
        return None
    return store(turn, text_of(turn)) if is_leaving(turn) else wait(turn)


def is_leaving(turn: Turn) -> bool:
    """Whether the text is a message with its words."""
    return _LEAVE.match(turn.message.words or "") is not None and bool(text_of(turn))


def text_of(turn: Turn) -> str:
    """What the workers are to read: the words without 留言 before them; empty where there are only signs."""
    words = turn.message.words or ""
    spoken = _LEAVE.match(words)
    said = (spoken["text"] if spoken else words).strip()
    return said if said.strip(AROUND) else ""


def store(turn: Turn, text: str) -> TextReply:
    """Keep a text for the workers, word for word."""
    enquiries.leave(turn.session, turn.follower.id, text[:LONGEST_MESSAGE], now=turn.now)
    turn.took_message = True
    turn.close()
    return turn.reply(phrases.LEFT, elder_phrases.LEFT)


def show_mine(turn: Turn) -> TextReply:
    """Tell how many messages the resident left, and of the newest ones what the workers replied."""
    left = enquiries.latest_of(turn.session, turn.follower.id, _SHOWN)
    if not left:
        return TextReply(phrases.NO_MESSAGES)
    pieces = [(_told(enquiry, reply, turn.now), reply) for enquiry in left for reply in _replies(enquiry)]
    fitting = pieces[: _that_fit([text for text, _reply in pieces])]
    for _text, reply in fitting:
        enquiries.note_seen(reply, now=turn.now)
    count = enquiries.how_many(turn.session, turn.follower.id)
    earlier = phrases.MORE_MESSAGES if count > len(left) or len(fitting) < len(pieces) else ""
    return TextReply(phrases.messages_left(count, "\n\n".join(text for text, _reply in fitting) + earlier))


def _replies(enquiry: Enquiry) -> Sequence[EnquiryReply | None]:
    """What was replied, the newest first; None where nothing was."""
    return list(reversed(enquiry.replies)) or [None]


def _that_fit(texts: Sequence[str]) -> int:
    """How many of the first ones fit into one reply; one always."""
    sizes = accumulate(len(text.encode()) + 2 for text in texts)
    return max(1, sum(size <= _ROOM for size in sizes))


def _told(enquiry: Enquiry, reply: EnquiryReply | None, now: datetime) -> str:
    words = harmless(" ".join(enquiry.text.split()))
    quoted = words if len(words) <= _QUOTED else f"{words[:_QUOTED]}…"
    if reply:
        outcome = f"回复：{harmless(reply.text)}"
    elif enquiry.state is EnquiryState.CLOSED:
        outcome = phrases.MESSAGE_CLOSED
    else:
        outcome = phrases.not_replied(enquiry.due_on, now=now)
    return phrases.message_left(enquiry.left_at, quoted, outcome)


def wait(turn: Turn) -> TextReply:
    """Have the next words be a message, for some minutes."""
    turn.took_message = True
    turn.leave_open(MESSAGE, during=IN_MIND_FOR)
    return turn.reply(phrases.SAY_WHAT, elder_phrases.SAY_WHAT)


def number(turn: Turn, digit: int) -> TextReply:
    """A digit is no message: 1 cancels, any other asks again."""
    if digit == 1:
        return _cancelled(turn)
    turn.took_message = True
    return turn.reply(phrases.SAY_WHAT, elder_phrases.SAY_WHAT)


def cancel(turn: Turn) -> Answer:
    """Stop waiting when asked to."""
    return _cancelled(turn) if turn.bare in _CANCEL and turn.waits_for_message else None


def take(turn: Turn) -> Answer:
    """Store the words that were asked for, unless they are clearly another question."""
    text = text_of(turn)
    if not text or not turn.waits_for_message or _asks_something_else(turn):
        return None
    return store(turn, text)


def _asks_something_else(turn: Turn) -> bool:
    # Whoever asked to leave a message may leave a question. After an answer that did not help, a question about the
    # same item is what the workers must read, and one about another item is better answered at once.
    offer, decision = turn.offer, turn.thought.decision
    if len(turn.thought.text) <= _SHORT and decision.reason in _COURTESIES:
        return True
    assert offer is not None  # noqa: S101  (asked only while a message is waited for)
    instead_of = offer.content.get("instead_of")
    best = decision.best
    return bool(instead_of and decision.kind == "answer" and best and best.code != instead_of)


def _cancelled(turn: Turn) -> TextReply:
    turn.took_message = True
    turn.close()
    return turn.reply(phrases.CANCELLED, elder_phrases.CANCELLED)
