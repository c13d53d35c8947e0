"""Pages about wordings: all in force, those of one item or topic, and putting what should change into a change."""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from answers.console.access import DRAFT, READ
from answers.console.blueprint import console, note
from answers.console.trying import FOUND, current_engine
from answers.loop import changes
from answers.loop.changes import owner_called
from answers.loop.explaining import ELEMENTS
from answers.loop.models import ChangeState, StoredWording, WordingChange
from answers.loop.showing import found_items, stale_wordings
from answers.loop.topics import TOPICS, topic_label
from bot.app import kit
from bot.console.guard import needs
from bot.console.limits import number_of
from bot.console.listing import Choice, Column, Dates, Listing
from bot.console.listing.filters import LONGEST
from bot.console.showing import show
from bot.console.visit import say
from bot.console.words import names
from bot.workers.worker import Worker
from community_catalog.items import item_by_code

NEW = "new"  # what a form says instead of a change's number to begin another


def _all(people: Mapping[str, str]) -> Listing[StoredWording]:
    """The wordings in force of everything."""
    origin = {"1": "程序自带的", "0": "工作人员加的"}
    return Listing(
        "wordings",
        "问法",
        columns=(_TEXT, _OWNER, _writer(people), _DAY),
        search=(StoredWording.text, StoredWording.name, StoredWording.owner),
        search_label="问法里的字，或者事项的名称、编号",
        filters=(
            Choice("topic", "不归我们管的", TOPICS, StoredWording.owner),
            Choice("bundled", "哪里来的", origin, lambda value: StoredWording.bundled == (value == "1")),
            Dates("added", "哪天加的", StoredWording.added_on),
        ),
        order=(StoredWording.owner, StoredWording.id),
        empty="还没有问法。",
    )


def _of_one(people: Mapping[str, str]) -> Listing[StoredWording]:
    """All there ever were of one item or topic, those in force first."""
    return Listing(
        "wordings_of_one",
        "问法",
        columns=(_TEXT, _writer(people), _DAY, _UNTIL),
        search=(StoredWording.text,),
        search_label="问法里的字",
        order=(StoredWording.until_id.is_not(None), StoredWording.id.desc()),
        empty="还没有问法。",
    )


def _writer(people: Mapping[str, str]) -> Column[StoredWording]:
    return Column("added_by", "谁加的", value=lambda row: people.get(row.added_by, row.added_by))


def _address(wording: StoredWording) -> str:
    return url_for(".wording", wording_id=wording.id)


def _until(wording: StoredWording) -> object:
    return wording.until.released_at if wording.until else "在用"


_TEXT: Column[StoredWording] = Column("text", "问法", sort=StoredWording.text, href=_address)
_DAY: Column[StoredWording] = Column("added_on", "哪天", sort=StoredWording.added_on)
_UNTIL: Column[StoredWording] = Column("until", "到何时止", value=_until)
_OWNER: Column[StoredWording] = Column(
    "owner",
    "属于",
    value=lambda row: f"{row.owner} {row.name}" if row.on_topic else TOPICS.get(row.owner, row.owner),
    sort=StoredWording.owner,
    href=lambda row: url_for(".wordings_of", code=row.owner),
)


@console.get("/wordings")
@needs(*READ)
def wordings(worker: Worker) -> ResponseReturnValue:
    """All wordings in force; for what somebody searches also the items it may be about."""
    wanted = request.args.get("q", "").strip()[:LONGEST]
    found = found_items(current_engine(), wanted, FOUND) if wanted else []
    query = select(StoredWording).where(StoredWording.until_id.is_(None))
    with kit().sessions.read() as session:
        listing = _all(names(session))
        return show(
            listing, session, query, worker=worker, template="answers/wordings.html", found=found, topics=TOPICS
        )


@console.get("/wordings/of/<code>")
@needs(*READ)
def wordings_of(worker: Worker, code: str) -> ResponseReturnValue:
    """The wordings of one item or topic, with those that were retired, and a form for another one."""
    with kit().sessions.read() as session:
        item = item_by_code(session, code)
        owner = item.code if item else code
        query = select(StoredWording).where(StoredWording.owner == owner).options(joinedload(StoredWording.until))
        return show(
            _of_one(names(session)),
            session,
            query,
            worker=worker,
            template="answers/wordings_of.html",
            item=item,
            owner=owner,
            heading=f"{item.code} {item.name}" if item else topic_label(owner),
            stale=stale_wordings(session, item),
            elements=ELEMENTS.items(),
            drafts=drafts_for(session, worker),
            may_draft=worker.has(*DRAFT),
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
        note(session, worker, "wordings.edit", f"change:{change.id}", what="加了问法", owner=owner.owner)
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
        note(session, worker, "wordings.edit", f"change:{change.id}", what="沿用旧名的问法", owner=owner.owner)
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
        note(session, worker, "wordings.edit", f"change:{change.id}", what="停用问法", wording=wording_id)
    return redirect(url_for(".change", change_id=change.id), 303)


@console.post("/wordings/<int:wording_id>/move")
@needs(*DRAFT)
def move_wording(worker: Worker, wording_id: int) -> ResponseReturnValue:
    """Put into a change that a wording belongs elsewhere."""
    with kit().sessions.begin() as session:
        owner = owner_called(session, request.form.get("topic") or request.form.get("code", ""))
        change = change_for(session, worker)
        changes.move(session, change.id, wording_id, owner, by=worker.login)
        note(session, worker, "wordings.edit", f"change:{change.id}", what="改挂问法", wording=wording_id)
    return redirect(url_for(".change", change_id=change.id), 303)


def drafts_for(session: Session, worker: Worker) -> list[tuple[str, str]]:
    """The worker's own open changes, to choose from; what is checked already has to be checked anew."""
    again = {ChangeState.CHECKED: "（查过了，加进去要重新检查）"}
    return [
        (str(change.id), f"改动 {change.id}：{change.reason}{again.get(change.state, '')}")
        for change in changes.drafts_of(session, worker.login)
    ]


def change_for(session: Session, worker: Worker) -> WordingChange:
    """The change the form names, or a new one with the form's reason."""
    wanted = request.form.get("change", "")
    if wanted not in {"", NEW}:
        return changes.find(session, number_of(wanted) or 0)
    reason, now = request.form.get("reason", ""), kit().clock.now()
    begun = changes.begin(session, reason=reason, by=worker.login, at=now)
    note(session, worker, "wordings.draft", f"change:{begun.id}")
    return begun
