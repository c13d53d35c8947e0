"""The menu below the chat: each button's key, and the conversation it stands for."""

from bot.webhook.messages import Event
from handlers import commands
from handlers.turn import Answer, Turn

_PRESSES = frozenset({"click", "scancode_waitmsg", "scancode_push", "location_select"})


def press(turn: Turn) -> Answer:
    """Answer a button as if its words had been typed."""
    if not isinstance(turn.message, Event) or turn.message.kind not in _PRESSES:
        return None
    return commands.press(turn, turn.message.event_key)
