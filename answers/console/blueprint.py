"""What all pages about answers stand on: their address, and a note in the audit trail of what somebody did."""

from flask import Blueprint
from sqlalchemy.orm import Session

from bot import audit
from bot.app import kit
from bot.console.limits import limit
from bot.workers.worker import Worker

console = Blueprint("answers_console", __name__, url_prefix="/console/answers", template_folder="../templates")
limit(console)


def note(session: Session, worker: Worker, action: str, subject: str, **details: object) -> None:
    """Write down what no rule writes down itself: small steps of a draft. Ids, never what a resident said."""
    session.flush()
    audit.record(session, actor=worker.login, action=action, subject=subject, details=details, at=kit().clock.now())
