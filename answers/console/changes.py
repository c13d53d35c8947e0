"""Pages about changes of wordings: drafting, checking, accepting what moves, releasing."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from answers.bundled import digest
from answers.console.access import DRAFT, READ, RELEASE
from answers.console.blueprint import console, note
from answers.loop import changes, releasing
from answers.loop.changes import progress_key
from answers.loop.models import WordingChange
from answers.loop.releases import newest
from answers.loop.showing import STATES, item_names
from answers.loop.topics import topic_label
from bot.app import kit
from bot.console.guard import needs
from bot.console.history import history
from bot.console.listing import Choice, Column, Dates, Listing
from bot.console.listing.filters import Filter
from bot.console.shell import error_page
from bot.console.showing import show
from bot.console.visit import say
from bot.console.words import names
from bot.workers.worker import Worker

LABELS = {"what": "怎么改", "release": "第几次发布", "reason": "理由"}


@console.get("/changes")
@needs(*READ)
def list_changes(worker: Worker) -> ResponseReturnValue:
    """All changes, newest first; who works for a part of the district sees their own."""
    query, sees_all = select(WordingChange), worker.has_everywhere(*READ)
    if not sees_all:
        query = query.where(WordingChange.drafted_by == worker.login)
    with kit().sessions.read() as session:
        people = names(session)
        filters = _FILTERS if not sees_all else (_drafters(session, people), *_FILTERS)
        return show(_listing(people, filters), session, query, worker=worker, template="answers/changes.html")


_FILTERS: Sequence[Filter] = (
    Choice("state", "状态", STATES, WordingChange.state),
    Dates("drafted", "起草日期", WordingChange.drafted_at),
)


def _drafters(session: Session, people: Mapping[str, str]) -> Filter:
    """Those who have drafted something, and nobody else who works here."""
    logins = session.scalars(select(WordingChange.drafted_by).distinct().order_by(WordingChange.drafted_by))
    return Choice("by", "谁起草", {login: people.get(login, login) for login in logins}, WordingChange.drafted_by)


def _listing(people: Mapping[str, str], filters: Sequence[Filter]) -> Listing[WordingChange]:
    return Listing(
        "changes",
        "改动",
        columns=(
            Column("id", "编号", sort=WordingChange.id),
            Column("reason", "改动", href=lambda row: url_for(".change", change_id=row.id)),
            Column("drafted_by", "谁起草", value=lambda row: people.get(row.drafted_by, row.drafted_by)),
            Column("drafted_at", "什么时候", sort=WordingChange.drafted_at),
            Column("state", "状态", value=lambda row: STATES[row.state], sort=WordingChange.state),
        ),
        search=(WordingChange.reason,),
        search_label="改动里的字",
        filters=filters,
        order=(WordingChange.id.desc(),),
        empty="还没有改动。",
        unit="个",
    )


def count_releasable(session: Session, worker: Worker, _now: datetime) -> int:
    """Changes this worker could release."""
    return changes.count_releasable(session, by=worker.login) if worker.has_everywhere(*RELEASE) else 0


@console.get("/changes/<int:change_id>")
@needs(*READ)
def change(worker: Worker, change_id: int) -> str:
    """One change: its lines, what the check found, and what can be done now."""
    with kit().sessions.read() as session:
        found = changes.find(session, change_id)
        mine, sees_questions = found.drafted_by == worker.login, worker.has_everywhere(*READ)
        _check(worker, may=mine or sees_questions)
        current, people = newest(session), names(session)
        return render_template(
            "answers/change.html",
            change=found,
            states=STATES,
            names=item_names(session),
            topic_label=topic_label,
            people=people,
            mine=mine,
            sees_questions=sees_questions,
            may_draft=worker.has(*DRAFT),
            may_release=worker.has_everywhere(*RELEASE) and not mine,
            moved_on=current is not None and found.base_id not in {None, current.id},
            progress=progress_key(change_id),
            steps=history(session, f"change:{change_id}", actions=kit().console.actions, people=people, labels=LABELS),
        )


@console.post("/changes/<int:change_id>/check")
@needs(*DRAFT, *RELEASE)
def check(worker: Worker, change_id: int) -> ResponseReturnValue:
    """Start a check, also once more: of one's own change, or for the district."""
    with kit().sessions.begin() as session:
        mine = changes.find(session, change_id).drafted_by == worker.login
        _check(worker, may=mine or worker.has_everywhere(*DRAFT, *RELEASE))
        changes.start_check(session, kit().queue, change_id, at=kit().clock.now())
        note(session, worker, "wordings.check", f"change:{change_id}")
    return redirect(url_for(".change", change_id=change_id), 303)


