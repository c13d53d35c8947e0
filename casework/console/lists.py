"""Which enquiries there are: the list of the worker's places, and what of it is to be done."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from flask import url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from bot.app import kit
from bot.console.guard import needs
from bot.console.listing import AtPlace, Choice, Column, Dates, Listing
from bot.console.registry import ToDo
from bot.console.showing import show
from bot.console.to_do import time_left
from bot.console.words import names
from bot.privacy import masked
from bot.time import local
from bot.workers.worker import Worker
from bot.working_days import working_days
from casework import handling
from casework.console.blueprint import console
from casework.handling import HANDLE, READ
from casework.models import A_CALL_TAKES, GIVEN_UP_AFTER, Enquiry, EnquiryReply, EnquiryState, ReplyState

SHOWN = 40  # characters of an enquiry in a list


@console.get("/")
@needs(*READ)
def enquiries(worker: Worker) -> ResponseReturnValue:
    """The enquiries of the worker's places, those that wait and are due first first."""
    now = kit().clock.now()
    today, query = local(now).date(), select(Enquiry).options(joinedload(Enquiry.place))
    with kit().sessions.read() as session:
        days = working_days(session)
        return show(
            _listing(names(session), worker, now),
            session,
            query.where(handling.seen_by(worker, *READ)),
            worker=worker,
            template="casework/enquiries.html",
            today=today,
            left=lambda due_on: time_left(due_on, today, days),
        )


def _listing(people: Mapping[str, str], worker: Worker, now: datetime) -> Listing[Enquiry]:
    return Listing(
        "enquiries",
        "居民留言",
        columns=(
            Column("words", "留言", value=beginning, href=lambda row: url_for(".enquiry", enquiry_id=row.id)),
            Column("place", "哪里的", value=lambda row: row.place.full_name if row.place else ""),
            Column("left_at", "留言时间", sort=Enquiry.left_at),
            Column("due_on", "回复期限", sort=Enquiry.due_on),
            Column("keeper", "谁处理", value=lambda row: keeper_of(row, people) or "还没有人"),
            Column("state", "状态", value=lambda row: row.state.label),
        ),
        search=(Enquiry.masked,),
        search_label="留言里的字",
        filters=(
            Choice("state", "状态", {one: one.label for one in EnquiryState}, Enquiry.state),
            Choice("more", "只看", MORE, lambda value: _only(value, worker, now)),
            AtPlace("place", "地方", Enquiry.place_id),
            Dates("left", "留言日期", Enquiry.left_at),
        ),
        order=((Enquiry.state != EnquiryState.WAITING), Enquiry.due_on, Enquiry.id),
        empty="还没有居民留言。",
    )


MORE = {"mine": "交给我的", "nobody": "还没有人处理的", "overdue": "过了期限的", "unreached": "回复没有送到的"}


def _only(value: str, worker: Worker, now: datetime) -> ColumnElement[bool]:
    waiting = Enquiry.state == EnquiryState.WAITING
    return {
        "mine": Enquiry.keeper == worker.login,
        "nobody": and_(waiting, Enquiry.keeper.is_(None)),
        "overdue": and_(waiting, Enquiry.due_on < local(now).date()),
        "unreached": _unreached(now),
    }[value]


def _unreached(now: datetime) -> ColumnElement[bool]:
    """Condition on Enquiry: it is not closed, and its newest reply is not known to have reached the resident."""
    lost = or_(
        EnquiryReply.state.in_((ReplyState.REFUSED, ReplyState.KEPT)),
        and_(EnquiryReply.state == ReplyState.SENDING, EnquiryReply.attempted_at <= now - A_CALL_TAKES),
        and_(EnquiryReply.state == ReplyState.WAITING, EnquiryReply.at <= now - GIVEN_UP_AFTER),
    )
    newest = EnquiryReply.id.in_(select(func.max(EnquiryReply.id)).group_by(EnquiryReply.enquiry_id))
    unknown = and_(newest, lost, EnquiryReply.seen_at.is_(None), EnquiryReply.told_at.is_(None))
    open_ = Enquiry.state != EnquiryState.CLOSED
    return and_(open_, Enquiry.id.in_(select(EnquiryReply.enquiry_id).where(unknown)))


def beginning(enquiry: Enquiry) -> str:
    """The first words of an enquiry on one line, without anybody's numbers."""
    words = " ".join(masked(enquiry.text).split())
    return words if len(words) <= SHOWN else f"{words[:SHOWN]}…"


def due(session: Session, worker: Worker, until: date) -> Sequence[ToDo]:
    """What waits at the worker's places and is due by that day."""
    people = names(session)
    rows = session.scalars(_waiting(worker).where(Enquiry.due_on <= until))
    return [_to_do(row, people) for row in rows]


def first_waiting(session: Session, worker: Worker, now: datetime, most: int) -> Sequence[ToDo]:
    """The first of those that wait and still have time: the others stand among what is overdue."""
    people = names(session)
    return [_to_do(row, people) for row in session.scalars(_in_time(worker, now).limit(most))]


def count_waiting(session: Session, worker: Worker, now: datetime) -> int:
    """How many wait at the worker's places and still have time."""
    return _count(session, _in_time(worker, now))


def count_unreached(session: Session, worker: Worker, now: datetime) -> int:
    """How many replies of the worker's places did not reach their resident."""
    return _count(session, select(Enquiry).where(handling.seen_by(worker, *HANDLE), _unreached(now)))


def _waiting(worker: Worker) -> Select[Enquiry]:
    open_ = select(Enquiry).where(handling.seen_by(worker, *HANDLE), Enquiry.state == EnquiryState.WAITING)
    return open_.order_by(Enquiry.due_on, Enquiry.id)


def _in_time(worker: Worker, now: datetime) -> Select[Enquiry]:
    return _waiting(worker).where(Enquiry.due_on >= local(now).date())


def _count(session: Session, query: Select[Enquiry]) -> int:
    return session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def _to_do(enquiry: Enquiry, people: Mapping[str, str]) -> ToDo:
    href = url_for("casework_console.enquiry", enquiry_id=enquiry.id)
    return ToDo(beginning(enquiry), href, enquiry.due_on, keeper_of(enquiry, people))


def keeper_of(enquiry: Enquiry, people: Mapping[str, str]) -> str:
    """The name of the worker it was given to; empty when it was given to nobody."""
    return people.get(enquiry.keeper, enquiry.keeper) if enquiry.keeper else ""
