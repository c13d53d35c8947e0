"""The workers' page of their communities' QR codes: to look at, to take away, and to have made."""

from datetime import datetime

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from bot import audit
from bot.app import Kit, kit
from bot.console.guard import needs, require
from bot.console.limits import limit
from bot.console.listing import page_of
from bot.console.shell import error_page
from bot.errors import BotError
from bot.place_codes.making import JOB, code_of, drawing, progress_key, without_code
from bot.place_codes.models import PlaceCode
from bot.place_list import PlaceKind
from bot.places import Place, below, place_by_code
from bot.progress import ProgressRow, expect_progress, is_silent, progress_of
from bot.workers.roles import Role
from bot.workers.worker import Worker

MAY = (Role.COMMUNITY_WORKER, Role.DISCLOSURE_OFFICE)
ON_A_PAGE = 24

console = Blueprint("place_codes", __name__, url_prefix="/console/codes")
limit(console)


class BeingMade(BotError):
    """正在请微信做二维码，请等它做完。"""


def join_console(kit: Kit) -> None:
    """Add the page to the navigation."""
    kit.console.add_entry("社区二维码", "place_codes.codes", order=60, group="目录")
    kit.console.add_actions({"places.codes": "让微信做社区二维码"})


@console.get("/")
@needs(*MAY)
def codes(worker: Worker) -> str:
    """The codes of the communities where the worker works."""
    app_id, key = kit().wechat.app_id, progress_key(worker.id)
    with kit().sessions.read() as session:
        told = progress_of(session, key)
        page = page_of(session, _communities(worker), request.args.get("page"), size=ON_A_PAGE)
        made = select(PlaceCode.place_id).where(PlaceCode.app_id == app_id)
        return render_template(
            "console/codes.html",
            page=page,
            made=set(session.scalars(made)),
            missing=len(_missing(session, worker, app_id)),
            key=key,
            told=told.words if told and told.ended else "",
            running=_is_running(told, kit().clock.now()),
        )


@console.get("/<code>.svg")
@needs(*MAY)
def picture(worker: Worker, code: str) -> ResponseReturnValue:
    """One code as a picture."""
    with kit().sessions.read() as session:
        place = _place(session, worker, code)
        made = code_of(session, place.id, kit().wechat.app_id)
        if made is None:
            abort(error_page(404, "还没有做这个码", "请在“社区二维码”里点“做二维码”，过一分钟再来。"))
        response = Response(drawing(made.url), mimetype="image/svg+xml")
        if "download" in request.args:
            response.headers.set("Content-Disposition", "attachment", filename=f"{place.full_name}二维码.svg")
    return response


@console.post("/make")
@needs(*MAY)
def make(worker: Worker) -> ResponseReturnValue:
    """Have the codes that are missing where the worker works made in the background. Raises BeingMade."""
    now, key = kit().clock.now(), progress_key(worker.id)
    with kit().sessions.begin() as session:
        if _is_running(progress_of(session, key), now):
            raise BeingMade
        missing = [place.id for place in _missing(session, worker, kit().wechat.app_id)]
        expect_progress(session, key, now=now)
        kit().queue.enqueue(session, JOB, {"worker": worker.id, "places": missing}, run_at=now)
        audit.record(session, actor=worker.login, action=JOB, subject="places", details={"count": len(missing)}, at=now)
    return redirect(url_for(".codes"), 303)


def _place(session: Session, worker: Worker, code: str) -> Place:
    place = place_by_code(session, code)
    if place is None:
        abort(error_page(404, "没有这个社区", "请从“社区二维码”里点进来。"))
    require(worker, *MAY, at=place)
    return place


def _communities(worker: Worker) -> Select[Place]:
    mine = select(Place).where(Place.kind == PlaceKind.COMMUNITY, Place.active, Place.practice.is_(False))
    mine = mine.where(Place.id.in_(below(worker.place_ids(*MAY))))
    return mine.options(joinedload(Place.parent)).order_by(Place.code)


def _missing(session: Session, worker: Worker, app_id: str) -> list[Place]:
    return [place for place in without_code(session, app_id) if any(worker.may(role, place) for role in MAY)]


def _is_running(told: ProgressRow | None, now: datetime) -> bool:
    return told is not None and not told.ended and not is_silent(told, now=now)
