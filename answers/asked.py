"""The questions residents asked: kept for a while without anybody's numbers, then counted."""

from collections import Counter
from datetime import datetime, time, timedelta
from typing import cast

from sqlalchemy import Connection, Table, delete, insert, update
from sqlalchemy.orm import Session

from answers.asked_models import AskedCount, AskedQuestion, Rating
from answers.decision import Decision
from bot.app import Kit
from bot.prepared import Prepared
from bot.privacy import masked
from bot.queue.port import Payload
from bot.time import SHANGHAI, local

KEPT_FOR = timedelta(days=90)
# The engine's reasons for what no catalog could ever answer.
NOT_OURS = frozenset({"chatter", "small_talk", "abuse", "nonsense", "other_place", "private_data", "product_shopping"})
_LONGEST_REASON = 32  # characters; the topics behind reasons are data people edit

_T = cast("Table", AskedQuestion.__table__)
_NOTE = Prepared(insert(_T).returning(_T.c.id), "follower_id", "asked_at", "text", "kind", "code", "element", "reason")


def note(connection: Connection, text: str, decision: Decision, *, follower_id: int, now: datetime) -> int:
    """Write a question down, personal numbers masked; its id."""
    best = decision.candidates[0].code if decision.candidates else None
    row = {"kind": decision.kind, "code": best, "element": decision.element}
    row |= {"reason": decision.reason[:_LONGEST_REASON], "text": masked(text.strip())}
    rows = _NOTE.rows(connection, follower_id=follower_id, asked_at=now, **row)
    return cast("int", rows[0][0])


def pick(connection: Connection, identity: int, code: str) -> None:
    """Note which of the offered items was meant."""
    connection.execute(update(AskedQuestion).where(AskedQuestion.id == identity).values(picked=code))


def rate(connection: Connection, identity: int, rating: Rating, *, now: datetime) -> None:
    """Note what the resident said of the answer. A question no longer there is left alone."""
    rated = update(AskedQuestion).where(AskedQuestion.id == identity)
    connection.execute(rated.values(rating=rating, rated_at=now))


def fold(session: Session, *, before: datetime) -> int:
    """Turn the questions of days before that moment's day in Fuzhou into counts; how many questions."""
    midnight = datetime.combine(local(before).date(), time(), SHANGHAI)
    old = delete(AskedQuestion).where(AskedQuestion.asked_at < midnight)
    rows = session.execute(old.returning(AskedQuestion.asked_at, AskedQuestion.kind, AskedQuestion.code)).all()
    counted = Counter((local(asked_at).date(), kind, code or "") for asked_at, kind, code in rows)
    for key, count in counted.items():
        kept = session.get(AskedCount, key)
        if kept:
            kept.count += count
        else:
            session.add(AskedCount(day=key[0], kind=key[1], code=key[2], count=count))
    return len(rows)


def register_upkeep(kit: Kit) -> None:
    """Have old questions become counts every night."""

    def fold_old(_payload: Payload) -> None:
        with kit.sessions.begin() as session:
            fold(session, before=kit.clock.now() - KEPT_FOR)

    kit.jobs.register("asked.fold", fold_old)
    kit.schedule.every("asked.fold", cron="20 3 * * *", job="asked.fold")
