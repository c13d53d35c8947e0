"""Pages about releases: all there were, and bringing an earlier one back."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from answers.console.access import DRAFT, READ, RELEASE, in_district, require_district
from answers.console.blueprint import console
from answers.loop import changes
from answers.loop.models import Release
from answers.loop.releases import newest
from bot.app import kit
from bot.console.guard import needs
from bot.console.listing import page_of
from bot.console.words import names
from bot.workers.worker import Worker


@console.get("/releases")
@needs(*READ)
def releases(worker: Worker) -> str:
    """All releases, newest first."""
    with kit().sessions.read() as session:
        page = page_of(session, select(Release).order_by(Release.id.desc()), request.args.get("page"))
        current = newest(session)
        return render_template(
            "answers/releases.html",
            page=page,
            current=current.id if current else None,
            may_draft=in_district(session, worker, *DRAFT, *RELEASE),
            people=names(session),
        )


@console.post("/releases/<int:release_id>/return")
@needs(*DRAFT, *RELEASE)
def bring_back(worker: Worker, release_id: int) -> ResponseReturnValue:
    """Draft that an earlier release be brought back; the check starts at once."""
    reason, now = request.form.get("reason", ""), kit().clock.now()
    with kit().sessions.begin() as session:
        require_district(session, worker, *DRAFT, *RELEASE)
        made = changes.draft_return(session, release_id, reason=reason, by=worker.login, at=now)
        changes.start_check(session, kit().queue, made.id, at=now)
    return redirect(url_for(".change", change_id=made.id), 303)
