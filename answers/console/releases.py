"""Pages about releases: all there were, and bringing an earlier one back."""

from collections.abc import Mapping

from flask import redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from answers.console.access import DRAFT, READ, RELEASE
from answers.console.blueprint import console, note
from answers.loop import changes
from answers.loop.models import Release, ReleaseKind
from answers.loop.releases import newest
from bot.app import kit
from bot.console.guard import needs
from bot.console.listing import Choice, Column, Dates, Listing
from bot.console.showing import show
from bot.console.words import names
from bot.workers.worker import Worker

KINDS = {ReleaseKind.PROGRAM: "程序自带", ReleaseKind.CHANGE: "改动", ReleaseKind.RETURN: "带回以前的"}


@console.get("/releases")
@needs(*READ)
def releases(worker: Worker) -> ResponseReturnValue:
    """All releases, newest first."""
    with kit().sessions.read() as session:
        current = newest(session)
        return show(
            _listing(names(session)),
            session,
            select(Release),
            worker=worker,
            template="answers/releases.html",
            current=current.id if current else None,
            may_draft=worker.has_everywhere(*DRAFT, *RELEASE),
        )


def _listing(people: Mapping[str, str]) -> Listing[Release]:
    return Listing(
        "releases",
        "发布记录",
        columns=(
            Column("id", "第几次", sort=Release.id),
            Column("released_at", "什么时候", sort=Release.released_at),
            Column("kind", "为什么发布", value=lambda row: KINDS[row.kind]),
            Column("reason", "改了什么"),
            Column("wordings", "问法", value=lambda row: row.figures.get("wordings"), numeric=True),
            Column("drafted_by", "谁起草", value=lambda row: people.get(row.drafted_by, row.drafted_by)),
            Column("released_by", "谁发布", value=lambda row: people.get(row.released_by, row.released_by)),
        ),
        search=(Release.reason,),
        search_label="改了什么",
        filters=(
            Choice("kind", "为什么发布", KINDS, Release.kind),
            Dates("released", "发布日期", Release.released_at),
        ),
        order=(Release.id.desc(),),
        empty="还没有发布。",
        unit="次",
    )


@console.post("/releases/<int:release_id>/return")
@needs(*DRAFT, *RELEASE, everywhere=True)
def bring_back(worker: Worker, release_id: int) -> ResponseReturnValue:
    """Draft that an earlier release be brought back; the check starts at once."""
    reason, now = request.form.get("reason", ""), kit().clock.now()
    with kit().sessions.begin() as session:
        made = changes.draft_return(session, release_id, reason=reason, by=worker.login, at=now)
        changes.start_check(session, kit().queue, made.id, at=now)
        note(session, worker, "wordings.draft", f"change:{made.id}", release=release_id)
    return redirect(url_for(".change", change_id=made.id), 303)
