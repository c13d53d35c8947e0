"""Whether an answer helped is asked at most once a day, and a "no" goes on to the workers."""

from collections import Counter
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from answers.asked_models import Rating
from bot.db import Sessions
from bot.time import local
from tests.handlers.chat import HELP, HOUSE, MINUTE, Chat, is_about, is_person

QUESTION = "帮到您了吗"


def test_below_an_answer_stands_the_question_whether_it_helped(sessions: Sessions) -> None:
    chat = Chat(sessions)

    assert chat.say("低保怎么办").endswith("帮到您了吗？回复 1 帮到　2 没有")
    assert "谢谢您" in chat.say("1")
    assert chat.asked()[0].rating is Rating.HELPED


def test_it_is_not_asked_where_digits_mean_something_else(sqlite: Sessions) -> None:
    chat = Chat(sqlite)

    assert QUESTION not in chat.say("老人有什么补助")
    assert QUESTION not in chat.press("TOPIC_SJ")
    assert QUESTION not in chat.say("外星人归谁管")


def test_what_was_picked_can_be_rated(sqlite: Sessions) -> None:
    chat = Chat(sqlite)
    chat.say("老人有什么补助")

    assert QUESTION in chat.say("2")


moves = st.tuples(
    st.sampled_from(["低保怎么办", "公租房怎么申请", "老人有什么补助", "1", "2", "长辈版", "标准版", "楼道灯坏了"]),
    st.integers(1, 20 * 60).map(lambda minutes: minutes * MINUTE),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(st.lists(moves, max_size=12))
def test_nobody_is_asked_twice_on_a_day_in_fuzhou(sqlite: Sessions, said: list[tuple[str, timedelta]]) -> None:
    chat = Chat(sqlite)
    days: Counter[object] = Counter()

    for words, after in said:
        if QUESTION in chat.say(words, after=after):
            days[local(chat.now).date()] += 1

    assert set(days.values()) <= {1}


def test_the_next_day_it_is_asked_again(sqlite: Sessions) -> None:
    chat = Chat(sqlite)
    chat.say("低保怎么办")

    assert QUESTION in chat.say("低保怎么办", after=timedelta(hours=12))  # from noon to midnight


def test_a_no_counts_against_the_answer_and_the_next_words_go_to_the_workers(sessions: Sessions) -> None:
    chat = Chat(sessions)
    chat.say("低保怎么办")

    assert "没帮上您" in chat.say("2")
    assert "记下了" in chat.say("我问的是低保多少钱一个月")
    assert chat.left() == ["我问的是低保多少钱一个月"]
    assert [question.rating for question in chat.asked()] == [Rating.DID_NOT_HELP]


def test_the_same_question_again_is_for_the_workers_and_another_one_is_answered(sqlite: Sessions) -> None:
    chat, other = Chat(sqlite), Chat(sqlite)
    for one in (chat, other):
        one.say("低保怎么办")
        one.say("2")

    assert "记下了" in chat.say("低保怎么办")
    reply = other.say("公租房怎么申请")

    assert is_about(reply, HOUSE)
    assert "刚才没有留言" in reply
    assert chat.left() == ["低保怎么办"]


@pytest.mark.parametrize("words", ["1", "取消", "不用了", "算了。"])
def test_the_message_can_be_cancelled(sqlite: Sessions, words: str) -> None:
    chat = Chat(sqlite)
    chat.say("低保怎么办")
    chat.say("2")

    assert "不留了" in chat.say(words)
    assert chat.left() == []
    assert "记下了" not in chat.say("楼道灯坏了")


@pytest.mark.parametrize("words", ["帮助", "你好", "谢谢", "我的留言", "人工"])
def test_a_command_is_obeyed_and_that_nothing_was_left_is_said(sqlite: Sessions, words: str) -> None:
    chat = Chat(sqlite)
    chat.say("低保怎么办")
    chat.say("2")

    assert "刚才没有留言" in chat.say(words)
    assert chat.left() == []
    assert "记下了" not in chat.say("楼道灯坏了")


def test_a_button_ends_the_wait_too(sqlite: Sessions) -> None:
    chat = Chat(sqlite)
    chat.say("留言")

    assert "刚才没有留言" in chat.press("TOPIC_SJ")
    assert is_about(chat.say("1"), HELP)


@pytest.mark.parametrize("words", ["2", "。。。"])
def test_what_says_nothing_is_no_message(sqlite: Sessions, words: str) -> None:
    chat = Chat(sqlite)
    chat.say("低保怎么办")
    chat.say("2")

    chat.say(words)

    assert chat.left() == []


def test_a_digit_by_mistake_leaves_another_question_a_question(sqlite: Sessions) -> None:
    chat = Chat(sqlite)
    for words in ("低保怎么办", "2", "2"):
        chat.say(words)

    assert is_about(chat.say("公租房怎么申请"), HOUSE)


def test_after_ten_minutes_words_are_a_question_again(sqlite: Sessions) -> None:
    chat = Chat(sqlite)
    chat.say("低保怎么办")
    chat.say("2")

    chat.say("楼道灯坏了", after=11 * MINUTE)

    assert chat.left() == []


def test_a_message_that_was_asked_for_may_be_a_question(sqlite: Sessions) -> None:
    chat = Chat(sqlite)
    chat.say("留言")

    assert "记下了" in chat.say("公租房怎么申请")
    assert chat.left() == ["公租房怎么申请"]


def test_thanks_within_a_message_do_not_make_it_a_courtesy(sqlite: Sessions) -> None:
    chat = Chat(sqlite)
    chat.say("留言")

    chat.say("谢谢你们上次来修，可是楼道灯又坏了，人工费我出")

    assert len(chat.left()) == 1


def test_a_voice_message_nobody_heard_keeps_the_wait(sqlite: Sessions) -> None:
    chat = Chat(sqlite)
    chat.say("留言")

    assert "打字" in chat.speak("")
    assert "记下了" in chat.say("楼道灯坏了")


def test_a_message_about_an_emergency_is_kept_but_the_numbers_come_first(sqlite: Sessions) -> None:
    chat = Chat(sqlite)
    chat.say("留言")

    reply = chat.say("三楼着火了")

    assert "119" in reply.splitlines()[2]
    assert chat.left() == ["三楼着火了"]


def test_zero_ends_the_wait_with_a_person(sqlite: Sessions) -> None:
    chat = Chat(sqlite)
    chat.say("留言")

    assert is_person(chat.say("0"))
    assert chat.left() == []


@pytest.mark.parametrize(("words", "rating"), [("帮到了", Rating.HELPED), ("没有", Rating.DID_NOT_HELP)])
def test_the_question_can_be_answered_in_words(sqlite: Sessions, words: str, rating: Rating) -> None:
    chat = Chat(sqlite)
    chat.say("低保怎么办")

    chat.speak(words)

    assert chat.asked()[0].rating is rating
