"""Pages about questions without a good answer: the groups that wait, and what can be done about each."""

from datetime import date

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from answers.console.access import DRAFT, READ, require_district
from answers.console.blueprint import console
from answers.console.trying import FOUND, current_engine
from answers.loop import changes, groups
from answers.loop.changes import owner_called
from answers.loop.models import QuestionGroup
from answers.loop.showing import GROUP_STATES, found_items, places_of
from answers.loop.topics import TOPICS
from answers.sources import ReleasedKnowledge
from bot.app import kit
from bot.console.guard import needs
from bot.console.limits import number_of
from bot.console.visit import say
from bot.console.words import names
from bot.places import place_by_code
from bot.time import local
from bot.workers.accounts import all_workers
from bot.workers.roles import Role
from bot.workers.worker import Worker
from community_catalog.items import item_by_code
from community_catalog.models import Item


@console.get("/questions")
@needs(*READ)
def questions(worker: Worker) -> str:
    """The groups that wait, or those that were closed last."""
    closed = request.args.get("show") == "closed"
    with kit().sessions.read() as session:
        require_district(session, worker, *READ)
        shown = groups.closed(session) if closed else groups.waiting(session)
        rows = [(group, groups.questions_of(group), groups.askers_of(group)) for group in shown]
        today = local(kit().clock.now()).date()
        return render_template(
            "answers/questions.html", rows=rows, closed=closed, today=today, states=GROUP_STATES, people=names(session)
        )


@console.post("/questions/gather")
@needs(*DRAFT)
def gather(worker: Worker) -> ResponseReturnValue:
    """Sort new questions now instead of in some minutes."""
    with kit().sessions.read() as session:
        require_district(session, worker, *DRAFT)
        places = groups.sort_new(session, lambda: ReleasedKnowledge().read(session))
    with kit().sessions.begin() as session:
        count = groups.put(session, places, now=kit().clock.now())
        say(session, f"归好了 {count} 个新问题。" if count else "没有新问题。")
    return redirect(url_for(".questions"), 303)


@console.get("/questions/<int:group_id>")
@needs(*READ)
def question(worker: Worker, group_id: int) -> str:
    """One group: what was asked, what fits best, and what to do."""
    engine = current_engine()
    with kit().sessions.read() as session:
        require_district(session, worker, *READ)
        group = groups.find(session, group_id)
        asked = groups.questions_of(group)
        wanted = request.args.get("q", "").strip()
        return render_template(
            "answers/question.html",
            group=group,
            asked=asked,
            askers=groups.askers_of(group),
            found=found_items(engine, wanted or asked[0].text, FOUND if wanted else 3),
            wanted=wanted,
            may_draft=worker.has(*DRAFT),
            topics=TOPICS.items(),
            states=GROUP_STATES,
            offices=[(role.value, role.label) for role in DRAFT],
            places=places_of(session),
            workers=[(row.login, row.name) for row in all_workers(session) if row.disabled_at is None],
            people=names(session),
            answered=answered_by(session, group),
        )


@console.post("/questions/<int:group_id>/draft")
@needs(*DRAFT)
def draft(worker: Worker, group_id: int) -> ResponseReturnValue:
    """Make the chosen questions wordings of an item, or of a topic; the check starts at once."""
    chosen = [number for one in request.form.getlist("asked") if (number := number_of(one)) is not None]
    wanted = request.form.get("code" if request.form.get("act") == "item" else "topic", "")
    if not wanted:
        raise groups.NothingPicked
    advice, now = request.form.get("advice"), kit().clock.now()
    with kit().sessions.begin() as session:
        require_district(session, worker, *DRAFT)
        owner = owner_called(session, wanted)
        change = groups.draft(session, group_id, chosen, owner, by=worker.login, at=now, advice=advice or None)
        changes.start_check(session, kit().queue, change.id, at=now)
        left_out = len(set(chosen)) - len(change.lines)
        more = f"有 {left_out} 种说法和别的一样、已经是问法或者太长，没有放进去。" if left_out > 0 else ""
        say(session, f"改动起草好了，正在检查会不会影响别的问题。{more}")
    return redirect(url_for(".change", change_id=change.id), 303)


@console.post("/questions/<int:group_id>/guide")
@needs(*DRAFT)
def answer_with_guide(worker: Worker, group_id: int) -> ResponseReturnValue:
    """Close the group: a guide now says it."""
    code, now = request.form.get("code", ""), kit().clock.now()
    with kit().sessions.begin() as session:
        require_district(session, worker, *DRAFT)
        groups.answer_with_guide(session, kit().queue, group_id, code, by=worker.login, at=now)
        say(session, "办结了，两天内问过的人会收到回答。")
    return redirect(url_for(".questions"), 303)


@console.post("/questions/<int:group_id>/assign")
@needs(*DRAFT)
def assign(worker: Worker, group_id: int) -> ResponseReturnValue:
    """Say who sees to the group, until when."""
    form = request.form
    with kit().sessions.begin() as session:
        require_district(session, worker, *DRAFT)
        place = place_by_code(session, form.get("place", ""))
        keeper = groups.Keeper(role_of(form.get("role", "")), place, form.get("login"))
        due_on, now = day_of(form.get("due_on", "")), kit().clock.now()
        groups.assign(session, group_id, keeper, due_on=due_on, by=worker.login, at=now)
        say(session, "已转交。")
    return redirect(url_for(".question", group_id=group_id), 303)


def answered_by(session: Session, group: QuestionGroup) -> Item | None:
    """The item that answers a group now."""
    return item_by_code(session, group.code) if group.code else None


def role_of(value: str) -> Role:
    """The role a form names; the disclosure office where it names none of those that see to questions."""
    return next((role for role in DRAFT if role.value == value), Role.DISCLOSURE_OFFICE)


def day_of(text: str) -> date:
    """The day a form names. Raises NoDay."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise groups.NoDay from None
