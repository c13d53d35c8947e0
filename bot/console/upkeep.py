"""Forgetting drafts, undos and progress that are too old, every night."""

from bot import progress
from bot.app import Kit
from bot.console import drafts, undo
from bot.queue.port import Payload

JOB = "console.forget"


def register_upkeep(kit: Kit) -> None:
    """Have it done in the small hours."""

    def forget(_payload: Payload) -> None:
        now = kit.clock.now()
        with kit.sessions.begin() as session:
            drafts.forget_old(session, now=now)
            undo.forget_old(session, now=now)
            progress.forget_old(session, now=now)

    kit.jobs.register(JOB, forget)
    kit.schedule.every(JOB, cron="55 3 * * *", job=JOB)
