"""The auditor's pages: the trail searched and exported, one event in words, and the chain verified."""

from collections.abc import Iterable, Iterator

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.app import Kit, kit
from bot.audit import checks
from bot.audit.reading import Details, Who, csv_lines
from bot.audit.trail import AuditEvent, record
from bot.audit.words import facts_in_words, facts_of, subject_in_words, who_in_words
from bot.console.guard import needs
from bot.console.listing import Choice, Column, Dates, Listing, Text, understand
from bot.console.listing.asking import Query
from bot.console.listing.filters import Option
from bot.console.listing.paging import count
from bot.console.showing import show
from bot.console.visit import say
from bot.console.words import names
from bot.db import Sessions
from bot.time import local
from bot.workers.roles import Role
from bot.workers.worker import Worker

READERS = (Role.AUDITOR, Role.DISCLOSURE_OFFICE)  # for the whole district: events know no place
LARGEST = 2**31 - 1
AT_ONCE = 500

console = Blueprint("audit_console", __name__, url_prefix="/console/audit")


def actions(_session: Session) -> Iterable[Option]:
    """Every action the parts have words for."""
    return sorted(kit().console.actions.items(), key=lambda pair: pair[0])


def action_in_words(event: AuditEvent) -> str:
    """What was done, as its part says it."""
    return kit().console.actions.get(event.action, event.action)


LISTING: Listing[AuditEvent] = Listing(
    "audit",
    "审计记录",
    columns=(
        Column("id", "编号", href=lambda event: url_for("audit_console.event", number=event.id), numeric=True),
        Column("at", "时间", sort=AuditEvent.at),
        Column("actor", "谁", value=lambda event: who_in_words(event.actor, {}), sort=AuditEvent.actor),
        Column("action", "做了什么", value=action_in_words, sort=AuditEvent.action),
        Column("subject", "对象", value=lambda event: subject_in_words(event.subject), sort=AuditEvent.subject),
        Column("facts", "详情", value=facts_in_words),
    ),
    filters=(
        Who("who", "谁（姓名或登录名）"),
        Choice("action", "做了什么", actions, AuditEvent.action),
        Text("about", "对象（如 worker:wang）", AuditEvent.subject),
        Details("holds", "详情里有"),
        Dates("at", "时间", AuditEvent.at),
    ),
    order=(AuditEvent.id.desc(),),
    empty="还没有审计记录。",
)


@console.get("/")
@needs(*READERS, everywhere=True)
def trail(worker: Worker) -> ResponseReturnValue:
    """The events, searched and filtered; when the chain was verified last."""
    with kit().sessions.read() as session:
        check = checks.newest(session)
        return show(
            LISTING,
            session,
            select(AuditEvent),
            worker=worker,
            template="console/audit.html",
            check=check,
            running=checks.is_running(session, now=kit().clock.now()),
            broken=session.get(AuditEvent, check.broken_id) if check and check.broken_id else None,
            progress_key=checks.PROGRESS,
            people=names(session),
            who=who_in_words,
        )


@console.get("/<int:number>")
@needs(*READERS, everywhere=True)
def event(_worker: Worker, number: int) -> str:
    """One event, with what was before and after."""
    with kit().sessions.read() as session:
        found = session.get(AuditEvent, number) if number <= LARGEST else None
        if found is None:
            abort(404)
        return render_template(
            "console/audit_event.html",
            event=found,
            who=who_in_words(found.actor, names(session)),
            what=action_in_words(found),
            about=subject_in_words(found.subject),
            facts=facts_of(found),
        )


@console.post("/export")
@needs(*READERS, everywhere=True)
def export(worker: Worker) -> ResponseReturnValue:
    """All events the filters of the address leave, as CSV; that they were taken is an event itself."""
    now = kit().clock.now()
    with kit().sessions.begin() as session:
        asked = understand(LISTING, session, request.args)
        query = asked.apply(select(AuditEvent))
        people, rows = names(session), count(session, query)
        used = [control.filter.name for control in asked.controls if control.is_set]
        details = {"rows": rows, "narrowed_by": used}
        record(session, actor=worker.login, action="audit.export", subject="audit", details=details, at=now)
    lines = csv_lines(_events(kit().sessions, query), people=people, actions=dict(kit().console.actions))
    response = Response(lines, mimetype="text/csv")
    name = f"audit-{local(now):%Y%m%d-%H%M}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@console.post("/verify")
@needs(*READERS, everywhere=True)
def verify(worker: Worker) -> ResponseReturnValue:
    """Have the chain verified."""
    with kit().sessions.begin() as session:
        checks.ask(session, kit().queue, by=worker.login, at=kit().clock.now())
        say(session, "开始核验了。")
    return redirect(url_for(".trail"), 303)


def join_console(kit: Kit) -> None:
    """Add the page to the navigation, and say in words what is done here and on the ground."""
    kit.console.add_entry("审计", "audit_console.trail", order=95, group="管理")
    kit.console.add_actions(ACTIONS)


ACTIONS = {
    "audit.export": "导出了审计记录",
    "audit.verify": "核验了审计链",
    "list.export": "导出了列表",
    "places.apply": "应用了地方名单",
    "redirect.add": "添加了转址",
    "working_days.import": "导入了工作日安排",
}


def _events(sessions: Sessions, query: Query) -> Iterator[AuditEvent]:
    # A session of its own: the lines are read while they are sent, after the view is over.
    with sessions.read() as session:
        yield from session.scalars(query.execution_options(yield_per=AT_ONCE))
