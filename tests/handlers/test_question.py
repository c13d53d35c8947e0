"""Questions get a card, a choice, or an honest sentence."""

import re

import pytest

from tests.handlers.conftest import Resident


def test_a_plain_question_is_answered_with_office_date_code_and_link(grandmother: Resident) -> None:
    reply = grandmother.say("低保怎么办")

    assert "最低生活保障" in reply
    assert "区民政局" in reply
    assert re.search(r"内容截至 \d{4}-\d\d-\d\d", reply)
    assert "https://juwu.example/items/SJ-" in reply


def test_what_was_asked_comes_first(grandmother: Resident) -> None:
    reply = grandmother.say("最低生活保障办事指南归哪个单位管")

    assert "民政局" in reply.splitlines()[1]


def test_a_recognised_voice_message_is_a_question_like_any_other(grandmother: Resident, neighbour: Resident) -> None:
    assert grandmother.speak("低保怎么办。") == neighbour.say("低保怎么办")


def test_a_vague_question_gets_a_choice_that_answers_to_numbers_and_taps(grandmother: Resident) -> None:
    choice = grandmother.do("CLICK", "TOPIC_SJ")
    links = re.findall(r'msgmenuid=([A-Z0-9-]+)">', choice)

    by_number = grandmother.say("2")
    by_tap = grandmother.say("随便什么字", menu_id=links[1])

    assert len(links) == 3
    assert links[1] in by_number
    assert by_tap == by_number


def test_a_number_in_any_writing_picks(grandmother: Resident) -> None:
    replies = set()
    for number in ("2", "２", "二", "第二个", " 2。"):
        grandmother.do("CLICK", "TOPIC_SJ")
        replies.add(grandmother.say(number))

    assert len(replies) == 1


def test_a_number_that_was_not_offered_says_which_were(grandmother: Resident) -> None:
    grandmother.do("CLICK", "TOPIC_SJ")

    assert "1 到 3" in grandmother.say("7")


def test_a_number_out_of_the_blue_is_met_kindly(grandmother: Resident) -> None:
    assert "没有要选的" in grandmother.say("1")


def test_one_residents_choice_is_not_anothers(grandmother: Resident, neighbour: Resident) -> None:
    grandmother.do("CLICK", "TOPIC_SJ")

    assert "没有要选的" in neighbour.say("1")


@pytest.mark.parametrize("words", ["qwzx vbnm plkj", "😀"])
def test_what_says_nothing_is_met_with_a_way_to_ask(grandmother: Resident, words: str) -> None:
    reply = grandmother.say(words)

    assert "比如" in reply
    assert "人工" in reply


def test_every_topic_of_the_menu_offers_its_own_domain(grandmother: Resident) -> None:
    for topic in ("YL", "SJ", "ZF", "YJ", "YW"):
        links = re.findall(r'msgmenuid=([A-Z]+)-\d+">', grandmother.do("CLICK", f"TOPIC_{topic}"))
        assert set(links) == {topic}
