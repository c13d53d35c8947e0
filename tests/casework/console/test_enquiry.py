"""The pages about enquiries, as workers of several places use them."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from bot.app import Kit
from bot.audit import latest
from bot.time import local
from casework.models import Enquiry, EnquiryReply, EnquiryState, ReplyState
from tests.bot.console.browsing import Browsing
from tests.casework.builders import DAMING, DISTRICT

As = Callable[[str], Browsing]
Stored = Callable[[], Enquiry]
HERE = "/console/enquiries"
ACTIONS = ("reply", "assign", "hand-over", "close", "reopen", "reveal", "told")


@pytest.mark.parametrize(
    ("login", "seen", "hidden"), [("lin", "楼道灯坏了", "井盖坏了"), ("wu", "井盖坏了", "楼道灯坏了")]
)
def test_a_worker_sees_only_the_messages_of_their_community(as_: As, login: str, seen: str, hidden: str) -> None:
    page = as_(login).open(f"{HERE}/").text

    assert seen in page
    assert hidden not in page


@pytest.mark.parametrize("login", ["wang", "zheng"])
def test_the_district_sees_all(as_: As, login: str) -> None:
    page = as_(login).open(f"{HERE}/").text

    assert "楼道灯坏了" in page
    assert "井盖坏了" in page


def test_another_communitys_message_is_neither_shown_nor_touched(as_: As, stored: Stored) -> None:
    wu = as_("wu")
    wu.open(f"{HERE}/2")

    assert wu.open(f"{HERE}/1").status_code == 403
    for action in ACTIONS:
        sent = wu.send(f"{HERE}/1/{action}", text="好", seen="0", login="wu", place=DAMING, reason="无", why="无")
        assert sent.status_code == 403, action
    assert stored().state is EnquiryState.WAITING


@pytest.mark.parametrize(("login", "status"), [("zheng", 200), ("xu", 403)])
def test_the_auditor_reads_and_changes_nothing_and_who_keeps_accounts_sees_nothing(
    as_: As, login: str, status: int
) -> None:
    browsing = as_(login)
    page = browsing.open(f"{HERE}/1")

    assert page.status_code == status
    assert "<textarea" not in page.text
    for action in ACTIONS:
        assert browsing.send(f"{HERE}/1/{action}", text="好", seen="0", why="无").status_code == 403, action


def test_a_reply_is_written_sent_and_shown(as_: As, stored: Stored) -> None:
    lin = as_("lin")
    assert "之前回复，会直接发到居民的微信" in lin.open(f"{HERE}/1").text

    sent = lin.send(f"{HERE}/1/reply", text="已经报修", seen="0")

    assert lin.path(sent) == f"{HERE}/1"
    page = lin.open(f"{HERE}/1").text
    assert "回复记下了，正在发给居民。" in page
    assert "林强回复" in page
    assert stored().state is EnquiryState.ANSWERED


def test_a_reply_after_two_days_says_how_it_will_be_read(kit: Kit, as_: As) -> None:
    with kit.sessions.begin() as session:
        session.execute(update(Enquiry).values(left_at=kit.clock.now() - timedelta(days=3)))
    lin = as_("lin")
    assert "已经过了 48 小时" in lin.open(f"{HERE}/1").text

    lin.send(f"{HERE}/1/reply", text="已经报修", seen="0")

    assert "居民发“我的留言”时会看到" in lin.open(f"{HERE}/1").text
    assert "条回复没有送到居民" in lin.open("/console/").text


@pytest.mark.parametrize(
    ("state", "hours", "words", "counted"),
    [
        (ReplyState.WAITING, 1, "正在发给居民", False),
        (ReplyState.WAITING, 2, "还没有发出去，微信暂时不收", True),
        (ReplyState.SENDING, 0, "正在发给居民", False),
        (ReplyState.SENDING, 1, "不知道居民收到没有", True),
        (ReplyState.REFUSED, 0, "没有送到，微信没有收", True),
        (ReplyState.SENT, 9, "已发到居民的微信", False),
    ],
)
def test_workers_are_told_when_a_reply_does_not_get_through(
    kit: Kit, as_: As, state: ReplyState, hours: int, words: str, counted: bool
) -> None:
    at = kit.clock.now() - timedelta(hours=hours)
    with kit.sessions.begin() as session:
        session.add(EnquiryReply(enquiry_id=1, text="已经报修", by="lin", at=at, attempted_at=at, state=state))
    lin = as_("lin")

    assert words in lin.open(f"{HERE}/1").text
    assert ("楼道灯坏了" in lin.open(f"{HERE}/?more=unreached").text) == counted


def test_a_reply_that_cannot_be_sent_comes_back_as_it_was_written(as_: As, stored: Stored) -> None:
    lin = as_("lin")
    lin.open(f"{HERE}/1")

    refused = lin.send(f"{HERE}/1/reply", text="很长" * 300, seen="0")

    assert refused.status_code == 422
    assert "写了 600 个字，一条微信最多能放 500 个字" in refused.text
    assert "很长" * 300 in refused.text
    assert stored().state is EnquiryState.WAITING


def test_who_writes_while_another_replies_reads_that_reply_and_keeps_their_own(as_: As) -> None:
    lin, wang = as_("lin"), as_("wang")
    lin.open(f"{HERE}/1")
    wang.open(f"{HERE}/1")
    lin.send(f"{HERE}/1/reply", text="已经报修", seen="0")

    refused = wang.send(f"{HERE}/1/reply", text="我来问问", seen="0")

    assert refused.status_code == 422
    assert "别的同事已经回复了" in refused.text
    assert "已经报修" in refused.text
    assert "我来问问" in refused.text


def test_a_button_pressed_twice_replies_once_and_leaves_nothing_to_send_again(as_: As, stored: Stored) -> None:
    lin = as_("lin")
    lin.open(f"{HERE}/1")

    sent = [lin.send(f"{HERE}/1/reply", text="已经报修", seen="0") for _ in range(2)]

    assert [lin.path(answer) for answer in sent] == [f"{HERE}/1"] * 2
    page = lin.open(f"{HERE}/1").text
    assert page.count("已经报修") == 1
    assert page.count("回复记下了") == 1


def test_a_reply_told_in_another_way_is_no_longer_to_be_done(kit: Kit, as_: As) -> None:
    with kit.sessions.begin() as session:
        session.execute(update(Enquiry).values(left_at=kit.clock.now() - timedelta(days=3)))
    lin = as_("lin")
    lin.open(f"{HERE}/1")
    lin.send(f"{HERE}/1/reply", text="已经报修", seen="0")
    assert "楼道灯坏了" in lin.open(f"{HERE}/?more=unreached").text

    assert "已另外告知" in lin.open(f"{HERE}/1").text
    lin.send(f"{HERE}/1/told")

    assert "楼道灯坏了" not in lin.open(f"{HERE}/?more=unreached").text
    with kit.sessions.read() as session:
        assert latest(session, subject="enquiry:1")[0].action == "enquiries.told"


def test_of_a_closed_message_no_reply_is_missed(kit: Kit, as_: As) -> None:
    with kit.sessions.begin() as session:
        session.execute(update(Enquiry).values(left_at=kit.clock.now() - timedelta(days=3)))
    lin = as_("lin")
    lin.open(f"{HERE}/1")
    lin.send(f"{HERE}/1/reply", text="已经报修", seen="0")

    lin.send(f"{HERE}/1/close", reason="已经电话答复")

    assert "楼道灯坏了" not in lin.open(f"{HERE}/?more=unreached").text


def test_numbers_are_hidden_until_somebody_says_why(kit: Kit, as_: As) -> None:
    lin = as_("lin")
    assert "13812345678" not in lin.open(f"{HERE}/").text
    assert "13812345678" not in lin.open(f"{HERE}/1").text

    shown = lin.send(f"{HERE}/1/reveal", why="要打电话问清楚")

    assert "13812345678" in shown.text
    assert "13812345678" not in lin.open(f"{HERE}/1").text
    with kit.sessions.read() as session:
        assert latest(session, subject="enquiry:1")[0].details == {"reason": "写在留言上"}
    assert "要打电话问清楚" in lin.open(f"{HERE}/1").text


def test_hidden_numbers_are_not_found_by_searching_for_them(as_: As) -> None:
    lin = as_("lin")

    assert "楼道灯坏了" in lin.open(f"{HERE}/?q=楼道灯").text
    assert "楼道灯坏了" not in lin.open(f"{HERE}/?q=1381").text


def test_a_message_given_to_a_colleague_is_among_theirs(as_: As, stored: Stored) -> None:
    lin = as_("lin")
    page = lin.open(f"{HERE}/1").text
    assert 'value="wang"' in page
    assert 'value="wu"' not in page

    lin.send(f"{HERE}/1/assign", login="wang")

    assert stored().keeper == "wang"
    assert "楼道灯坏了" in as_("wang").open(f"{HERE}/?more=mine").text


def test_a_message_handed_to_another_community_leaves_this_one(as_: As) -> None:
    lin = as_("lin")
    lin.open(f"{HERE}/1")

    moved = lin.send(f"{HERE}/1/hand-over", place=DAMING)

    assert lin.path(moved) == f"{HERE}/"
    assert "已转给鼓西街道达明社区" in lin.open(f"{HERE}/").text
    assert "楼道灯坏了" in as_("wu").open(f"{HERE}/").text


def test_the_district_still_sees_what_it_hands_over(as_: As) -> None:
    wang = as_("wang")
    wang.open(f"{HERE}/1")

    assert wang.path(wang.send(f"{HERE}/1/hand-over", place=DISTRICT)) == f"{HERE}/1"


def test_closing_says_why_and_can_be_taken_back(as_: As, stored: Stored) -> None:
    lin = as_("lin")
    lin.open(f"{HERE}/1")
    lin.send(f"{HERE}/1/close", reason="已经电话答复")
    assert "没有回复的原因：已经电话答复" in lin.open(f"{HERE}/1").text

    lin.send(f"{HERE}/1/reopen")

    assert stored().state is EnquiryState.WAITING


def undo(browsing: Browsing, page: str) -> TestResponse:
    """Press the first 撤销 on a page, and follow where the POST is sent on to."""
    way = re.search(r'action="(/console/undo/[0-9]+)"', page)
    assert way
    return browsing.send(browsing.path(browsing.send(way[1])))


def test_giving_and_closing_can_be_undone(as_: As, stored: Stored) -> None:
    lin = as_("lin")
    lin.open(f"{HERE}/1")
    lin.send(f"{HERE}/1/assign", login="wang")
    undo(lin, lin.open(f"{HERE}/1").text)
    assert stored().keeper is None

    lin.send(f"{HERE}/1/close", reason="已经电话答复")
    undo(lin, lin.open(f"{HERE}/1").text)

    assert stored().state is EnquiryState.WAITING


def test_what_a_colleague_gave_on_meanwhile_is_not_taken_back(as_: As, stored: Stored) -> None:
    lin, wang = as_("lin"), as_("wang")
    lin.open(f"{HERE}/1")
    lin.send(f"{HERE}/1/assign", login="wang")
    page = lin.open(f"{HERE}/1").text
    wang.open(f"{HERE}/1")
    wang.send(f"{HERE}/1/assign", login="qiu")

    refused = undo(lin, page)

    assert "同事已经改过了，不能撤销" in refused.text
    assert stored().keeper == "qiu"


def test_what_a_colleague_closed_for_another_reason_meanwhile_stays_closed(as_: As, stored: Stored) -> None:
    lin, wang = as_("lin"), as_("wang")
    lin.open(f"{HERE}/1")
    lin.send(f"{HERE}/1/close", reason="已经电话答复")
    page = lin.open(f"{HERE}/1").text
    wang.open(f"{HERE}/1")
    wang.send(f"{HERE}/1/reopen")
    wang.send(f"{HERE}/1/close", reason="居民说不用了")

    refused = undo(lin, page)

    assert "同事已经改过了，不能撤销" in refused.text
    assert stored().closed_reason == "居民说不用了"


def test_what_is_overdue_stands_on_the_to_do_page_of_its_community_alone(kit: Kit, as_: As) -> None:
    with kit.sessions.begin() as session:
        yesterday = local(kit.clock.now()).date() - timedelta(days=1)
        session.execute(update(Enquiry).where(Enquiry.id == 1).values(due_on=yesterday))

    assert "楼道灯坏了" in as_("lin").open("/console/").text
    assert "楼道灯坏了" not in as_("wu").open("/console/").text
    assert "逾期 1 天" in as_("lin").open(f"{HERE}/?more=overdue").text


def test_a_residents_words_are_shown_as_words(kit: Kit, as_: As) -> None:
    with kit.sessions.begin() as session:
        session.execute(update(Enquiry).where(Enquiry.id == 1).values(text="<script>alert(1)</script>"))
    lin = as_("lin")

    for address in (f"{HERE}/", f"{HERE}/1", "/console/"):
        assert "<script>alert" not in lin.open(address).text


@pytest.mark.parametrize("address", ["999", str(2**31), "99999999999999999999"])
def test_numbers_no_message_has_lead_to_a_page_that_says_so(as_: As, address: str) -> None:
    assert as_("lin").open(f"{HERE}/{address}").status_code == 404
