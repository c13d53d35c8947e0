"""Coming and going: following, scanning a community's code, leaving for good."""

from bot import followers, places
from bot.webhook import inbox
from bot.webhook.messages import Event
from bot.webhook.replies import TextReply
from handlers import phrases
from handlers.turn import SILENCE, Answer, Turn

_REVOKED = frozenset({"user_authorization_revoke", "user_authorization_cancellation"})


def welcome(turn: Turn) -> Answer:
    """Greet a new follower, and remember the community whose code was scanned."""
    if turn.message.kind != "subscribe":
        return None
    followers.mark_followed(turn.connection, turn.follower, now=turn.now)
    return TextReply(phrases.welcome(_remember_community(turn)))


def scan(turn: Turn) -> Answer:
    """Take a follower who scanned a community's code into that community."""
    if turn.message.kind != "scan":
        return None
    community = _remember_community(turn)
    return TextReply(phrases.joined(community) if community else phrases.UNKNOWN_CODE)


def leave(turn: Turn) -> Answer:
    """Delete all personal data of who unfollowed or took back an authorisation: WeChat demands it."""
    message = turn.message
    if not isinstance(message, Event) or message.kind not in {"unsubscribe", *_REVOKED}:
        return None
    whose = message.details.get("OpenID") if message.kind in _REVOKED else None
    inbox.forget(turn.connection, str(whose or message.sender))
    return SILENCE


def _remember_community(turn: Turn) -> str | None:
    scene = turn.message.scene if isinstance(turn.message, Event) else ""
    place = places.place_of_scene(turn.session, scene) if scene else None
    if place is None:
        return None
    followers.choose_place(turn.connection, turn.follower, place.id)
    return place.full_name
