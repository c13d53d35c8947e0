"""The page of one enquiry: what was said and replied, replying, giving it to others, closing."""

from collections.abc import Mapping
from dataclasses import replace

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import and_, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from bot.app import kit
from bot.console.guard import needs, require
from bot.console.history import Change, Step, history
from bot.console.limits import number_of
from bot.console.to_do import time_left
from bot.console.visit import say
from bot.console.words import names
from bot.places import Place, place_by_code
from bot.privacy import masked
from bot.time import local
from bot.workers.worker import Worker
from bot.working_days import working_days
from casework import handling
from casework.console.blueprint import console
from casework.console.lists import beginning
from casework.handling import HANDLE, KEPT_WITH_IT, LONGEST_REPLY, READ
from casework.models import Enquiry, EnquiryReason, ReplyState

LABELS = {"state": "状态", "keeper": "谁处理", "place": "哪里处理", "reason": "原因"}
OTHERS = 10  # enquiries of the same resident beside one


@console.get("/<int:enquiry_id>")
@needs(*READ)
def enquiry(worker: Worker, enquiry_id: int) -> str:
    """One enquiry: what was said and replied, and what to do."""
    return _page(worker, enquiry_id)


@console.post("/<int:enquiry_id>/reply")
@needs(*HANDLE)
def reply(worker: Worker, enquiry_id: int) -> ResponseReturnValue:
    """Reply to the resident; a text that cannot be sent comes back with what is wrong."""
    text, seen, now = request.form.get("text", ""), number_of(request.form.get("seen", "")), kit().clock.now()
    try:
        with kit().sessions.begin() as session:
            _require(session, worker, enquiry_id)
            made = handling.reply(session, kit().queue, enquiry_id, text, seen=seen, by=worker.login, at=now)
            in_time = made.state is ReplyState.WAITING
            say(session, "回复记下了，正在发给居民。" if in_time else "回复记下了。居民发“我的留言”时会看到。")
    except handling.RepliedAlready:
        return _back(enquiry_id)  # a button pressed twice: it was said when the reply was written down
    except (handling.BadReply, handling.RepliedMeanwhile) as error:
        return _page(worker, enquiry_id, text=text, error=str(error)), 422
    return _back(enquiry_id)


@console.post("/<int:enquiry_id>/told")
@needs(*HANDLE)
def told(worker: Worker, enquiry_id: int) -> ResponseReturnValue:
    """Note that the resident was told of the reply in another way, by telephone perhaps."""
    with kit().sessions.begin() as session:
        _require(session, worker, enquiry_id)
        handling.note_told(session, enquiry_id, by=worker.login, at=kit().clock.now())
        say(session, "记下了：已另外告知居民。")
    return _back(enquiry_id)


@console.post("/<int:enquiry_id>/assign")
@needs(*HANDLE)
def assign(worker: Worker, enquiry_id: int) -> ResponseReturnValue:
    """Give it to a colleague."""
    login, only_from, now = request.values.get("login", ""), request.args.get("only_from"), kit().clock.now()
    with kit().sessions.begin() as session:
        _require(session, worker, enquiry_id)
        before = handling.find(session, enquiry_id).keeper or ""
        given = handling.assign(session, enquiry_id, login, by=worker.login, at=now, only_from=only_from)
        done = f"已交给{names(session)[given.keeper]}。" if given.keeper else "现在没有指定谁处理。"
        back: dict[str, str | int] = {"enquiry_id": enquiry_id, "login": before, "only_from": given.keeper or ""}
        say(session, done, undo=(f"{request.blueprint}.assign", back))
    return _back(enquiry_id)


@console.post("/<int:enquiry_id>/hand-over")
@needs(*HANDLE)
def hand_over(worker: Worker, enquiry_id: int) -> ResponseReturnValue:
    """Have another place see to it; who sees nothing of that place goes back to the list."""
    wanted, now = request.form.get("place", ""), kit().clock.now()
    with kit().sessions.begin() as session:
        _require(session, worker, enquiry_id)
        place = place_by_code(session, wanted)
        moved = handling.hand_over(session, enquiry_id, place, by=worker.login, at=now)
        new = handling.place_of(session, moved)
        still = any(worker.may(role, new) for role in READ)
        say(session, f"已转给{new.full_name}。")
    return _back(enquiry_id) if still else redirect(url_for(".enquiries"), 303)


