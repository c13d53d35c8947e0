"""Pages about questions without a good answer: the groups that wait, and what can be done about each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from answers.asked_models import AskedQuestion
from answers.console.access import DRAFT, READ
from answers.console.blueprint import console, note
from answers.console.trying import FOUND, current_engine
from answers.loop import changes, groups
from answers.loop.changes import owner_called
from answers.loop.models import GroupedQuestion, GroupState, QuestionGroup
from answers.loop.showing import GROUP_STATES, found_items, places_of
from answers.loop.topics import TOPICS
from answers.sources import ReleasedKnowledge
from bot.app import kit
from bot.console.guard import needs
from bot.console.history import history
from bot.console.limits import number_of
from bot.console.listing import Choice, Column, Dates, Listing
from bot.console.listing.filters import Condition, Option, containing
from bot.console.registry import ToDo
from bot.console.showing import show
from bot.console.visit import say
from bot.console.words import names
from bot.errors import BotError
from bot.places import place_by_code
from bot.time import local
from bot.workers.accounts import all_workers
from bot.workers.roles import Role
from bot.workers.worker import Worker
from community_catalog.items import item_by_code
from community_catalog.models import Item

LABELS = {"due_on": "限期", "login": "交给", "place": "地方", "guide": "办事指南", "change": "改动", "owner": "事项"}


class ChangedMeanwhile(BotError):
    """同事已经改过了，不能撤销。"""


@dataclass(frozen=True)
class Said:
    """A filter: groups in which a question holds these words."""

    name: str = "said"
    label: str = "问题里的字"
    kind: str = "text"

    @property
    def fields(self) -> tuple[str, ...]:
        """See bot.console.listing.filters.Filter."""
        return (self.name,)

    def options(self, session: Session) -> Sequence[Option]:  # noqa: ARG002
        """Nothing to choose from: one writes."""
        return ()

    def condition(self, given: Sequence[str]) -> Condition | None:
        """See bot.console.listing.filters.Filter."""
        wanted = containing(given[0], [AskedQuestion.text])
        if wanted is None:
            return None
        return QuestionGroup.id.in_(select(GroupedQuestion.group_id).join(GroupedQuestion.asked).where(wanted))


@console.get("/questions")
@needs(*READ, everywhere=True)
def questions(worker: Worker) -> ResponseReturnValue:
    """The groups whose residents are still there, those that wait and are due first first."""
    still_there = select(QuestionGroup).where(QuestionGroup.id.in_(select(GroupedQuestion.group_id)))
    query = still_there.options(selectinload(QuestionGroup.members), selectinload(QuestionGroup.owner_place))
    with kit().sessions.read() as session:
        listing = _listing(names(session))
        today = local(kit().clock.now()).date()
        may_draft = worker.has_everywhere(*DRAFT)
        return show(
            listing,
            session,
            query,
            worker=worker,
            template="answers/questions.html",
            today=today,
            may_draft=may_draft,
            questions_of=groups.questions_of,
        )


def _listing(people: Mapping[str, str]) -> Listing[QuestionGroup]:
    closed = QuestionGroup.closed_at.is_not(None)
    return Listing(
        "questions",
        "没答上来的问题",
        columns=(
            Column("question", "问题", value=first_said),
            Column("askers", "多少人问", value=groups.askers_of, numeric=True),
            Column("began_at", "从何时起", sort=QuestionGroup.began_at),
            Column("keeper", "归谁处理", value=lambda row: keeper_of(row, people)),
            Column("due_on", "限期", sort=QuestionGroup.due_on),
            Column("state", "状态", value=lambda row: GROUP_STATES[row.state]),
        ),
        filters=(
            Choice("state", "状态", GROUP_STATES, QuestionGroup.state),
            Said(),
            Choice("office", "岗位", {role: role.label for role in DRAFT}, QuestionGroup.owner_role),
            Dates("due", "限期", QuestionGroup.due_on),
        ),
        order=(closed, QuestionGroup.due_on, QuestionGroup.id),
        empty="没有答不上来的问题。",
        unit="组",
    )


def first_said(group: QuestionGroup) -> str:
    """What most residents of a group asked."""
    return groups.questions_of(group)[0].text


def keeper_of(group: QuestionGroup, people: Mapping[str, str]) -> str:
    """Who sees to a group: a worker by name, or an office."""
    return people.get(group.owner_login, group.owner_login) if group.owner_login else group.owner_role.label


def count_open(session: Session, worker: Worker, now: datetime) -> int:
    """Groups of questions nobody has seen to, and that still have time."""
    if not worker.has_everywhere(*DRAFT):
        return 0
    return groups.count_waiting(session) - groups.count_waiting(session, due_before=local(now).date())


def first_open(session: Session, worker: Worker, now: datetime, most: int) -> Sequence[ToDo]:
    """The first of them."""
    today = local(now).date()
    return [one for one in _to_do(session, worker) if one.due_on and one.due_on >= today][:most]


def due(session: Session, worker: Worker, until: date) -> Sequence[ToDo]:
    """Those that are due by a day."""
    return [one for one in _to_do(session, worker) if one.due_on and one.due_on <= until]


def _to_do(session: Session, worker: Worker) -> list[ToDo]:
    if not worker.has_everywhere(*DRAFT):
        return []
    people = names(session)
    waiting = [group for group in groups.waiting(session) if group.state is GroupState.OPEN]
    return [ToDo(first_said(group), _address(group), group.due_on, keeper_of(group, people)) for group in waiting]


def _address(group: QuestionGroup) -> str:
    return url_for("answers_console.question", group_id=group.id)


@console.post("/questions/gather")
@needs(*DRAFT, everywhere=True)
def gather(worker: Worker) -> ResponseReturnValue:
    """Sort new questions now instead of in some minutes."""
    with kit().sessions.read() as session:
        places = groups.sort_new(session, lambda: ReleasedKnowledge().read(session))
    with kit().sessions.begin() as session:
        count = groups.put(session, places, now=kit().clock.now())
        note(session, worker, "questions.gather", "questions", count=count)
        say(session, f"归好了 {count} 个新问题。" if count else "没有新问题。")
    return redirect(url_for(".questions"), 303)


@console.get("/questions/<int:group_id>")
@needs(*READ, everywhere=True)
def question(worker: Worker, group_id: int) -> str:
    """One group: what was asked, what fits best, and what to do."""
    engine = current_engine()
    with kit().sessions.read() as session:
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
            may_draft=worker.has_everywhere(*DRAFT),
            topics=TOPICS.items(),
            states=GROUP_STATES,
            offices=[(role.value, role.label) for role in DRAFT],
            places=places_of(session),
            workers=[(row.login, row.name) for row in all_workers(session) if row.disabled_at is None],
            people=names(session),
            answered=answered_by(session, group),
            steps=history(
                session, f"group:{group.id}", actions=kit().console.actions, people=names(session), labels=LABELS
            ),
        )


@console.post("/questions/<int:group_id>/draft")
@needs(*DRAFT, everywhere=True)
def draft(worker: Worker, group_id: int) -> ResponseReturnValue:
    """Make the chosen questions wordings of an item, or of a topic; the check starts at once."""
    chosen = [number for one in request.form.getlist("asked") if (number := number_of(one)) is not None]
    wanted, now = _picked(), kit().clock.now()
    advice = " ".join(request.form.get("advice", "").split())
    with kit().sessions.begin() as session:
        owner = owner_called(session, wanted)
        change = groups.draft(session, group_id, chosen, owner, by=worker.login, at=now, advice=advice or None)
        changes.start_check(session, kit().queue, change.id, at=now)
        note(session, worker, "questions.draft", f"group:{group_id}", change=change.id, owner=owner.owner)
        note(session, worker, "wordings.draft", f"change:{change.id}", group=group_id)
        left_out = len(set(chosen)) - len(change.lines)
        more = f"有 {left_out} 种说法和别的一样、已经是问法或者太长，没有放进去。" if left_out > 0 else ""
        undo = ("answers_console.take_back", {"change_id": change.id})
        say(session, f"改动起草好了，正在检查会不会影响别的问题。{more}", undo=undo)
    return redirect(url_for(".change", change_id=change.id), 303)


def _picked() -> str:
    """What is to answer: of the item and the topic the one whose button was pressed, or the only one picked."""
    code, topic = request.form.get("code", ""), request.form.get("topic", "")
    wanted = (code or topic) if request.form.get("act") == "item" else (topic or code)
    if not wanted:
        raise groups.NothingPicked
    return wanted


@console.post("/questions/<int:group_id>/guide")
@needs(*DRAFT, everywhere=True)
def answer_with_guide(worker: Worker, group_id: int) -> ResponseReturnValue:
    """Close the group: a guide now says it."""
    code, now = request.form.get("code", ""), kit().clock.now()
    with kit().sessions.begin() as session:
        groups.answer_with_guide(session, kit().queue, group_id, code, by=worker.login, at=now)
        say(session, "办结了，两天内问过的人会收到回答。")
    return redirect(url_for(".questions"), 303)


@console.post("/questions/<int:group_id>/assign")
@needs(*DRAFT, everywhere=True)
def assign(worker: Worker, group_id: int) -> ResponseReturnValue:
    """Say who sees to the group, until when."""
    form, now = request.values, kit().clock.now()
    with kit().sessions.begin() as session:
        before = _as_assigned(groups.find(session, group_id, to_change=True))
        if "from_role" in request.args and before != _expected(request.args):
            raise ChangedMeanwhile
        place = place_by_code(session, form.get("place", ""))
        keeper = groups.Keeper(role_of(form.get("role", "")), place, form.get("login"))
        group = groups.assign(session, group_id, keeper, due_on=day_of(form.get("due_on", "")), by=worker.login, at=now)
        given = {f"from_{name}": value for name, value in _as_assigned(group).items()}
        back: dict[str, str | int] = {"group_id": group_id, **before, **given}
        say(session, "已转交。", undo=("answers_console.assign", back))
    return redirect(url_for(".question", group_id=group_id), 303)


def _as_assigned(group: QuestionGroup) -> dict[str, str]:
    """What the form would say to have it as it is now."""
    place, login = group.owner_place.code if group.owner_place else "", group.owner_login or ""
    return {"role": group.owner_role.value, "place": place, "login": login, "due_on": group.due_on.isoformat()}


def _expected(args: Mapping[str, str]) -> dict[str, str]:
    """What the group must still be assigned to, for an assignment to be undone."""
    return {name: args.get(f"from_{name}", "") for name in ("role", "place", "login", "due_on")}


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
