"""What the loop does in the background: checking changes, putting questions into groups, telling those who asked."""

from collections.abc import Callable

from answers.loop.changes import CHECK
from answers.loop.checking import check_job
from answers.loop.groups import TELL, put, sort_new
from answers.loop.telling import tell_job
from answers.sources import ReleasedKnowledge
from bot.app import Kit
from bot.queue import Payload

GATHER = "questions.gather"
GATHER_EVERY_S = 300


def register_jobs(kit: Kit) -> None:
    """Have the loop's jobs done when they are due."""
    kit.jobs.register(CHECK, check_job(kit))
    kit.jobs.register(TELL, tell_job(kit))
    kit.jobs.register(GATHER, gather_job(kit))
    kit.schedule.every(GATHER, seconds=GATHER_EVERY_S, job=GATHER)


def gather_job(kit: Kit) -> Callable[[Payload], None]:
    """The job that sorts new questions. It thinks before it writes: nobody waits for it."""
    released = ReleasedKnowledge()

    def sort(_payload: Payload) -> None:
        with kit.sessions.read() as session:
            places = sort_new(session, lambda: released.read(session))
        if places:
            with kit.sessions.begin() as session:
                put(session, places, now=kit.clock.now())

    return sort