@console.post("/changes/<int:change_id>/lines/<int:line_id>/remove")
@needs(*DRAFT)
def remove_line(worker: Worker, change_id: int, line_id: int) -> ResponseReturnValue:
    """Take a line out of a change."""
    with kit().sessions.begin() as session:
        changes.remove_line(session, change_id, line_id, by=worker.login)
        note(session, worker, "wordings.edit", f"change:{change_id}", what="去掉一条", line=line_id)
    return redirect(url_for(".change", change_id=change_id), 303)


@console.post("/changes/<int:change_id>/lines/<int:line_id>/rewrite")
@needs(*DRAFT)
def rewrite_line(worker: Worker, change_id: int, line_id: int) -> ResponseReturnValue:
    """Say a new wording in other words before it is checked."""
    with kit().sessions.begin() as session:
        changes.rewrite(session, change_id, line_id, request.form.get("text", ""), by=worker.login)
        note(session, worker, "wordings.edit", f"change:{change_id}", what="改了字", line=line_id)
        say(session, "改好了，请重新检查。")
    return redirect(url_for(".change", change_id=change_id), 303)


@console.post("/changes/<int:change_id>/moves/<int:move_id>/accept")
@needs(*DRAFT, *RELEASE, everywhere=True)
def accept(worker: Worker, change_id: int, move_id: int) -> ResponseReturnValue:
    """Stand for one answer that moves."""
    reason, now = request.form.get("reason", ""), kit().clock.now()
    with kit().sessions.begin() as session:
        changes.accept(session, change_id, move_id, reason=reason, by=worker.login, at=now)
    return redirect(url_for(".change", change_id=change_id, _anchor="moves"), 303)


@console.post("/changes/<int:change_id>/take-back")
@needs(*DRAFT, *RELEASE)
def take_back(worker: Worker, change_id: int) -> ResponseReturnValue:
    """Drop a change: one's own, or as somebody who could have released it."""
    now = kit().clock.now()
    with kit().sessions.begin() as session:
        may_refuse = worker.has_everywhere(*RELEASE)
        changes.take_back(session, change_id, by=worker.login, at=now, may_refuse=may_refuse)
        say(session, "改动撤回了，它要回答的问题重新待处理。")
    return redirect(url_for(".list_changes"), 303)


@console.post("/changes/<int:change_id>/release")
@needs(*RELEASE, everywhere=True)
def release(worker: Worker, change_id: int) -> ResponseReturnValue:
    """Release a change somebody else has drafted."""
    now, program = kit().clock.now(), digest()
    with kit().sessions.begin() as session:
        made = releasing.release(session, kit().queue, change_id, by=worker.login, at=now, source=program)
        note(session, worker, "wordings.release", f"change:{change_id}", release=made.id)
        say(session, f"第 {made.id} 次发布完成，两秒之内处处生效。")
    return redirect(url_for(".change", change_id=change_id), 303)


def _check(worker: Worker, *, may: bool) -> None:
    if not may:
        advice = f"{worker.name}只在区里的一部分有角色，只能看自己起草的改动。"
        abort(error_page(403, "这里不归您管", advice))
