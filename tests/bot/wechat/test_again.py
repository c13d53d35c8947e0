"""A message is sent again only when it certainly did not arrive, and less and less often."""

from datetime import timedelta

import pytest

from bot.wechat.again import LONGEST_PAUSE, again_at
from bot.wechat.errors import WeChatError, refusal, unanswered, unreachable
from tests.conftest import NOON


@pytest.mark.parametrize("error", [unanswered("timeout"), refusal(-1), refusal(45047)])
def test_what_may_have_arrived_or_will_never_be_taken_is_not_sent_again(error: WeChatError) -> None:
    assert again_at(error, since=NOON, now=NOON) is None


def test_over_the_days_quota_it_is_sent_after_midnight_in_china() -> None:
    assert again_at(refusal(45009), since=NOON, now=NOON) == NOON + timedelta(hours=12)


@pytest.mark.parametrize(
    ("tried_for", "pause"),
    [
        (timedelta(0), timedelta(seconds=5)),
        (timedelta(hours=1), timedelta(minutes=15)),
        (timedelta(days=1), LONGEST_PAUSE),
    ],
)
def test_the_longer_wechat_is_out_of_reach_the_less_often_it_is_tried(tried_for: timedelta, pause: timedelta) -> None:
    assert again_at(unreachable("no route"), since=NOON - tried_for, now=NOON) == NOON + pause
