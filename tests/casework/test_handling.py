"""What workers may do with enquiries, and what of it is written down."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.audit import latest
from bot.db import Sessions
from bot.places import Place, place_by_code
from bot.queue.embedded import EmbeddedQueue
from bot.queue.models import QueuedJob
from bot.webhook.inbox import InboxRow
from bot.workers.accounts import disable, worker_by_login
from bot.workers.worker import Worker
from casework import handling
from casework.handling import HANDLE, WINDOW
from casework.models import Enquiry, EnquiryReply, EnquiryState, ReplyState
from tests.casework.builders import DAMING, DISTRICT, STREET, ZHONGSHAN, an_enquiry
from tests.conftest import NOON

LATER = NOON + timedelta(hours=1)
QUEUE = EmbeddedQueue()


def reply(session: Session, enquiry: Enquiry, text: str = "已经报修。", *, seen: int = 0) -> EnquiryReply:
    return handling.reply(session, QUEUE, enquiry.id, text, seen=seen, by="lin", at=LATER)


def worker(session: Session, login: str) -> Worker:
    return Worker.of(worker_by_login(session, login))


def actions(session: Session) -> list[str]:
    return [event.action for event in latest(session, subject="enquiry:1")]


@pytest.mark.parametrize(
    ("login", "seen"),
    [
        ("lin", {ZHONGSHAN}),
        ("wu", {DAMING}),
        ("qiu", {STREET, ZHONGSHAN}),
        ("wang", {DISTRICT, STREET, ZHONGSHAN, DAMING}),
        ("zheng", set()),
        ("xu", set()),
    ],
)
def test_everybody_sees_to_the_enquiries_of_their_places_and_no_others(
    district: Sessions, login: str, seen: set[str]
) -> None:
    with district.begin() as session:
        for place in (DISTRICT, STREET, ZHONGSHAN, DAMING):
            an_enquiry(session, at=place, openid=place)

        found = session.scalars(select(Enquiry).where(handling.seen_by(worker(session, login), *HANDLE)))

        assert {one.place.code for one in found if one.place} == seen


def test_what_the_list_shows_is_what_the_page_lets_in(district: Sessions) -> None:
    with district.begin() as session:
        an_enquiry(session, at=ZHONGSHAN)
        for login in ("lin", "wu", "qiu", "wang", "zheng", "xu"):
            who = worker(session, login)
            in_list = session.scalar(select(Enquiry.id).where(handling.seen_by(who, *HANDLE))) is not None
            place = handling.place_of(session, handling.find(session, 1))

            assert in_list == any(who.may(role, place) for role in HANDLE)


def test_an_enquiry_left_before_there_were_places_is_seen_by_the_district_alone(district: Sessions) -> None:
    with district.begin() as session:
        an_enquiry(session).place = None
        session.flush()

        seeing = select(Enquiry.id)
        assert session.scalar(seeing.where(handling.seen_by(worker(session, "wang"), *HANDLE))) == 1
        assert session.scalar(seeing.where(handling.seen_by(worker(session, "lin"), *HANDLE))) is None


def test_a_reply_in_time_goes_out_at_once(district: Sessions) -> None:
    with district.begin() as session:
        made = reply(session, an_enquiry(session))

        assert made.state is ReplyState.WAITING
        assert made.enquiry.state is EnquiryState.ANSWERED
        assert session.scalars(select(QueuedJob.payload)).all() == [{"reply_id": made.id}]
        assert latest(session, subject="enquiry:1")[0].details == {
            "before": {"state": "等回复"},
            "after": {"state": "已回复"},
            "reply": made.id,
            "sent": True,
        }


def test_a_reply_too_late_for_wechat_waits_until_the_resident_looks(district: Sessions) -> None:
    with district.begin() as session:
        made = reply(session, an_enquiry(session, left_at=LATER - WINDOW))

        assert made.state is ReplyState.KEPT
        assert session.scalars(select(QueuedJob.id)).all() == []


def test_the_window_is_reckoned_from_the_last_time_the_resident_wrote(district: Sessions) -> None:
    with district.begin() as session:
        enquiry = an_enquiry(session, left_at=NOON - WINDOW)
        wrote = InboxRow(key="k", received_at=NOON, follower_id=enquiry.follower_id, kind="text")
        tapped = InboxRow(key="l", received_at=LATER, follower_id=enquiry.follower_id, kind="click")
        session.add_all([wrote, tapped])

        assert handling.window_ends(session, enquiry) == NOON + WINDOW


@pytest.mark.parametrize("text", ["", " \n ", "字" * 501])
def test_a_reply_is_neither_empty_nor_longer_than_a_message(district: Sessions, text: str) -> None:
    with district.begin() as session:
        enquiry = an_enquiry(session)

        with pytest.raises(handling.BadReply):
            reply(session, enquiry, text)


def test_two_who_reply_at_once_do_not_both_reply(district: Sessions) -> None:
    with district.begin() as session:
        enquiry = an_enquiry(session)
        reply(session, enquiry)

        with pytest.raises(handling.RepliedMeanwhile):
            reply(session, enquiry, "马上来修。", seen=0)


def test_a_reply_sent_twice_is_one_reply(district: Sessions) -> None:
    with district.begin() as session:
        enquiry = an_enquiry(session)
        reply(session, enquiry, "已经报修。 ")

        with pytest.raises(handling.RepliedAlready):
            reply(session, enquiry, "已经报修。 ", seen=0)

        assert [one.text for one in enquiry.replies] == ["已经报修。"]


def test_who_has_read_the_first_reply_may_add_another(district: Sessions) -> None:
    with district.begin() as session:
        enquiry = an_enquiry(session)
        reply(session, enquiry)

        reply(session, enquiry, "修好了。", seen=1)

        assert [one.text for one in enquiry.replies] == ["已经报修。", "修好了。"]


def test_an_enquiry_is_given_to_who_sees_to_its_place_only(district: Sessions) -> None:
    with district.begin() as session:
        enquiry = an_enquiry(session, at=ZHONGSHAN)

        handling.assign(session, enquiry.id, "qiu", by="lin", at=LATER)

        assert enquiry.keeper == "qiu"
        for stranger in ("wu", "zheng", "nobody"):
            with pytest.raises(handling.NoKeeper):
                handling.assign(session, enquiry.id, stranger, by="lin", at=LATER)


def test_nobody_is_given_an_enquiry_whose_account_is_closed(district: Sessions) -> None:
    with district.begin() as session:
        enquiry = an_enquiry(session, at=ZHONGSHAN)
        disable(session, worker_by_login(session, "qiu"), by="xu", at=NOON)

        with pytest.raises(handling.NoKeeper):
            handling.assign(session, enquiry.id, "qiu", by="lin", at=LATER)


def test_an_enquiry_handed_over_is_kept_by_nobody_there(district: Sessions) -> None:
    with district.begin() as session:
        enquiry = an_enquiry(session, at=ZHONGSHAN)
        handling.assign(session, enquiry.id, "lin", by="lin", at=LATER)

        handling.hand_over(session, enquiry.id, place_by_code(session, DAMING), by="lin", at=LATER)

        assert enquiry.place is not None
        assert (enquiry.place.code, enquiry.keeper) == (DAMING, None)
        assert actions(session) == ["enquiries.hand_over", "enquiries.assign"]
        details = latest(session, subject="enquiry:1")[0].details
        assert [side["place"].endswith("社区") for side in (details["before"], details["after"])] == [True, True]


def test_an_enquiry_is_handed_to_another_place_in_use_only(district: Sessions) -> None:
    with district.begin() as session:
        enquiry = an_enquiry(session, at=ZHONGSHAN)
        closed = session.scalars(select(Place).where(Place.code == DAMING)).one()
        closed.active = False

        for place in (None, closed, enquiry.place):
            with pytest.raises(handling.NoPlace):
                handling.hand_over(session, enquiry.id, place, by="lin", at=LATER)


def test_closing_without_a_reply_needs_a_reason(district: Sessions) -> None:
    with district.begin() as session:
        enquiry = an_enquiry(session)

        with pytest.raises(handling.NoReason):
            handling.close(session, enquiry.id, "  ", by="lin", at=LATER)


def test_what_is_closed_can_be_opened_again_and_answered_then(district: Sessions) -> None:
    with district.begin() as session:
        enquiry = an_enquiry(session)
        handling.close(session, enquiry.id, "已经电话答复 13812345678", by="lin", at=LATER)
        assert enquiry.closed_reason == "已经电话答复 〔手机号〕"
        with pytest.raises(handling.IsClosed):
            reply(session, enquiry)

        handling.reopen(session, enquiry.id, by="lin", at=LATER)

        assert enquiry.state is EnquiryState.WAITING
        reply(session, enquiry)
        assert actions(session) == ["enquiries.reply", "enquiries.reopen", "enquiries.close"]


def test_what_waits_already_is_not_opened(district: Sessions) -> None:
    with district.begin() as session:
        enquiry = an_enquiry(session)

        with pytest.raises(handling.IsOpen):
            handling.reopen(session, enquiry.id, by="lin", at=LATER)


def test_who_looks_at_hidden_numbers_says_why_and_it_is_written_down(district: Sessions) -> None:
    with district.begin() as session:
        enquiry = an_enquiry(session)
        with pytest.raises(handling.NoReason):
            handling.reveal(session, enquiry.id, "", by="lin", at=LATER)

        handling.reveal(session, enquiry.id, "要上门修灯", by="lin", at=LATER)

        event = latest(session, subject="enquiry:1")[0]
        assert (event.actor, event.action, event.details) == ("lin", "enquiries.reveal", {"reason": "写在留言上"})


def test_nothing_is_done_to_an_enquiry_that_is_gone(district: Sessions) -> None:
    with district.begin() as session, pytest.raises(handling.NoEnquiry):
        handling.close(session, 1, "无", by="lin", at=LATER)
