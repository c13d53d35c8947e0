"""A conversation goes on as with a patient clerk: what it is about stays in mind, and nobody guesses a third time."""

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from answers.asked_models import AskedQuestion, Rating
from answers.decision import Decision
from answers.loop.models import Release, ReleaseKind, StoredWording
from bot import followers
from bot.db import Sessions
from bot.followers import Offer
from bot.webhook.inbox import InboxRow
from handlers import phrases
from tests.conftest import NOON
from tests.handlers.chat import (
    HELP,
    HOUSE,
    KNOWN,
    MINUTE,
    NAMES,
    SUPPORT,
    TELEPHONE,
    Chat,
    is_about,
    is_person,
)

CHOICE = "老人有什么补助"  # SUPPORT, HELP, HOUSE


def test_a_follow_up_is_about_the_item_before(sessions: Sessions) -> None:
    chat = Chat(sessions)
    chat.say("低保怎么办")

    reply = chat.say("那要多久", after=9 * MINUTE)

    assert is_about(reply, HELP)
    assert chat.asked()[-1].reason == "context"


def test_after_ten_minutes_nothing_is_in_mind(sessions: Sessions) -> None:
    chat = Chat(sessions)
    chat.say("低保怎么办")

    reply = chat.say("那要多久", after=10 * MINUTE)

    assert "答不上来" in reply


def test_each_follow_up_keeps_the_item_in_mind(sessions: Sessions) -> None:
    chat = Chat(sessions)
    chat.say("低保怎么办")
    chat.say("那要多久", after=8 * MINUTE)

    assert is_about(chat.say("那去哪里", after=8 * MINUTE), HELP)


def test_a_new_topic_takes_the_place_of_the_old(sessions: Sessions) -> None:
    chat = Chat(sessions)
    chat.say("低保怎么办")
    chat.say("高龄津贴怎么领")

    assert is_about(chat.say("那要多久"), SUPPORT)


def test_thanks_and_greetings_do_not_make_a_clerk_forget(sessions: Sessions) -> None:
    chat = Chat(sessions)
    chat.say("低保怎么办")
    chat.say("谢谢")
    chat.say("你好")

    assert is_about(chat.say("那要多久"), HELP)


def test_what_is_nobodys_business_here_changes_the_topic(sessions: Sessions) -> None:
    chat = Chat(sessions, KNOWN | {"护照在哪办": Decision("none", reason="national_service")})
    chat.say("低保怎么办")

    reply = chat.say("护照在哪办")

    assert "12367" in reply
    assert "答不上来" in chat.say("那要多久")


def test_one_residents_item_is_not_anothers(sessions: Sessions) -> None:
    Chat(sessions).say("低保怎么办")

    assert "答不上来" in Chat(sessions).say("那要多久")


def test_what_was_picked_is_in_mind(sessions: Sessions) -> None:
    chat = Chat(sessions)
    chat.say(CHOICE)
    chat.say("3")

    assert is_about(chat.say("那要多久"), HOUSE)
    assert chat.asked()[0].picked == HOUSE


def test_a_follow_up_before_picking_asks_again_which_and_remembers_what_was_asked(sessions: Sessions) -> None:
    chat = Chat(sessions)
    chat.say(CHOICE)

    again = chat.say("那要多久")

    assert all(name in again for name in NAMES.values())
    assert "期限" in chat.say("2").splitlines()[1]


@pytest.mark.parametrize(
    "words",
    [
        "2",
        "２",
        "2.",
        "2、",
        "（2）",
        "二",
        "第二个",
        "第二条吧",
        "选2",
        "我选第2个",
        "就第二个",
        "第2项",
        "2号",
        "第二个。谢谢",
    ],
)
def test_a_number_said_in_any_way_picks(sqlite: Sessions, words: str) -> None:
    chat = Chat(sqlite)
    chat.say(CHOICE)

    assert is_about(chat.say(words), HELP)


def test_a_dictated_number_picks(sqlite: Sessions) -> None:
    chat = Chat(sqlite)
    chat.say(CHOICE)

    assert is_about(chat.speak("第二个吧。"), HELP)


@pytest.mark.parametrize("words", ["一个月多少钱", "两个人可以吗", "2000块够吗", "三条腿的凳子", "第二天还能办吗"])
def test_a_number_within_a_sentence_picks_nothing(sqlite: Sessions, words: str) -> None:
    chat = Chat(sqlite)
    chat.say(CHOICE)

    assert "答不上来" in chat.say(words)


@pytest.mark.parametrize("words", ["都不是", "不是", "都不对。", "一个都不是"])
def test_none_of_these_is_a_miss_and_remembered_against_the_choice(sessions: Sessions, words: str) -> None:
    chat = Chat(sessions)
    chat.say(CHOICE)

    reply = chat.say(words)

    assert "换个说法" in reply
    assert chat.asked()[0].rating is Rating.DID_NOT_HELP
    assert "没有要选的" in chat.say("1")


def test_none_of_these_twice_brings_a_person(sessions: Sessions) -> None:
    chat = Chat(sessions)
    chat.say(CHOICE)
    chat.say("都不是")
    chat.say(CHOICE)

    assert is_person(chat.say("都不是"))


def test_zero_after_a_choice_is_a_person(sqlite: Sessions) -> None:
    chat = Chat(sqlite)
    chat.say(CHOICE)

    assert is_person(chat.say("0"))


def test_not_that_after_an_answer_counts_against_it(sqlite: Sessions) -> None:
    chat = Chat(sqlite)
    chat.say("低保怎么办")

    assert "换个说法" in chat.say("不是这个")
    assert chat.asked()[0].rating is Rating.DID_NOT_HELP
    assert "答不上来" not in chat.say("那要多久")  # a second miss: a person instead


