"""The menu below the chat: each button's key, and the conversation it stands for."""

from bot.webhook.messages import Event
from bot.webhook.replies import TextReply
from handlers import commands, phrases, question
from handlers.turn import Answer, Turn

_PRESSES = frozenset({"click", "scancode_waitmsg", "scancode_push", "location_select"})
_TOPIC = "TOPIC_"


def press(turn: Turn) -> Answer:
    """Answer a button as if its words had been typed."""
    if not isinstance(turn.message, Event) or turn.message.kind not in _PRESSES:
        return None
    key = turn.message.event_key
    if key.startswith(_TOPIC):
        return question.topic(turn, key.removeprefix(_TOPIC))
    command = commands.BY_KEY.get(key)
    # A button of an older menu, which phones keep for some minutes, or of one made elsewhere.
    return command(turn) if command else TextReply(phrases.GREETING)
