"""A reply reaches the resident once, and workers see when it did not."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db import Sessions
from bot.followers import forget
from bot.queue import Jobs
from bot.queue.embedded import EmbeddedQueue
from bot.queue.models import QueuedJob
from bot.queue.worker import Worker
from bot.webhook.replies import LIMIT
from bot.wechat.errors import refusal, unanswered, unreachable
from casework import handling
from casework.handling import LONGEST_REPLY, SEND, WINDOW
from casework.models import EnquiryReply, ReplyState
from casework.sending import send_one
from tests.bot.wechat.stand_in import HandClock, RememberingWeChat
from tests.casework.builders import LAMP, an_enquiry
from tests.conftest import NOON


@pytest.fixture
def replied(district: Sessions) -> Sessions:
    """Somebody left a message at noon and was replied to an hour later."""
    reply(district, "已经报修，明天来修。")
    return district


def reply(sessions: Sessions, text: str, said: str = LAMP) -> None:
    with sessions.begin() as session:
        enquiry = an_enquiry(session, said)
        handling.reply(session, EmbeddedQueue(), enquiry.id, text, seen=0, by="lin", at=NOON + timedelta(hours=1))


def send(sessions: Sessions, wechat: RememberingWeChat, hours: int = 1) -> None:
    send_one(sessions, EmbeddedQueue(), wechat, 1, now=NOON + timedelta(hours=hours))


def state(sessions: Sessions) -> tuple[ReplyState, int | None]:
    with sessions.read() as session:
        stored = session.get(EnquiryReply, 1)
        assert stored
        return stored.state, stored.errcode


def text_of(wechat: RememberingWeChat) -> str:
    body = wechat.last.body
    assert body is not None
    return str(body["text"]["content"])


def test_the_resident_reads_what_they_said_and_the_reply(replied: Sessions) -> None:
    wechat = RememberingWeChat()

    send(replied, wechat)

    assert wechat.last.body is not None
    assert wechat.last.body["touser"] == "o1"
    assert text_of(wechat).startswith(f"您11月23日留言：「{LAMP}」\n\n工作人员回复：\n已经报修，明天来修。")
    assert state(replied) == (ReplyState.SENT, None)


def test_a_reply_is_sent_once_however_often_its_job_is_done(replied: Sessions) -> None:
    wechat = RememberingWeChat()

    for _ in range(3):
        send(replied, wechat)

    assert len(wechat.calls) == 1


def test_the_longest_reply_to_the_longest_message_fits_and_brings_no_links(district: Sessions) -> None:
    reply(district, '<a href="x">' + "字" * (LONGEST_REPLY - 12), said="<" + "话" * 1999)
    wechat = RememberingWeChat()

    send(district, wechat)

    assert len(text_of(wechat).encode()) <= LIMIT
    assert "<" not in text_of(wechat)


def test_a_reply_refused_says_so_and_is_not_sent_again(replied: Sessions) -> None:
    wechat = RememberingWeChat(refusal(45047))

    send(replied, wechat)
    send(replied, wechat)

    assert state(replied) == (ReplyState.REFUSED, 45047)
    assert len(wechat.calls) == 1


def test_a_reply_of_which_nobody_knows_whether_it_arrived_is_not_sent_again(replied: Sessions) -> None:
    wechat = RememberingWeChat(unanswered("timeout"))

    send(replied, wechat)
    send(replied, wechat)

    assert state(replied) == (ReplyState.SENDING, None)
    assert len(wechat.calls) == 1


def test_a_reply_that_certainly_did_not_go_out_is_tried_again(replied: Sessions) -> None:
    wechat = RememberingWeChat(unreachable("no route"))

    send(replied, wechat)
    send(replied, wechat)

    assert state(replied) == (ReplyState.SENT, None)


def worker(sessions: Sessions, wechat: RememberingWeChat, clock: HandClock) -> Worker:
    jobs = Jobs()
    again = EmbeddedQueue()
    jobs.register(SEND, lambda given: send_one(sessions, again, wechat, given["reply_id"], now=clock.now()))
    return Worker(sessions, jobs, clock)


def test_a_reply_over_the_days_quota_goes_out_after_midnight(replied: Sessions) -> None:
    wechat, clock = RememberingWeChat(refusal(45009)), HandClock(NOON + timedelta(hours=1))
    working = worker(replied, wechat, clock)

    working.do_due()
    clock.move(timedelta(hours=10))
    working.do_due()
    assert len(wechat.calls) == 1
    assert state(replied) == (ReplyState.WAITING, 45009)
    clock.move(timedelta(hours=2))
    working.do_due()

    assert len(wechat.calls) == 2
    assert state(replied) == (ReplyState.SENT, None)


def test_a_reply_that_cannot_go_out_before_the_window_closes_says_so(replied: Sessions) -> None:
    wechat = RememberingWeChat(refusal(45009))

    send(replied, wechat, hours=40)

    assert state(replied) == (ReplyState.REFUSED, 45009)


def test_while_wechat_is_out_of_reach_a_reply_is_tried_until_its_window_closes(replied: Sessions) -> None:
    wechat, clock = RememberingWeChat(*[unreachable("no route")] * 200), HandClock(NOON + timedelta(hours=1))
    working = worker(replied, wechat, clock)

    for _ in range(6 * 50):
        working.do_due()
        clock.move(timedelta(minutes=10))

    assert state(replied) == (ReplyState.REFUSED, None)
    assert 40 < len(wechat.calls) < 100
    with replied.read() as session:
        assert {job.state.value for job in session.scalars(select(QueuedJob))} == {"done"}


def test_a_reply_whose_time_passed_in_the_queue_waits_for_the_resident_to_look(replied: Sessions) -> None:
    wechat = RememberingWeChat()

    send_one(replied, EmbeddedQueue(), wechat, 1, now=NOON + WINDOW)

    assert wechat.calls == []
    assert state(replied) == (ReplyState.KEPT, None)


def test_who_has_left_is_not_written_to(replied: Sessions) -> None:
    with replied.connect() as connection:
        forget(connection, "o1")
    wechat = RememberingWeChat()

    send(replied, wechat)

    assert wechat.calls == []