def test_what_nobody_can_answer_is_admitted_with_a_telephone_number(sqlite: Sessions) -> None:
    reply = Chat(sqlite).say("外星人归谁管")

    assert TELEPHONE in reply
    assert "留言" in reply


@pytest.mark.parametrize("reason", sorted(phrases.NOT_OURS))
def test_what_is_not_ours_is_told_at_once_and_is_no_miss(sqlite: Sessions, reason: str) -> None:
    chat = Chat(sqlite, KNOWN | {"不归这里管的事": Decision("none", reason=reason)})

    assert chat.say("不归这里管的事") == chat.say("不归这里管的事") == phrases.NOT_OURS[reason]


def test_the_second_miss_in_a_row_brings_a_person(sessions: Sessions) -> None:
    chat = Chat(sessions)
    first = chat.say("外星人归谁管")

    second = chat.say("火星人呢", after=9 * MINUTE)

    assert not is_person(first)
    assert is_person(second)
    assert "不敢再猜" in second


def test_after_the_person_the_next_miss_is_a_first_one_again(sqlite: Sessions) -> None:
    chat = Chat(sqlite)
    chat.say("外星人归谁管")
    chat.say("火星人呢")

    assert not is_person(chat.say("木星人呢"))


@pytest.mark.parametrize("between", ["低保怎么办", "人工"])
def test_misses_with_help_between_are_not_in_a_row(sqlite: Sessions, between: str) -> None:
    chat = Chat(sqlite)
    chat.say("外星人归谁管")
    chat.say(between)

    assert not is_person(chat.say("火星人呢"))


def test_misses_far_apart_are_not_in_a_row(sqlite: Sessions) -> None:
    chat = Chat(sqlite)
    chat.say("外星人归谁管")

    assert not is_person(chat.say("火星人呢", after=10 * MINUTE))


def test_what_was_offered_can_still_be_picked_after_a_miss(sqlite: Sessions) -> None:
    chat = Chat(sqlite)
    chat.say(CHOICE)
    chat.say("外星人归谁管")

    assert is_about(chat.say("1"), SUPPORT)


def test_a_residents_number_is_kept_only_where_the_workers_need_it(sessions: Sessions) -> None:
    chat = Chat(sessions)
    chat.say("我电话13812345678，外星人归谁管")
    chat.say("留言 请打13812345678")

    with sessions.read() as session:
        kept = [*session.scalars(select(InboxRow.text)), *session.scalars(select(AskedQuestion.text))]
    assert not any("13812345678" in text for text in kept if text)
    assert chat.left() == ["请打13812345678"]


def test_a_delivery_that_failed_and_comes_again_changes_nothing_twice(sessions: Sessions) -> None:
    chat = Chat(sessions)
    chat.say("低保怎么办")
    chat.hear_again()

    assert len(chat.asked()) == 1
    assert is_about(chat.say("那要多久"), HELP)


def test_a_long_answer_comes_in_pages_that_say_how_many_remain(sessions: Sessions) -> None:
    chat = Chat(sessions)
    leave_open(chat, "这句话是一页里的一句。" * 150)

    pages = [chat.say("下一页"), chat.say("1"), chat.say("看下一页")]

    assert [re.findall(r"还有 (\d) 页", page) for page in pages] == [["2"], ["1"], []]


def leave_open(chat: Chat, text: str) -> None:
    """Leave a text open to be read on, as a long card does."""
    with chat.sessions.connect() as connection:
        follower = followers.meet(connection, chat.openid, now=chat.now)
        followers.remember(connection, follower, Offer("rest", {"text": text}, chat.now + MINUTE), {})


utterances = st.sampled_from(
    [
        "低保怎么办",
        CHOICE,
        "那要多久",
        "1",
        "2",
        "3",
        "都不是",
        "外星人归谁管",
        "谢谢",
        "你好",
        "长辈版",
        "标准版",
        "留言",
        "楼道灯坏了",
        "帮助",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(st.lists(utterances, max_size=8))
def test_zero_is_a_person_wherever_a_conversation_stands(sqlite: Sessions, before: list[str]) -> None:
    chat = Chat(sqlite)
    for words in before:
        chat.say(words)

    assert is_person(chat.say("0"))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(st.lists(utterances, max_size=10))
def test_in_elder_mode_every_reply_names_a_person_by_digit_or_number(sqlite: Sessions, said: list[str]) -> None:
    chat = Chat(sqlite)
    chat.say("长辈版")

    for words in said:
        if words == "标准版":
            continue
        reply = chat.say(words)
        assert "0 找人" in reply or is_person(reply)


def test_where_a_worker_said_whom_to_ask_the_resident_reads_it(sessions: Sessions) -> None:
    with sessions.begin() as session:
        release = Release(
            follows=0, kind=ReleaseKind.CHANGE, drafted_by="王敏", released_by="林小雨", released_at=NOON,
            reason="", source="", figures={},
        )  # fmt: skip
        advised = StoredWording(
            text="厦门的低保", owner="other_place", name="", also=[], advice="请打厦门 0592-12345。", said="厦门的低保",
            bundled=False, added_by="王敏", added_on=NOON.date(), since=release,
        )  # fmt: skip
        session.add(advised)

    assert Chat(sessions).say("厦门的低保？") == "请打厦门 0592-12345。"


def test_after_a_choice_a_question_of_its_own_is_answered_as_such(sessions: Sessions) -> None:
    chat = Chat(sessions)
    chat.say(CHOICE)

    assert is_about(chat.say("公租房怎么申请"), HOUSE)