@console.post("/<int:enquiry_id>/close")
@needs(*HANDLE)
def close(worker: Worker, enquiry_id: int) -> ResponseReturnValue:
    """Close it without a reply."""
    reason, now = request.form.get("reason", ""), kit().clock.now()
    with kit().sessions.begin() as session:
        _require(session, worker, enquiry_id)
        handling.close(session, enquiry_id, reason, by=worker.login, at=now)
        back: dict[str, str | int] = {"enquiry_id": enquiry_id, "only_closed_by": worker.login}
        undo = (f"{request.blueprint}.reopen", back)
        say(session, "办结了。居民看得到这条留言已经办结，看不到您写的原因。", undo=undo)
    return _back(enquiry_id)


@console.post("/<int:enquiry_id>/reopen")
@needs(*HANDLE)
def reopen(worker: Worker, enquiry_id: int) -> ResponseReturnValue:
    """Have it wait for a reply again."""
    closed_by, now = request.args.get("only_closed_by"), kit().clock.now()
    with kit().sessions.begin() as session:
        _require(session, worker, enquiry_id)
        handling.reopen(session, enquiry_id, by=worker.login, at=now, only_closed_by=closed_by)
        say(session, "重新打开了，等回复。")
    return _back(enquiry_id)


@console.post("/<int:enquiry_id>/reveal")
@needs(*HANDLE)
def reveal(worker: Worker, enquiry_id: int) -> str:
    """Show the resident's words with their numbers, this once; that it was done stands in the audit trail."""
    why, now = request.form.get("why", ""), kit().clock.now()
    with kit().sessions.begin() as session:
        _require(session, worker, enquiry_id)
        handling.reveal(session, enquiry_id, why, by=worker.login, at=now)
    return _page(worker, enquiry_id, revealed=True)


def _require(session: Session, worker: Worker, enquiry_id: int) -> None:
    # Kept from others from here on: nobody hands it elsewhere between this look and the change.
    found = handling.find(session, enquiry_id, to_change=True)
    require(worker, *HANDLE, at=handling.place_of(session, found))


def _back(enquiry_id: int) -> Response:
    return redirect(url_for(".enquiry", enquiry_id=enquiry_id), 303)


def _page(worker: Worker, enquiry_id: int, *, text: str = "", error: str = "", revealed: bool = False) -> str:
    now = kit().clock.now()
    with kit().sessions.read() as session:
        found = handling.find(session, enquiry_id)
        place = handling.place_of(session, found)
        require(worker, *READ, at=place)
        ends, people = handling.window_ends(session, found), names(session)
        return render_template(
            "casework/enquiry.html",
            enquiry=found,
            words=found.text if revealed else masked(found.text),
            is_masked=masked(found.text) != found.text,
            revealed=revealed,
            place=place,
            others=_others(session, worker, found),
            beginning=beginning,
            may_handle=any(worker.may(role, place) for role in HANDLE),
            window=ends if ends > now else None,
            keepers=[(one.login, one.name) for one in handling.keepers(session, place)],
            places=_places(session, place),
            longest=LONGEST_REPLY,
            text=text,
            error=error,
            now=now,
            today=local(now).date(),
            left=time_left(found.due_on, local(now).date(), working_days(session)),
            people=people,
            steps=_steps(session, found, people),
        )


def _steps(session: Session, enquiry: Enquiry, people: Mapping[str, str]) -> list[Step]:
    """What happened to it, with colleagues by their names."""
    found = history(session, f"enquiry:{enquiry.id}", actions=kit().console.actions, people=people, labels=LABELS)
    given = session.scalars(select(EnquiryReason).where(EnquiryReason.enquiry_id == enquiry.id))
    reasons = {reason.at: reason.text for reason in given}
    return [
        replace(
            step,
            changes=[_named(change, people) for change in step.changes],
            facts=[(label, reasons.get(step.at, fact) if fact == KEPT_WITH_IT else fact) for label, fact in step.facts],
        )
        for step in found
    ]


def _named(change: Change, people: Mapping[str, str]) -> Change:
    return replace(
        change, before=people.get(change.before, change.before), after=people.get(change.after, change.after)
    )


def _others(session: Session, worker: Worker, enquiry: Enquiry) -> list[Enquiry]:
    same = and_(Enquiry.follower_id == enquiry.follower_id, Enquiry.id != enquiry.id)
    query = select(Enquiry).where(same, handling.seen_by(worker, *READ)).order_by(Enquiry.id.desc()).limit(OTHERS)
    return list(session.scalars(query))


def _places(session: Session, but: Place) -> list[tuple[str, str]]:
    same_world = Place.practice.is_(but.practice)
    places = session.scalars(select(Place).where(Place.active, same_world, Place.id != but.id).order_by(Place.code))
    return [(place.code, place.full_name) for place in places]
