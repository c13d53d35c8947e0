"""The account's QR codes on pages: who scans an item's is answered about that item. Made once, when first asked for.

A page that waits for WeChat must not make others wait: one code is asked for at a time, and after a refusal none for
some minutes. Who gets none reads the account's name and what to type instead.
"""

import logging
import threading
from datetime import datetime, timedelta

from sqlalchemy import String, UniqueConstraint, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.db import Base, Key, Sessions
from bot.wechat.client import WeChat
from bot.wechat.errors import WeChatError

log = logging.getLogger(__name__)

SCENE = "item:"
ASK = "ask"  # the scene of the code that stands for no item: who scans it has a question of their own
MOST = 90_000  # of the 100,000 permanent codes an account has: the rest is for places and notices
PAUSE = timedelta(minutes=5)


class ItemCode(Base):
    """What the code with this scene says, as the account `app_id` gave it: another account's leads elsewhere."""

    __tablename__ = "item_codes"

    id: Mapped[Key]
    app_id: Mapped[str] = mapped_column(String(64))
    scene: Mapped[str] = mapped_column(String(64))
    url: Mapped[str] = mapped_column(String(500))
    made_at: Mapped[datetime]

    __table_args__ = (UniqueConstraint("app_id", "scene"),)


def scene_of(code: str) -> str:
    """What the QR code of an item carries: ASCII, at most 64 characters."""
    return SCENE + code


def item_of_scene(scene: str) -> str | None:
    """The code of the item whose QR code was scanned; None for any other scene."""
    return scene.removeprefix(SCENE) if scene.startswith(SCENE) else None


def known_url(session: Session, app_id: str, scene: str) -> str | None:
    """What the QR code with this scene says, where it has been made."""
    return session.scalar(select(ItemCode.url).where(ItemCode.app_id == app_id, ItemCode.scene == scene))


class CodeMaker:
    """Asks WeChat for codes, at most one at a time in this process and `most` altogether."""

    def __init__(self, sessions: Sessions, *, most: int = MOST) -> None:
        self._sessions = sessions
        self._most = most
        self._one_asks = threading.Lock()
        self._paused_until: datetime | None = None

    def url(self, wechat: WeChat, scene: str, *, now: datetime) -> str | None:
        """What the code says; made now where there is none yet. None: there is none to be had at present."""
        with self._sessions.read() as session:
            url = known_url(session, wechat.app_id, scene)
        if url or (self._paused_until and now < self._paused_until) or not self._one_asks.acquire(blocking=False):
            return url
        try:
            return self._made(wechat, scene, now)
        except WeChatError as error:
            self._paused_until = now + PAUSE
            log.warning("no QR code for %s: %s", scene, error)
            return None
        finally:
            self._one_asks.release()

    def _made(self, wechat: WeChat, scene: str, now: datetime) -> str | None:
        with self._sessions.read() as session:
            made = session.scalar(select(func.count()).select_from(ItemCode).where(ItemCode.app_id == wechat.app_id))
        if made and made >= self._most:
            return None
        url = wechat.permanent_qrcode(scene).url
        _keep(self._sessions, ItemCode(app_id=wechat.app_id, scene=scene, url=url, made_at=now))
        return url


def _keep(sessions: Sessions, made: ItemCode) -> None:
    try:
        with sessions.begin() as session:
            session.add(made)
    except IntegrityError:
        # Another process asked at the same moment: WeChat gives the same code for the same scene.
        log.info("the QR code of %s was made twice at once", made.scene)
