"""A person: now, or when the office opens next, by working days; and an emergency before everything else."""

from datetime import UTC, date, datetime

import pytest

from bot.db import Sessions
from bot.office import DISCLOSURE_OFFICE
from bot.time import SHANGHAI
from bot.working_days import WorkingDayOverride
from handlers import phrases
from tests.handlers.chat import TELEPHONE, Chat, is_person


def at(*parts: int) -> datetime:
    """A moment in Fuzhou, as the webhook has it."""
    return datetime(*parts, tzinfo=SHANGHAI).astimezone(UTC)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (at(2026, 11, 23, 9), "现在是办公时间"),
        (at(2026, 11, 23, 7), "今天上午 8:00 上班"),
        (at(2026, 11, 23, 12, 30), "今天下午 2:30 上班"),
        (at(2026, 11, 23, 20), "明天（周二）上午 8:00 上班"),
        (at(2026, 11, 27, 20), "11月30日（周一）上午 8:00 上班"),
        (at(2026, 9, 30, 20), "10月8日（周四）上午 8:00 上班"),
        (at(2026, 2, 13, 20), "明天（周六）上午 8:00 上班"),  # a Saturday worked for the Spring Festival
    ],
)
def test_a_person_is_offered_by_working_hours(sqlite: Sessions, now: datetime, said: str) -> None:
    reply = Chat(sqlite, now=now).say("人工")

    assert reply.splitlines()[1] == TELEPHONE
    assert said in reply
    assert "12345" in reply


def test_the_districts_own_table_counts(sessions: Sessions) -> None:
    with sessions.begin() as session:
        session.add(WorkingDayOverride(day=date(2026, 11, 24), works=False, note="台风"))

    assert "后天（周三）上午 8:00 上班" in Chat(sessions, now=at(2026, 11, 23, 20)).say("人工")


def test_a_day_not_yet_confirmed_says_so(sqlite: Sessions) -> None:
    assert "还没公布" in Chat(sqlite, now=at(2030, 3, 1, 20)).say("人工")
    assert "还没公布" not in Chat(sqlite, now=at(2026, 11, 23, 20)).say("人工")


def test_hours_that_are_an_example_are_called_one(sqlite: Sessions) -> None:
    assert DISCLOSURE_OFFICE.hours.example
    assert "只是示例" in Chat(sqlite).say("人工")


@pytest.mark.parametrize(
    "words",
    [
        "人工", "转人工！", "０", "给我找个人工客服", "你听不懂，帮我转人工吧",
        "我妈八十多了一个人住，上次摔了一跤腿脚不方便，问了半天你都说不明白，我要人工",
    ],
)  # fmt: skip
def test_a_person_is_found_wherever_one_is_asked_for(sqlite: Sessions, words: str) -> None:
    assert is_person(Chat(sqlite).say(words))


def test_what_only_sounds_like_asking_for_a_person_is_a_question(sqlite: Sessions) -> None:
    chat = Chat(sqlite)

    chat.say("家里老人耳朵听不见，医生说要装人工耳蜗，一个要二十多万，听说残联那边有补贴，是不是真的")

    assert len(chat.asked()) == 1


@pytest.mark.parametrize("words", ["我家着火了转人工", "110", "留言 有人晕倒了"])
def test_an_emergency_comes_before_a_person(sqlite: Sessions, words: str) -> None:
    assert Chat(sqlite).say(words).startswith("要紧！请马上打电话：\n急救 120")


def test_midnight_and_noon_are_said_as_people_say_them() -> None:
    now = at(2026, 11, 23, 9)

    assert phrases.when(datetime(2026, 11, 23, 12, 5, tzinfo=SHANGHAI), now=now) == "今天下午 12:05"
    assert phrases.when(datetime(2026, 11, 25, 0, 5, tzinfo=SHANGHAI), now=now) == "后天（周三）上午 0:05"
