"""Forgetting sessions, links and failed attempts that are over, every night."""

from bot.app import Kit
from bot.queue.port import Payload
from bot.workers.links import forget_links
from bot.workers.sessions import forget_ended
from bot.workers.throttle import forget_old

JOB = "workers.forget"


def register_upkeep(kit: Kit) -> None:
    """Have it done in the small hours."""

    def forget(_payload: Payload) -> None:
        now = kit.clock.now()
        with kit.sessions.begin() as session:
            forget_ended(session, now=now)
            forget_links(session, now=now)
            forget_old(session, now=now)

    kit.jobs.register(JOB, forget)
    kit.schedule.every(JOB, cron="50 3 * * *", job=JOB)
