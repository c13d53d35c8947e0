"""Verifying the audit trail as a job: who asked, how far it is, what came of it; each check looks for the last head."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import String, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from bot.audit.trail import AuditEvent, Broken, Verified, record, verify
from bot.db import Base, Key
from bot.errors import BotError
from bot.progress import Progress, expect_progress, is_silent, progress_of
from bot.queue.port import Payload, Queue

if TYPE_CHECKING:
    from bot.app import Kit

JOB = "audit.verify"
PROGRESS = "audit:verify"


class CheckRunning(BotError):
    """正在核验，请等这一次做完。"""


class AuditCheck(Base):
    """One verification. Until `ended_at` it waits, runs or was given up.

    With `broken_id` the chain breaks there, for `reason`. `count` and `head` (64 hexadecimal digits) are those of a
    chain that holds.
    """

    __tablename__ = "audit_checks"

    id: Mapped[Key]
    asked_by: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    count: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(String(64), default="")
    broken_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(200), default="")


def ask(session: Session, queue: Queue, *, by: str, at: datetime) -> None:
    """Have the chain verified soon. Raises CheckRunning."""
    if is_running(session, now=at):
        raise CheckRunning
    check = AuditCheck(asked_by=by, asked_at=at)
    session.add(check)
    session.flush()
    expect_progress(session, PROGRESS, now=at)
    queue.enqueue(session, JOB, {"check": check.id}, run_at=at, key=f"{JOB}:{check.id}")


def newest(session: Session) -> AuditCheck | None:
    """The check that was asked for last."""
    return session.scalars(select(AuditCheck).order_by(AuditCheck.id.desc()).limit(1)).one_or_none()


def is_running(session: Session, *, now: datetime) -> bool:
    """Whether the newest check waits or runs. One that was not heard of for minutes does not: its job has died."""
    check, row = newest(session), progress_of(session, PROGRESS)
    return check is not None and check.ended_at is None and row is not None and not is_silent(row, now=now)


def noted_head(session: Session) -> str | None:
    """The head of the last chain that held: a later chain must still have it."""
    held = select(AuditCheck.head).where(AuditCheck.ended_at.is_not(None), AuditCheck.broken_id.is_(None))
    return session.scalar(held.order_by(AuditCheck.id.desc()).limit(1))


def register(kit: "Kit") -> None:
    """Say what the job does. Done twice it looks twice, and tells the same."""

    def run(payload: Payload) -> None:
        progress = Progress(kit.sessions, kit.clock, PROGRESS)
        with kit.sessions.read() as session:
            total = session.scalar(select(func.max(AuditEvent.id))) or 0
            head = noted_head(session)
        progress.tell("正在核验审计链", 0, total)
        with kit.sessions.read() as session:
            outcome = verify(session, head=head, watch=lambda count: progress.tell("正在核验审计链", count, total))
        with kit.sessions.begin() as session:
            _note(session, payload["check"], outcome, at=kit.clock.now())
        progress.end()

    kit.jobs.register(JOB, run)


def _note(session: Session, check_id: int, outcome: Verified | Broken, *, at: datetime) -> None:
    check = session.scalars(select(AuditCheck).where(AuditCheck.id == check_id).with_for_update()).one()
    if check.ended_at is not None:
        return
    check.ended_at = at
    details: dict[str, object]
    if isinstance(outcome, Verified):
        check.count, check.head = outcome.count, outcome.head
        details = {"count": outcome.count, "head": outcome.head}
    else:
        check.broken_id, check.reason = outcome.id, outcome.reason
        details = {"broken_id": outcome.id, "reason": outcome.reason}
    record(session, actor=check.asked_by, action=JOB, subject="audit", details=details, at=at)
