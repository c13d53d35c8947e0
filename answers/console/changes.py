"""Pages about changes of wordings: drafting, checking, accepting what moves, releasing."""

from flask import Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from answers.bundled import digest
from answers.console.access import DRAFT, READ, RELEASE, in_district, require_district
from answers.console.blueprint import console
from answers.loop import changes, releasing
from answers.loop.models import ChangeState, WordingChange
from answers.loop.releases import newest
from answers.loop.showing import STATES, item_names
from answers.loop.topics import topic_label
from bot.app import kit
from bot.console.guard import needs
from bot.console.listing import page_of
from bot.console.visit import say
from bot.console.words import names
from bot.workers.worker import Worker

REFRESH_S = 5  # while a check runs, its page comes again by itself


@console.get("/changes")
@needs(*READ)
def list_changes(worker: Worker) -> str:
    """All changes, newest first."""
    with kit().sessions.read() as session:
        require_district(session, worker, *READ)
        page = page_of(session, select(WordingChange).order_by(WordingChange.id.desc()), request.args.get("page"))
        return render_template("answers/changes.html", page=page, states=STATES, people=names(session))


@console.get("/changes/<int:change_id>")
@needs(*READ)
def change(worker: Worker, change_id: int) -> Response:
    """One change: its lines, what the check found, and what can be done now."""
    with kit().sessions.read() as session:
        found = changes.find(session, change_id)
        mine, sees_questions = found.drafted_by == worker.login, in_district(session, worker, *READ)
        if not mine:
            require_district(session, worker, *READ)
        current = newest(session)
        page = render_template(
            "answers/change.html",
            change=found,
            states=STATES,
            names=item_names(session),
            topic_label=topic_label,
            people=names(session),
            mine=mine,
            sees_questions=sees_questions,
            may_draft=worker.has(*DRAFT),
            may_release=in_district(session, worker, *RELEASE) and not mine,
            moved_on=current is not None and found.base_id not in {None, current.id},
        )
    response = make_response(page)
    if found.state is ChangeState.CHECKING:
        response.headers["Refresh"] = str(REFRESH_S)
    return response


@console.post("/changes/<int:change_id>/check")
@needs(*DRAFT, *RELEASE)
def check(worker: Worker, change_id: int) -> ResponseReturnValue:
    """Start a check, also once more: of one's own change, or for the district."""
    with kit().sessions.begin() as session:
        if changes.find(session, change_id).drafted_by != worker.login:
            require_district(session, worker, *DRAFT, *RELEASE)
        changes.start_check(session, kit().queue, change_id, at=kit().clock.now())
    return redirect(url_for(".change", change_id=change_id), 303)


@console.post("/changes/<int:change_id>/lines/<int:line_id>/remove")
@needs(*DRAFT)
def remove_line(worker: Worker, change_id: int, line_id: int) -> ResponseReturnValue:
    """Take a line out of a change."""
    with kit().sessions.begin() as session:
        changes.remove_line(session, change_id, line_id, by=worker.login)
    return redirect(url_for(".change", change_id=change_id), 303)


@console.post("/changes/<int:change_id>/lines/<int:line_id>/rewrite")
@needs(*DRAFT)
def rewrite_line(worker: Worker, change_id: int, line_id: int) -> ResponseReturnValue:
    """Say a new wording in other words before it is checked."""
    with kit().sessions.begin() as session:
        changes.rewrite(session, change_id, line_id, request.form.get("text", ""), by=worker.login)
        say(session, "改好了，请重新检查。")
    return redirect(url_for(".change", change_id=change_id), 303)


@console.post("/changes/<int:change_id>/moves/<int:move_id>/accept")
@needs(*DRAFT, *RELEASE)
def accept(worker: Worker, change_id: int, move_id: int) -> ResponseReturnValue:
    """Stand for one answer that moves."""
    reason, now = request.form.get("reason", ""), kit().clock.now()
    with kit().sessions.begin() as session:
        require_district(session, worker, *DRAFT, *RELEASE)
        changes.accept(session, change_id, move_id, reason=reason, by=worker.login, at=now)
    return redirect(url_for(".change", change_id=change_id, _anchor="moves"), 303)


@console.post("/changes/<int:change_id>/take-back")
@needs(*DRAFT, *RELEASE)
def take_back(worker: Worker, change_id: int) -> ResponseReturnValue:
    """Drop a change: one's own, or as somebody who could have released it."""
    now = kit().clock.now()
    with kit().sessions.begin() as session:
        may_refuse = in_district(session, worker, *RELEASE)
        changes.take_back(session, change_id, by=worker.login, at=now, may_refuse=may_refuse)
        say(session, "改动撤回了，它要回答的问题重新待处理。")
    return redirect(url_for(".list_changes"), 303)


@console.post("/changes/<int:change_id>/release")
@needs(*RELEASE)
def release(worker: Worker, change_id: int) -> ResponseReturnValue:
    """Release a change somebody else has drafted."""
    now, program = kit().clock.now(), digest()
    with kit().sessions.begin() as session:
        require_district(session, worker, *RELEASE)
        made = releasing.release(session, kit().queue, change_id, by=worker.login, at=now, source=program)
        say(session, f"第 {made.id} 次发布完成，两秒之内处处生效。")
    return redirect(url_for(".change", change_id=change_id), 303)
