import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from answers.asked_models import AskedQuestion
from answers.loop import groups
from answers.loop.changes import Owner
from answers.loop.groups import TELL
from answers.loop.models import Telling, TellingState
from answers.loop.telling import tell_one
from bot import followers
from bot.db import Sessions
from bot.paths import ROOT
from bot.queue import Jobs
from bot.queue.embedded import EmbeddedQueue
from bot.queue.worker import Worker
from bot.webhook.replies import LIMIT
from bot.wechat.errors import WeChatError, refusal, unanswered, unreachable
from community_catalog.models import Item
from tests.answers.loop.builders import ALLOWANCE, NAMES, knowledge
from tests.answers.loop.conftest import DRAFTER, Office
from tests.bot.wechat.stand_in import HandClock, RememberingWeChat
from tests.conftest import NOON

SITE = "https://example.cn"
QUESTION = "姥姥年纪大了国家给钱吗"


@pytest.fixture
def told(office: Office) -> Sessions:
    """One resident asked yesterday; an answer has just been released."""
    answered(office, Owner(ALLOWANCE, NAMES[ALLOWANCE]))
    return office.sessions


def answered(office: Office, owner: Owner, advice: str | None = None) -> None:
    with office.sessions.begin() as session:
        follower = followers.meet(session.connection(), "o1", now=NOON)
        at = NOON - timedelta(hours=20)
        asked = AskedQuestion(follower_id=follower.id, asked_at=at, text=QUESTION, kind="none", reason="weak")
        session.add(asked)
        session.flush()
        groups.put(session, groups.sort_new(session, knowledge), now=NOON)
        group = groups.waiting(session)[0]
        change = groups.draft(session, group.id, [asked.id], owner, by=DRAFTER, at=NOON, advice=advice)
    office.check(change.id)
    office.accept_all(change.id)
    office.release(change.id)


def tell(sessions: Sessions, wechat: RememberingWeChat, hours: int = 0) -> None:
    tell_one(sessions, EmbeddedQueue(), wechat, 1, now=NOON + timedelta(hours=hours), site=SITE)


def state(sessions: Sessions) -> tuple[TellingState, int | None]:
    with sessions.read() as session:
        telling = session.scalars(select(Telling)).one()
        return telling.state, telling.errcode


def text_of(wechat: RememberingWeChat) -> str:
    body = wechat.last.body
    assert body is not None
    return str(body["text"]["content"])


def test_who_asked_is_told_what_they_asked_and_the_answer(told: Sessions) -> None:
    wechat = RememberingWeChat()

    tell(told, wechat)

    assert wechat.last.path == "/cgi-bin/message/custom/send"
    assert wechat.last.body is not None
    assert wechat.last.body["touser"] == "o1"
    assert text_of(wechat).startswith(f"您昨天问的「{QUESTION}」，现在可以答您了：\n\n【高龄津贴申领指南】")
    assert state(told) == (TellingState.TOLD, None)


def test_nobody_is_told_twice(told: Sessions) -> None:
    wechat = RememberingWeChat()

    for _ in range(3):
        tell(told, wechat)

    assert len(wechat.calls) == 1


KILLED = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from answers.loop.telling import tell_one
from bot.db import Sessions, open_database
from bot.queue.embedded import EmbeddedQueue
from tests.bot.wechat.stand_in import RememberingWeChat

class Dying(RememberingWeChat):
    def send_text(self, openid, text):
        Path(sys.argv[2]).write_text(openid)
        os.kill(os.getpid(), signal.SIGKILL)

