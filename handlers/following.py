"""Coming and going: following, scanning a community's or an item's code, leaving for good."""

from urllib.parse import quote

from answers.item_codes import ASK, item_of_scene
from bot import followers, places
from bot.webhook import inbox
from bot.webhook.messages import Event
from bot.webhook.replies import TextReply
from community_catalog.items import item_by_code
from community_catalog.moved import PAGES, new_page
from handlers import commands, phrases, question
from handlers.turn import SILENCE, Answer, Turn

_REVOKED = frozenset({"user_authorization_revoke", "user_authorization_cancellation"})


def welcome(turn: Turn) -> Answer:
    """Greet a new follower; remember the community whose code was scanned, or answer about the item whose it was."""
    if turn.message.kind != "subscribe":
        return None
    followers.mark_followed(turn.connection, turn.follower, now=turn.now)
    if code := _scanned_item(turn):
        return TextReply(phrases.WELCOME_BEFORE_CARD + question.show(turn, code).content)
    if told := _moved_or_gone(turn):
        return TextReply(phrases.WELCOME_BEFORE_CARD + told)
    return TextReply(phrases.welcome(_remember_community(turn)))


def scan(turn: Turn) -> Answer:
    """Take a follower who scanned a community's code into that community; answer about an item whose code it was."""
    if turn.message.kind != "scan":
        return None
    if code := _scanned_item(turn):
        return question.show(turn, code)
    if told := _moved_or_gone(turn):
        return TextReply(told)
    if _scene(turn) == ASK:
        return commands.greet(turn)
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


def _scanned_item(turn: Turn) -> str | None:
    code = item_of_scene(_scene(turn))
    return code if code in turn.thought.engine.documents else None


def _moved_or_gone(turn: Turn) -> str | None:
    """What is said to who scanned the code of an item that was in force once: codes hang on walls for years."""
    code = item_of_scene(_scene(turn))
    if not code:
        return None
    item = item_by_code(turn.session, code)
    if not (item.is_withdrawn if item else new_page(turn.session, code)):
        return None
    return phrases.moved_or_gone(turn.link(PAGES + quote(code)))


def _scene(turn: Turn) -> str:
    return turn.message.scene if isinstance(turn.message, Event) else ""


def _remember_community(turn: Turn) -> str | None:
    scene = _scene(turn)
    place = places.place_of_scene(turn.session, scene) if scene else None
    if place is None:
        return None
    followers.choose_place(turn.connection, turn.follower, place.id)
    return place.full_name
