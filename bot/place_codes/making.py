"""Having WeChat make a permanent code for each community, once, and drawing it to print."""

import io
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import segno
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import Kit
from bot.db import Sessions
from bot.place_codes.models import PlaceCode
from bot.places import Place, communities, scene_of
from bot.queue.port import Payload
from bot.wechat.client import WeChat

JOB = "places.codes"


def without_code(session: Session, app_id: str) -> Sequence[Place]:
    """The communities that have no code of this account yet."""
    made = set(session.scalars(select(PlaceCode.place_id).where(PlaceCode.app_id == app_id)))
    return [place for place in communities(session) if place.id not in made]


def make_missing(sessions: Sessions, wechat: WeChat, *, now: datetime) -> int:
    """Have WeChat make the codes that are missing; how many. Raises WeChatError, and keeps what was made before.

    WeChat gives the same code for the same scene, so doing one twice costs nothing.
    """
    with sessions.read() as session:
        missing = [(place.id, scene_of(place)) for place in without_code(session, wechat.app_id)]
    for place_id, scene in missing:
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
    """The job that makes what is missing."""

    def make(_payload: Payload) -> None:
        make_missing(kit.sessions, kit.wechat, now=kit.clock.now())

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
