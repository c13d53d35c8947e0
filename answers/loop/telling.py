"""Telling those who asked that there is an answer now: once each, within WeChat's window, never twice after a crash.

That somebody is about to be told is noted before the call. Who is found so noted afterwards may have been told or not:
nobody can know, and they are left in peace. What WeChat certainly did not take is sent when it takes it again, as long
as its window is open.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from answers.card import item_card, readable_name
from answers.loop.groups import TELL, WINDOW
from answers.loop.models import Telling, TellingState
from bot.app import Kit
from bot.db import Sessions
from bot.queue import Payload, Queue
from bot.taps import harmless
from bot.time import local
from bot.webhook.replies import LIMIT
from bot.wechat import Outcome, WeChat, WeChatError
from bot.wechat.again import again_at
from community_catalog.guides.models import Guide
from community_catalog.guides.upkeep import guide_by_code
from community_catalog.items import item_by_code
from community_catalog.models import Item

QUOTED = 30  # characters of the question that remind somebody which one it was
_DAYS = {0: "今天", 1: "昨天", 2: "前天"}

log = logging.getLogger(__name__)


class Message(NamedTuple):
    """What is to be sent to whom."""

    telling_id: int
    openid: str
    text: str


def tell_job(kit: Kit) -> Callable[[Payload], None]:
    """The job that tells one resident."""

    def tell(payload: Payload) -> None:
        site, now = kit.settings.public_url, kit.clock.now()
        tell_one(kit.sessions, kit.queue, kit.wechat, payload["telling_id"], now=now, site=site)

    return tell


def tell_one(sessions: Sessions, queue: Queue, wechat: WeChat, telling_id: int, *, now: datetime, site: str) -> None:
    """Tell one resident, unless they may have been told. What certainly did not go out is queued for later."""
    with sessions.begin() as session:
        message = claim(session, telling_id, now=now, site=site)
    if message is None:
        return
    try:
        wechat.send_text(message.openid, message.text)
    except WeChatError as error:
        with sessions.begin() as session:
            _note_failure(session, queue, telling_id, error, now=now)
    else:
        with sessions.begin() as session:
            _note(session, telling_id, TellingState.TOLD)


def claim(session: Session, telling_id: int, *, now: datetime, site: str) -> Message | None:
    """Note that somebody is about to be told, and what; None when there is nobody to tell any more."""
    telling = session.scalars(select(Telling).where(Telling.id == telling_id).with_for_update()).one_or_none()
    if telling is None or telling.state is not TellingState.WAITING:
        return None  # the resident has left, or was told, or a worker died while telling them
    text = _text(session, telling, now, site)
    if text is None or telling.asked.asked_at <= now - WINDOW:
        telling.state = TellingState.TOO_LATE
        return None
    telling.state, telling.attempted_at = TellingState.SENDING, now
    return Message(telling.id, telling.follower.openid, text)


def _note_failure(session: Session, queue: Queue, telling_id: int, error: WeChatError, *, now: datetime) -> None:
    telling = session.get(Telling, telling_id)
    at = again_at(error, since=telling.group.closed_at or now, now=now) if telling else None
    state = TellingState.SENDING if error.outcome is Outcome.UNKNOWN else TellingState.REFUSED
    if telling and at and at < telling.asked.asked_at + WINDOW:
        state = TellingState.WAITING
        # Under a key of its own: that of the job being done now is taken.
        queue.enqueue(session, TELL, {"telling_id": telling_id}, run_at=at, key=f"{TELL}:{telling_id}:{at.isoformat()}")
    _note(session, telling_id, state, error.errcode)


def _note(session: Session, telling_id: int, state: TellingState, errcode: int | None = None) -> None:
    telling = session.get(Telling, telling_id)
    if telling:  # who leaves while being told is forgotten
        telling.state, telling.errcode = state, errcode
    log.info("telling %s: %s %s", telling_id, state.value, errcode or "")


def _text(session: Session, telling: Telling, now: datetime, site: str) -> str | None:
    when = _DAYS.get((local(now).date() - local(telling.asked.asked_at).date()).days, "前几天")
    opening = f"您{when}问的「{_quoted(telling.asked.text)}」"
    group = telling.group
    if group.code is None:
        return f"{opening}，不归这个公众号管。{harmless(group.advice)}" if group.advice else None
    item = item_by_code(session, group.code)
    if item is None or item.is_withdrawn:
        return None
    answer = answer_within(item, guide_by_code(session, item.code), telling.asked.element, site, LIMIT - 200)
    return f"{opening}，现在可以答您了：\n\n{answer}"


def answer_within(item: Item, guide: Guide | None, element: str | None, site: str, room: int) -> str:
    """The item's card, or where that is longer than `room` bytes its name with the link to all of it."""
    link = f"{site}/items/{item.code}"
    current = guide.text() if guide and guide.facts and not guide.is_outdated else None
    card = item_card(item.row(), element, item.as_of, link, current)
    if len(card.encode()) <= room:
        return card
    return f'【{harmless(readable_name(item.row()))}】\n<a href="{link}">点这里看详细内容</a>'


def _quoted(text: str) -> str:
    plain = harmless(" ".join(text.split()))
    return plain if len(plain) <= QUOTED else plain[:QUOTED] + "…"
