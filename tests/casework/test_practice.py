"""Enquiries to practise with stay among those who practise."""

import pytest
from sqlalchemy import select

from bot.db import Sessions
from bot.place_list import PlaceKind
from bot.places import Place, place_by_code
from casework import handling
from casework.handling import NoPlace
from casework.models import Enquiry
from casework.practice import LEFT, add_examples
from tests.casework.builders import DAMING, ZHONGSHAN, an_enquiry
from tests.conftest import NOON


@pytest.fixture
def practice(district: Sessions) -> Sessions:
    """The district, and a place made up for practice."""
    with district.begin() as session:
        session.add(Place(code="made-up", kind=PlaceKind.COMMUNITY, name="练习社区", source="练习", practice=True))
    return district


def test_a_real_enquiry_is_never_handed_to_who_only_practises(practice: Sessions) -> None:
    with practice.begin() as session:
        enquiry = an_enquiry(session, at=ZHONGSHAN)

        with pytest.raises(NoPlace):
            handling.hand_over(session, enquiry.id, place_by_code(session, "made-up"), by="lin", at=NOON)


def test_what_is_made_up_is_never_handed_to_a_real_place(practice: Sessions) -> None:
    with practice.begin() as session:
        enquiry = an_enquiry(session, at=ZHONGSHAN)
        enquiry.place = place_by_code(session, "made-up")

        with pytest.raises(NoPlace):
            handling.hand_over(session, enquiry.id, place_by_code(session, DAMING), by="lianxi1", at=NOON)


def test_examples_wait_for_minutes_and_for_weeks_one_of_them_overdue(practice: Sessions) -> None:
    with practice.begin() as session:
        follower = an_enquiry(session, at=ZHONGSHAN).follower_id
        add_examples(session, [follower] * 6, NOON)

        found = session.scalars(select(Enquiry).where(Enquiry.text.in_([text for *_, text in LEFT]))).all()

        assert len(found) == len(LEFT)
        assert all(one.left_at < NOON for one in found)
        assert sum(one.due_on < NOON.date() for one in found) == 1
