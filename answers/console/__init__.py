"""Workers' pages about answers: questions without one, wordings, changes and their release, trying out, guides."""

from datetime import datetime

from sqlalchemy.orm import Session

from answers.console import changes as change_pages
from answers.console import guides, questions, releases, trying, wordings
from answers.console.access import READ, RELEASE, in_district
from answers.console.blueprint import console
from answers.loop import changes, groups
from bot.app import Kit
from bot.time import local
from bot.workers.worker import Worker

__all__ = ["change_pages", "console", "guides", "join_console", "questions", "releases", "trying", "wordings"]


ENTRIES = (
    ("没答上来的", "questions"),
    ("问法", "wordings"),
    ("改动", "list_changes"),
    ("试问", "try_out"),
    ("办事指南", "guides"),
)


def join_console(kit: Kit) -> None:
    """Add the pages to the navigation, and what waits to the to-do page."""
    for order, (label, view) in enumerate(ENTRIES, 30):
        kit.console.add_entry(label, f"answers_console.{view}", order=order)
    kit.console.add_counter("组没答上来的问题过了期限", "answers_console.questions", count_overdue, order=10)
    kit.console.add_counter("组问题没有答上来", "answers_console.questions", count_open, order=40)
    kit.console.add_counter("个问法改动等您发布", "answers_console.list_changes", count_releasable, order=20)


def count_overdue(session: Session, worker: Worker, now: datetime) -> int:
    """Groups of questions somebody should have seen to."""
    return groups.count_waiting(session, due_before=local(now).date()) if in_district(session, worker, *READ) else 0


def count_open(session: Session, worker: Worker, _now: datetime) -> int:
    """Groups of questions nobody has seen to."""
    return groups.count_waiting(session) if in_district(session, worker, *READ) else 0


def count_releasable(session: Session, worker: Worker, _now: datetime) -> int:
    """Changes this worker could release."""
    return changes.count_releasable(session, by=worker.login) if in_district(session, worker, *RELEASE) else 0