now = datetime.fromisoformat(sys.argv[3])
tell_one(Sessions(open_database(sys.argv[1])), EmbeddedQueue(), Dying(), 1, now=now, site="https://example.cn")
"""


def test_a_worker_killed_in_the_middle_of_telling_tells_nobody_twice(told: Sessions, tmp_path: Path) -> None:
    url, sent = told.engine.url.render_as_string(hide_password=False), tmp_path / "sent"
    worker = [sys.executable, "-c", KILLED, url, str(sent), NOON.isoformat()]
    died = subprocess.run(worker, cwd=ROOT, check=False, capture_output=True)
    assert died.returncode == -signal.SIGKILL, died.stderr

    tell(told, again := RememberingWeChat())

    assert sent.read_text() == "o1"
    assert again.calls == []
    assert state(told) == (TellingState.SENDING, None)


@pytest.mark.parametrize("errcode", [45015, 45047, 43004, 48001])
def test_what_wechat_refuses_is_noted_and_not_tried_again(told: Sessions, errcode: int) -> None:
    wechat = RememberingWeChat(refusal(errcode))

    for _ in range(2):
        tell(told, wechat)

    assert len(wechat.calls) == 1
    assert state(told) == (TellingState.REFUSED, errcode)


def test_an_answer_that_never_came_is_not_asked_for_again(told: Sessions) -> None:
    wechat = RememberingWeChat(unanswered("等待超时"))

    for _ in range(2):
        tell(told, wechat)

    assert len(wechat.calls) == 1
    assert state(told)[0] is TellingState.SENDING


@pytest.mark.parametrize("error", [unreachable("无法建立连接"), refusal(45011)], ids=["unreachable", "too fast"])
def test_what_certainly_did_not_go_out_is_sent_later(told: Sessions, error: WeChatError) -> None:
    wechat = RememberingWeChat(error)
    tell(told, wechat)

    tell(told, wechat)

    assert len(wechat.calls) == 2
    assert state(told)[0] is TellingState.TOLD


def test_over_the_days_quota_they_are_told_after_midnight(told: Sessions) -> None:
    wechat, clock, jobs, again = RememberingWeChat(refusal(45009)), HandClock(NOON), Jobs(), EmbeddedQueue()
    jobs.register(TELL, lambda given: tell_one(told, again, wechat, given["telling_id"], now=clock.now(), site=SITE))
    working = Worker(told, jobs, clock)

    working.do_due()
    assert state(told) == (TellingState.WAITING, 45009)
    clock.move(timedelta(hours=13))
    working.do_due()

    assert len(wechat.calls) == 2
    assert state(told) == (TellingState.TOLD, None)


def test_who_cannot_be_told_before_the_window_closes_is_not_waited_for(told: Sessions) -> None:
    wechat = RememberingWeChat(refusal(45009))

    tell(told, wechat, hours=26)

    assert state(told) == (TellingState.REFUSED, 45009)


def test_out_of_wechats_window_nobody_is_written_to(told: Sessions) -> None:
    wechat = RememberingWeChat()

    tell(told, wechat, hours=29)

    assert wechat.calls == []
    assert state(told)[0] is TellingState.TOO_LATE


def test_who_left_is_not_written_to(told: Sessions) -> None:
    with told.begin() as session:
        followers.forget(session.connection(), "o1")

    tell(told, wechat := RememberingWeChat())

    assert wechat.calls == []


def test_an_item_withdrawn_meanwhile_is_not_told(told: Sessions) -> None:
    with told.begin() as session:
        session.scalars(select(Item).where(Item.code == ALLOWANCE)).one().withdrawn_at = NOON

    tell(told, wechat := RememberingWeChat())

    assert wechat.calls == []


def test_a_card_too_long_for_a_message_becomes_a_link(told: Sessions) -> None:
    with told.begin() as session:
        item = session.scalars(select(Item).where(Item.code == ALLOWANCE)).one()
        item.subjects = ["区民政局" * 20] * 12

    tell(told, wechat := RememberingWeChat())

    assert len(text_of(wechat).encode()) <= LIMIT
    assert f"{SITE}/items/{ALLOWANCE}" in text_of(wechat)


def test_what_is_not_ours_is_told_with_whom_to_ask(office: Office) -> None:
    answered(office, Owner("other_place", ""), "请打 0591-12345。")

    tell(office.sessions, wechat := RememberingWeChat())

    assert text_of(wechat) == f"您昨天问的「{QUESTION}」，不归这个公众号管。请打 0591-12345。"
