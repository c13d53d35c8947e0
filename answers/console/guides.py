"""Pages about guides: what is to be done about each, writing one part by part, confirming it."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select

from answers.console.access import READ, REVIEW, WRITE_GUIDES
from answers.console.blueprint import console
from answers.loop.showing import guide_state
from bot.app import kit
from bot.console.guard import needs
from bot.console.limits import number_of
from bot.console.listing import page_of
from bot.console.visit import say
from bot.console.words import names
from bot.workers.worker import Worker
from community_catalog.guides import upkeep
from community_catalog.guides.models import Guide
from community_catalog.guides.text import LABELS, Part
from community_catalog.items import item_by_code
from community_catalog.models import Item


@console.get("/guides")
@needs(*READ)
def guides(_worker: Worker) -> str:
    """All guides with what is to be done about each."""
    query = select(Guide).join(Guide.item).where(Item.withdrawn_at.is_(None)).order_by(Item.code)
    with kit().sessions.read() as session:
        page = page_of(session, query, request.args.get("page"))
        return render_template("answers/guides.html", page=page, state=guide_state)


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
            may_write=worker.has(*WRITE_GUIDES),
            may_confirm=found is not None and worker.has(*REVIEW) and found.written_by != worker.login,
            people=names(session),
        )


@console.post("/guides/<code>/edit")
@needs(*WRITE_GUIDES)
def edit_guide(worker: Worker, code: str) -> ResponseReturnValue:
    """Write one part of a guide anew."""
    form, now = request.form, kit().clock.now()
    part = next((part for part in Part if part.value == form.get("part")), None)
    if part is None:
        raise upkeep.BadFact
    with kit().sessions.begin() as session:
        upkeep.edit(session, code, part, form.get("text", ""), form.get("source", ""), by=worker.login, now=now)
        say(session, f"「{LABELS[part]}」改好了，请别人核对确认。")
    return redirect(url_for(".guide", code=code), 303)


@console.post("/guides/<code>/confirm")
@needs(*REVIEW)
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
