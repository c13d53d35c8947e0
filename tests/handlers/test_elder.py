"""长辈版: nothing to type but a digit, three choices, short sentences, kept in every flow."""

import re

import pytest

from bot.db import Sessions
from tests.handlers.chat import HELP, MINUTE, SUPPORT, Chat, is_about, is_person


@pytest.fixture
def chat(sqlite: Sessions) -> Chat:
    """The chat of somebody in 长辈版."""
    chat = Chat(sqlite)
    chat.say("长辈版")
    return chat


def test_every_reply_offers_digits_only_up_to_three_and_zero(chat: Chat) -> None:
    said = [
        "你好",
        "帮助",
        "低保怎么办",
        "1",
        "2",
        "1",
        "老人有什么补助",
        "外星人归谁管",
        "谢谢",
        "都不是",
        "留言",
        "1",
        "7",
    ]

    for words in said:
        reply = chat.say(words)
        digits = set(re.findall(r"(?:^|[\n　>])(\d) ", reply))
        assert digits <= {"0", "1", "2", "3"}
        assert "0" in digits or is_person(reply)


def test_topics_by_digit_lead_to_an_answer(chat: Chat) -> None:
    chat.say("你好")

    assert NAME in chat.say("1")
    assert is_about(chat.say("1"), HELP)


NAME = "最低生活保障办事指南"


def test_the_beginning_comes_first_and_whether_it_helped_is_asked_below_the_whole(chat: Chat) -> None:
    beginning = chat.say("低保怎么办")
    whole = chat.say("1")

    assert beginning.endswith("1 看全部　0 找人")
    assert whole.endswith("帮到您了吗？\n1 帮到了　2 没有\n\n0 找人")
    assert "谢谢您" in chat.say("1")


def test_a_no_leads_to_a_message_by_speaking(chat: Chat) -> None:
    for words in ("低保怎么办", "1", "2"):
        chat.say(words)

    assert "记下了" in chat.speak("我想知道一个月多少钱")
    assert chat.left() == ["我想知道一个月多少钱"]


def test_after_a_miss_one_digit_leaves_a_message(chat: Chat) -> None:
    chat.say("外星人归谁管")
    chat.say("1")

    assert "记下了" in chat.say("外星人占了我的车位")


def test_the_second_miss_brings_the_telephone_in_a_short_reply(chat: Chat) -> None:
    chat.say("外星人归谁管")

    reply = chat.say("火星人呢")

    assert is_person(reply)
    assert len(reply) < 150


def test_a_person_is_short_and_takes_a_message_by_digit(chat: Chat) -> None:
    assert is_person(chat.say("0"))

    assert "下一句就记下来" in chat.say("1")


def test_a_choice_is_made_by_digit_and_stays_short(chat: Chat) -> None:
    choice = chat.say("老人有什么补助")

    assert "换个说法" not in choice
    assert is_about(chat.say("1", after=30 * MINUTE), SUPPORT)


def test_a_digit_nobody_offered_shows_what_can_be_asked(chat: Chat) -> None:
    assert "1 低保和救助" in chat.say("3", after=120 * MINUTE)


def test_a_voice_message_nobody_heard_gets_digits_that_work(sqlite: Sessions) -> None:
    chat = Chat(sqlite)

    assert "1 低保和救助" in chat.speak("")
    assert NAME in chat.say("1")


def test_a_choice_answered_by_unheard_voice_keeps_its_digits(sqlite: Sessions) -> None:
    chat = Chat(sqlite)
    chat.say("老人有什么补助")

    assert "1 到 3" in chat.speak("")
    assert is_about(chat.say("1"), SUPPORT)
