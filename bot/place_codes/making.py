"""Having WeChat make a permanent code for each community, once, and drawing it to print."""

import io
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

import segno
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import Kit
from bot.db import Sessions
from bot.place_codes.models import PlaceCode
from bot.places import Place, communities, scene_of
from bot.progress import Progress
from bot.queue.port import Payload
from bot.wechat.client import WeChat
from bot.wechat.errors import WeChatError

JOB = "places.codes"


def progress_key(worker_id: int) -> str:
    """Under which the codes a worker has asked for tell how far they are: `bot.progress`."""
    return f"{JOB}:{worker_id}"


def without_code(session: Session, app_id: str) -> Sequence[Place]:
    """The communities that have no code of this account yet."""
    made = set(session.scalars(select(PlaceCode.place_id).where(PlaceCode.app_id == app_id)))
    return [place for place in communities(session) if place.id not in made]


def make_missing(
    sessions: Sessions,
    wechat: WeChat,
    *,
    now: datetime,
    only: Collection[int] | None = None,
    tell: Callable[[int, int], None] = lambda _done, _total: None,
) -> int:
    """Have WeChat make the codes that are missing; how many. Raises WeChatError, and keeps what was made before.

    With `only` none but of these places; `tell` is told before each how many of how many are done. WeChat gives
    the same code for the same scene, so doing one twice costs nothing.
    """
    with sessions.read() as session:
        missing = [(place.id, scene_of(place)) for place in without_code(session, wechat.app_id)]
    missing = [pair for pair in missing if only is None or pair[0] in only]
    for done, (place_id, scene) in enumerate(missing):
        tell(done, len(missing))
        url = wechat.permanent_qrcode(scene).url
        with sessions.begin() as session:
            if code_of(session, place_id, wechat.app_id) is None:
                session.add(PlaceCode(place_id=place_id, app_id=wechat.app_id, url=url, made_at=now))
    return len(missing)


def write_codes(sessions: Sessions, wechat: WeChat, folder: Path, *, now: datetime) -> Sequence[Path]:
    """Make what is missing, and write all codes as SVG files named for their places. Raises WeChatError."""
    make_missing(sessions, wechat, now=now)
    folder.mkdir(parents=True, exist_ok=True)
    with sessions.read() as session:
        codes = session.scalars(select(PlaceCode).where(PlaceCode.app_id == wechat.app_id))
        drawn = {folder / f"{code.place.full_name}.svg": drawing(code.url) for code in codes}
    for file, content in drawn.items():
        file.write_bytes(content)
    return list(drawn)


def make_job(kit: Kit) -> Callable[[Payload], None]:
    """The job that makes what is missing at the places of whoever asked, and tells them how it went."""

    def make(payload: Payload) -> None:
        progress = Progress(kit.sessions, kit.clock, progress_key(payload["worker"]))
        tell, now = partial(progress.tell, "正在请微信做二维码"), kit.clock.now()
        try:
            made = make_missing(kit.sessions, kit.wechat, now=now, only=payload["places"], tell=tell)
        except WeChatError as error:
            progress.end(f"二维码没有做完：{error}")
            raise
        progress.end(f"做好了 {made} 个二维码。")

    return make


def code_of(session: Session, place_id: int, app_id: str) -> PlaceCode | None:
    """The code of a place, where it was made."""
    query = select(PlaceCode).where(PlaceCode.place_id == place_id, PlaceCode.app_id == app_id)
    return session.scalars(query).one_or_none()


def drawing(url: str) -> bytes:
    """The code as SVG, which prints sharply in any size."""
    file = io.BytesIO()
    segno.make(url, error="m").save(file, kind="svg", scale=8, border=4)
    return file.getvalue()
