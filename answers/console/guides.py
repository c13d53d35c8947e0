"""Pages about guides: what is to be done about each, writing one part by part, confirming it."""

from dataclasses import replace
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import ColumnElement, Select, and_, func, not_, select
from sqlalchemy.orm import Session, contains_eager

from answers.console.access import READ, REVIEW, WRITE_GUIDES
from answers.console.blueprint import console
from answers.loop.showing import guide_state
from bot.app import kit
from bot.console.guard import needs
from bot.console.history import Step, history
from bot.console.limits import number_of
from bot.console.listing import Choice, Column, Dates, Listing
from bot.console.showing import show
from bot.console.visit import say
from bot.console.words import names
from bot.workers.worker import Worker
from community_catalog.domains import DOMAINS
from community_catalog.guides import upkeep
from community_catalog.guides.models import Guide
from community_catalog.guides.text import LABELS, Part
from community_catalog.items import item_by_code
from community_catalog.models import Item

STEPS = {"part": "哪一部分", "version": "第几版"}


# As Guide.is_outdated says it of one guide.
_OUTDATED = and_(Guide.written_revision < Item.revision, func.coalesce(Guide.confirmed_revision, 0) < Item.revision)
STATES = {"outdated": "事项已修订，要重新核对", "example": "示例，待确认", "confirmed": "已确认"}


def _in_state(value: str) -> ColumnElement[bool]:
    return {
        "outdated": _OUTDATED,
        "example": and_(not_(_OUTDATED), Guide.confirmed_by.is_(None)),
        "confirmed": and_(not_(_OUTDATED), Guide.confirmed_by.is_not(None)),
    }[value]


GUIDES: Listing[Guide] = Listing(
    "guides",
    "办事指南",
    columns=(
        Column("code", "编码", value=lambda row: row.item.code, sort=Item.code),
        Column(
            "name",
            "事项",
            value=lambda row: row.item.name,
            sort=Item.level2,
            href=lambda row: url_for(".guide", code=row.item.code),
        ),
        Column("domain", "领域", value=lambda row: row.item.domain, sort=Item.domain),
        Column("state", "状态", value=guide_state),
        Column("written_at", "最近写", sort=Guide.written_at),
        Column("confirmed_at", "最近确认", sort=Guide.confirmed_at),
    ),
    search=(Item.code, Item.level2),
    search_label="编码或者名称",
    filters=(
        Choice("state", "状态", STATES, _in_state),
        Choice("domain", "领域", {one.name: one.name for one in DOMAINS}, Item.domain),
        Dates("written", "哪天写的", Guide.written_at),
    ),
    order=(Item.code,),
    empty="还没有办事指南。",
    unit="份",
)


def _guides() -> Select[Guide]:
    return select(Guide).join(Guide.item).where(Item.withdrawn_at.is_(None))


@console.get("/guides")
@needs(*READ)
def guides(worker: Worker) -> ResponseReturnValue:
    """All guides with what is to be done about each."""
    with kit().sessions.read() as session:
        query = _guides().options(contains_eager(Guide.item))
        return show(GUIDES, session, query, worker=worker, template="answers/guides.html")


def count_outdated(session: Session, worker: Worker, _now: datetime) -> int:
    """Guides somebody should look at again, for who may write them."""
    if not worker.has_everywhere(*WRITE_GUIDES):
        return 0
    return session.scalar(select(func.count()).select_from(_guides().where(_OUTDATED).subquery())) or 0


@console.get("/guides/<code>")
@needs(*READ)
def guide(worker: Worker, code: str) -> str:
    """The guide of one item, part by part, with forms to write and to confirm it."""
    with kit().sessions.read() as session:
        item = item_by_code(session, code)
        if item is None or item.is_withdrawn:
            raise upkeep.NoItem
        found = upkeep.guide_by_code(session, item.code)
        text = found.text() if found else None
        return render_template(
            "answers/guide.html",
            item=item,
            guide=found,
            state=guide_state(found) if found else "还没有",
            parts=[(part, LABELS[part], text.of(part) if text else ()) for part in Part],
            fingerprint=upkeep.fingerprint,
            may_write=worker.has_everywhere(*WRITE_GUIDES),
            may_confirm=found is not None and worker.has_everywhere(*REVIEW) and found.written_by != worker.login,
            people=names(session),
            steps=_steps(session, item),
        )


def _steps(session: Session, item: Item) -> list[Step]:
    """What happened to the guide of an item, with its parts by the names on the page."""
    parts = {part.value: LABELS[part] for part in Part}
    found = history(session, f"guide:{item.code}", actions=kit().console.actions, people=names(session), labels=STEPS)
    return [replace(one, facts=[(label, parts.get(words, words)) for label, words in one.facts]) for one in found]


@console.post("/guides/<code>/edit")
@needs(*WRITE_GUIDES, everywhere=True)
def edit_guide(worker: Worker, code: str) -> ResponseReturnValue:
    """Write one part of a guide anew."""
    form, now = request.form, kit().clock.now()
    part = next((part for part in Part if part.value == form.get("part")), None)
    if part is None:
        raise upkeep.BadFact
    with kit().sessions.begin() as session:
        upkeep.hold_unmoved(session, code, part, form.get("seen", ""))
        upkeep.edit(session, code, part, form.get("text", ""), form.get("source", ""), by=worker.login, now=now)
        say(session, f"「{LABELS[part]}」改好了，请别人核对确认。")
    return redirect(url_for(".guide", code=code), 303)


@console.post("/guides/<code>/confirm")
@needs(*REVIEW, everywhere=True)
def confirm_guide(worker: Worker, code: str) -> ResponseReturnValue:
    """Stand for a guide as it reads."""
    version = request.form.get("version", "")
    with kit().sessions.begin() as session:
        upkeep.confirm(
            session,
            code,
            by=worker.login,
            now=kit().clock.now(),
            version=number_of(version),
        )
        say(session, "指南已确认。")
    return redirect(url_for(".guide", code=code), 303)
