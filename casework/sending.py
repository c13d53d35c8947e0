"""Sending a reply to the resident who left the enquiry: once, within WeChat's window, never twice after a crash.

That a reply is about to go out is noted before the call. One found so noted afterwards may have arrived or not: nobody
can know. It is not sent again, and the worker is told; the resident finds it under 我的留言 in any case. One that
WeChat certainly did not take is sent when WeChat takes it again, as long as its window is open.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import Kit
from bot.db import Sessions
from bot.queue import Payload, Queue
from bot.taps import harmless
from bot.time import local
from bot.wechat import Outcome, WeChat, WeChatError
from bot.wechat.again import again_at
from casework.handling import SEND, window_ends
from casework.models import EnquiryReply, ReplyState

QUOTED = 30  # characters of the enquiry that remind somebody which one it was

log = logging.getLogger(__name__)


class Message(NamedTuple):
    """What is to be sent to whom."""

    openid: str
    text: str


def send_job(kit: Kit) -> Callable[[Payload], None]:
    """The job that sends one reply."""

    def send(payload: Payload) -> None:
        send_one(kit.sessions, kit.queue, kit.wechat, payload["reply_id"], now=kit.clock.now())

    return send


def send_one(sessions: Sessions, queue: Queue, wechat: WeChat, reply_id: int, *, now: datetime) -> None:
    """Send one reply, unless it may have gone out before. What certainly did not is queued for when it makes sense."""
    with sessions.begin() as session:
        message = claim(session, reply_id, now=now)
    if message is None:
        return
    try:
        wechat.send_text(message.openid, message.text)
    except WeChatError as error:
        with sessions.begin() as session:
            _note_failure(session, queue, reply_id, error, now=now)
    else:
        with sessions.begin() as session:
            _note(session, reply_id, ReplyState.SENT)


def claim(session: Session, reply_id: int, *, now: datetime) -> Message | None:
    """Note that a reply is about to be sent, and what; None when there is nothing to send any more."""
    query = select(EnquiryReply).where(EnquiryReply.id == reply_id)
    reply = session.scalars(query.with_for_update()).one_or_none()
    if reply is None or reply.state is not ReplyState.WAITING:
        return None  # the resident has left, or it was sent, or a worker died while sending it
    if now >= window_ends(session, reply.enquiry):
        reply.state = ReplyState.KEPT
        return None
    reply.state, reply.attempted_at = ReplyState.SENDING, now
    return Message(reply.enquiry.follower.openid, text_of(reply))


def text_of(reply: EnquiryReply) -> str:
    """The message as the resident reads it."""
    left = local(reply.enquiry.left_at)
    opening = f"您{left.month}月{left.day}日留言：「{quoted(reply.enquiry.text)}」"
    return f"{opening}\n\n工作人员回复：\n{harmless(reply.text)}\n\n还想说什么，发“留言”加上您的话。"


def quoted(text: str) -> str:
    """The first words of an enquiry on one line."""
    plain = harmless(" ".join(text.split()))
    return plain if len(plain) <= QUOTED else plain[:QUOTED] + "…"


def _note_failure(session: Session, queue: Queue, reply_id: int, error: WeChatError, *, now: datetime) -> None:
    reply = session.get(EnquiryReply, reply_id)
    at = again_at(error, since=reply.at, now=now) if reply else None
    state = ReplyState.SENDING if error.outcome is Outcome.UNKNOWN else ReplyState.REFUSED
    if reply and at and at < window_ends(session, reply.enquiry):
        state = ReplyState.WAITING
        # Under a key of its own: that of the job being done now is taken.
        queue.enqueue(session, SEND, {"reply_id": reply_id}, run_at=at, key=f"{SEND}:{reply_id}:{at.isoformat()}")
    _note(session, reply_id, state, error.errcode)


def _note(session: Session, reply_id: int, state: ReplyState, errcode: int | None = None) -> None:
    reply = session.get(EnquiryReply, reply_id)
    if reply:  # who leaves while being written to is forgotten
        reply.state, reply.errcode = state, errcode
    log.info("reply %s: %s %s", reply_id, state.value, errcode or "")
