"""Enquiries as residents leave them and look them up."""

from datetime import date, timedelta

from bot.db import Sessions
from casework import enquiries
from tests.casework.builders import DISTRICT, ZHONGSHAN, an_enquiry
from tests.conftest import NOON


def test_an_enquiry_belongs_to_the_community_of_who_left_it(district: Sessions) -> None:
    with district.begin() as session:
        enquiry = an_enquiry(session, at=ZHONGSHAN)

        assert enquiry.place is not None
        assert enquiry.place.code == ZHONGSHAN


def test_an_enquiry_of_somebody_who_lives_nobody_knows_where_belongs_to_the_district(district: Sessions) -> None:
    with district.begin() as session:
        enquiry = an_enquiry(session, at=None)

        assert enquiry.place is not None
        assert enquiry.place.code == DISTRICT


def test_an_enquiry_is_due_after_fifteen_working_days(district: Sessions) -> None:
    with district.begin() as session:
        assert an_enquiry(session, left_at=NOON).due_on == date(2026, 12, 14)


def test_the_newest_of_a_resident_come_first_and_nobody_elses(district: Sessions) -> None:
    with district.begin() as session:
        for days, openid in enumerate(("o1", "o2", "o1")):
            an_enquiry(session, f"第 {days} 天", openid=openid, left_at=NOON + timedelta(days=days))
        mine = enquiries.latest(session, 1)[0].follower_id

        assert [one.text for one in enquiries.latest_of(session, mine, 5)] == ["第 2 天", "第 0 天"]
        assert enquiries.how_many(session, mine) == 2
