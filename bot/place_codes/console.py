"""The workers' page of their communities' QR codes: to look at, to take away, and to have made."""

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
from bot.console.visit import say
from bot.place_codes.making import JOB, code_of, drawing, without_code
from bot.place_codes.models import PlaceCode
from bot.place_list import PlaceKind
from bot.places import Place, below, place_by_code
from bot.workers.roles import Role
from bot.workers.worker import Worker

MAY = (Role.COMMUNITY_WORKER, Role.DISCLOSURE_OFFICE)
ON_A_PAGE = 24

console = Blueprint("place_codes", __name__, url_prefix="/console/codes")
limit(console)


def join_console(kit: Kit) -> None:
    """Add the page to the navigation."""
    kit.console.add_entry("社区二维码", "place_codes.codes", order=60, group="目录")
    kit.console.add_actions({"places.codes": "让微信做社区二维码"})


@console.get("/")
@needs(*MAY)
def codes(worker: Worker) -> str:
    """The codes of the communities where the worker works."""
    app_id = kit().wechat.app_id
    with kit().sessions.read() as session:
        page = page_of(session, _communities(worker), request.args.get("page"), size=ON_A_PAGE)
        made = select(PlaceCode.place_id).where(PlaceCode.app_id == app_id)
        return render_template(
            "console/codes.html",
            page=page,
            made=set(session.scalars(made)),
            missing=_missing(session, worker, app_id),
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
    """Have the missing codes made in the background."""
    now = kit().clock.now()
    with kit().sessions.begin() as session:
        kit().queue.enqueue(session, JOB, {}, run_at=now)
        say(session, "正在请微信做二维码，过一分钟再看。")
        audit.record(session, actor=worker.login, action=JOB, subject="places", details={}, at=now)
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


def _missing(session: Session, worker: Worker, app_id: str) -> int:
    return sum(any(worker.may(role, place) for role in MAY) for place in without_code(session, app_id))
