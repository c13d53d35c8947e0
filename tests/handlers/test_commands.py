"""The few words that are commands."""

import pytest

from bot.app import Kit
from casework.enquiries import latest
from tests.handlers.conftest import Resident


def card(reply: str) -> str:
    """What a reply says of an item, without what stands below it."""
    return reply.partition("点这里看详细内容</a>")[0]


@pytest.mark.parametrize("words", ["人工", "转人工", "“人工”", "人工。", "0"])
def test_asking_for_a_person_gives_the_published_number(grandmother: Resident, words: str) -> None:
    assert "0591-87573297" in grandmother.say(words)


def test_help_says_what_the_account_can_do(grandmother: Resident) -> None:
    assert "留言" in grandmother.say("帮助")
    assert grandmother.do("CLICK", "HELP") == grandmother.say("帮助")


def test_a_message_is_kept_word_for_word_for_the_workers(grandmother: Resident, kit: Kit) -> None:
    reply = grandmother.say("留言：楼道灯坏了，<3栋> & 2单元")

    assert "记下了" in reply
    with kit.sessions.read() as session:
        assert [enquiry.text for enquiry in latest(session, 10)] == ["楼道灯坏了，<3栋> & 2单元"]


def test_how_many_messages_were_left_is_told_with_the_number_first(grandmother: Resident, neighbour: Resident) -> None:
    assert grandmother.say("我的留言").startswith("0")

    grandmother.say("留言 一")
    grandmother.say("我要留言 二")
    neighbour.say("留言 别人的")

    assert grandmother.say("我的留言").startswith("2")


def test_a_dictated_message_needs_no_punctuation(grandmother: Resident) -> None:
    assert "记下了" in grandmother.say("留言楼道灯坏了")


def test_brackets_that_belong_to_a_message_stay(grandmother: Resident, kit: Kit) -> None:
    grandmother.say("留言：楼道灯坏了（三栋）")

    with kit.sessions.read() as session:
        assert [enquiry.text for enquiry in latest(session, 10)] == ["楼道灯坏了（三栋）"]


@pytest.mark.parametrize("words", ["留言在哪里看", "留言怎么写", "留言有人看吗"])
def test_a_question_about_messages_is_not_kept_as_one(grandmother: Resident, words: str) -> None:
    grandmother.say(words)

    assert grandmother.say("我的留言").startswith("0")


@pytest.mark.parametrize("words", ["留言", "留言！", "我要留言。", "留言？", "留言（）"])
def test_an_empty_message_is_not_kept_and_the_way_is_shown(grandmother: Resident, words: str) -> None:
    assert "比如" in grandmother.say(words)
    assert grandmother.say("我的留言").startswith("0")


def test_elder_mode_shortens_answers_and_keeps_the_rest_behind_one(grandmother: Resident) -> None:
    standard = card(grandmother.say("低保怎么办"))
    grandmother.say("长辈版")

    short = grandmother.say("低保怎么办")

    assert len(short) < len(standard)
    assert "1 看全部" in short
    assert card(grandmother.say("1")) == standard
    assert "0591-87573297" in grandmother.say("0")


def test_elder_mode_stays_until_it_is_switched_off(grandmother: Resident) -> None:
    standard = card(grandmother.say("低保怎么办"))
    grandmother.say("长辈版")
    grandmother.say("标准版")

    assert card(grandmother.say("低保怎么办")) == standard


def test_greetings_and_thanks_are_answered_without_small_talk(grandmother: Resident) -> None:
    assert grandmother.say("你好").startswith("您好")
    assert "不客气" in grandmother.say("谢谢你啊")


@pytest.mark.parametrize("kind", ["image", "video", "link"])
def test_what_has_no_words_is_met_with_a_kind_request(grandmother: Resident, kind: str) -> None:
    assert "打字" in grandmother.send(kind, "<MediaId>m</MediaId>")


def test_a_voice_message_nobody_could_hear_is_met_with_a_kind_request(grandmother: Resident) -> None:
    assert "听不出" in grandmother.speak("")


@pytest.mark.parametrize("words", ["", " ", "\u3000", "\n"])
def test_an_empty_text_is_met_with_a_kind_request(grandmother: Resident, words: str) -> None:
    assert "打字" in grandmother.say(words)


@pytest.mark.parametrize("words", ["（我的留言）", "「我的留言」。", "我的留言、"])
def test_signs_around_a_command_do_not_matter(grandmother: Resident, words: str) -> None:
    assert grandmother.say(words).startswith("0")
