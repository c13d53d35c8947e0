"""Pages about wordings: all in force, those of one item or topic, and putting what should change into a change."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from answers.console.access import DRAFT, READ
from answers.console.blueprint import console
from answers.console.trying import FOUND, current_engine
from answers.loop import changes
from answers.loop.changes import owner_called
from answers.loop.explaining import ELEMENTS
from answers.loop.models import StoredWording, WordingChange
from answers.loop.showing import found_items, stale_wordings
from answers.loop.topics import TOPICS, topic_label
from bot.app import kit
from bot.console.guard import needs
from bot.console.limits import number_of
from bot.console.listing import page_of
from bot.console.visit import say
from bot.console.words import names
from bot.workers.worker import Worker
from community_catalog.items import item_by_code


@console.get("/wordings")
@needs(*READ)
def wordings(_worker: Worker) -> str:
    """All wordings in force, filtered by text."""
    wanted = request.args.get("q", "").strip()
    query = select(StoredWording).where(StoredWording.until_id.is_(None))
    if wanted:
        query = query.where(StoredWording.text.contains(wanted, autoescape=True))
    found = found_items(current_engine(), wanted, FOUND) if wanted else []
    with kit().sessions.read() as session:
        page = page_of(session, query.order_by(StoredWording.owner, StoredWording.id), request.args.get("page"))
        return render_template(
            "answers/wordings.html", page=page, wanted=wanted, found=found, topics=TOPICS, people=names(session)
        )


@console.get("/wordings/of/<code>")
@needs(*READ)
def wordings_of(worker: Worker, code: str) -> str:
    """The wordings of one item or topic, with those that were retired, and a form for another one."""
    with kit().sessions.read() as session:
        item = item_by_code(session, code)
        owner = item.code if item else code
        query = select(StoredWording).where(StoredWording.owner == owner)
        page = page_of(
            session,
            query.order_by(StoredWording.until_id.is_not(None), StoredWording.id.desc()),
            request.args.get("page"),
        )
        return render_template(
            "answers/wordings_of.html",
            page=page,
            item=item,
            owner=owner,
            title=f"{item.code} {item.name}" if item else topic_label(owner),
            stale=stale_wordings(session, item),
            elements=ELEMENTS.items(),
            drafts=drafts_for(session, worker),
            may_draft=worker.has(*DRAFT),
            people=names(session),
        )


@console.post("/wordings/of/<code>/add")
@needs(*DRAFT)
def add_wording(worker: Worker, code: str) -> ResponseReturnValue:
    """Put a new wording into a change."""
    form = request.form
    element = form.get("element") if form.get("element") in ELEMENTS else None
    with kit().sessions.begin() as session:
        change = change_for(session, worker)
        owner = owner_called(session, code)
        changes.add(
            session,
            change.id,
            form.get("text", ""),
            owner,
            by=worker.login,
            element=element,
            advice=form.get("advice"),
        )
        say(session, "加进改动了。还要加可以继续，加完请检查。")
    return redirect(url_for(".change", change_id=change.id), 303)


@console.post("/wordings/of/<code>/follow")
@needs(*DRAFT)
def follow_item(worker: Worker, code: str) -> ResponseReturnValue:
    """Give the wordings written for an item's earlier name to the item as it is called now."""
    with kit().sessions.begin() as session:
        item = item_by_code(session, code)
        owner = owner_called(session, code)
        change = change_for(session, worker)
        for wording in stale_wordings(session, item):
            changes.move(session, change.id, wording.id, owner, by=worker.login)
    return redirect(url_for(".change", change_id=change.id), 303)


@console.get("/wordings/<int:wording_id>")
@needs(*READ)
def wording(worker: Worker, wording_id: int) -> str:
    """One wording: since when, who added it, and forms to retire or move it."""
    with kit().sessions.read() as session:
        found = session.get(StoredWording, wording_id)
        if found is None:
            raise changes.NoWording
        return render_template(
            "answers/wording.html",
            wording=found,
            drafts=drafts_for(session, worker),
            may_draft=worker.has(*DRAFT),
            topics=TOPICS.items(),
            people=names(session),
        )


@console.post("/wordings/<int:wording_id>/retire")
@needs(*DRAFT)
def retire_wording(worker: Worker, wording_id: int) -> ResponseReturnValue:
    """Put into a change that a wording goes."""
    with kit().sessions.begin() as session:
        change = change_for(session, worker)
        changes.retire(session, change.id, wording_id, by=worker.login)
    return redirect(url_for(".change", change_id=change.id), 303)


@console.post("/wordings/<int:wording_id>/move")
@needs(*DRAFT)
def move_wording(worker: Worker, wording_id: int) -> ResponseReturnValue:
    """Put into a change that a wording belongs elsewhere."""
    with kit().sessions.begin() as session:
        owner = owner_called(session, request.form.get("topic") or request.form.get("code", ""))
        change = change_for(session, worker)
        changes.move(session, change.id, wording_id, owner, by=worker.login)
    return redirect(url_for(".change", change_id=change.id), 303)


def drafts_for(session: Session, worker: Worker) -> list[tuple[str, str]]:
    """The worker's own open changes, to choose from."""
    return [
        (str(change.id), f"改动 {change.id}：{change.reason}") for change in changes.drafts_of(session, worker.login)
    ]


def change_for(session: Session, worker: Worker) -> WordingChange:
    """The change the form names, or a new one with the form's reason."""
    wanted = request.form.get("change", "")
    if wanted:
        return changes.find(session, number_of(wanted) or 0)
    reason, now = request.form.get("reason", ""), kit().clock.now()
    return changes.begin(session, reason=reason, by=worker.login, at=now)
