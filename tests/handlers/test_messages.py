"""What residents read of the messages they left, and of what the workers replied."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.db import Sessions
from bot.queue.embedded import EmbeddedQueue
from bot.webhook.replies import LIMIT
from casework import handling
from casework.handling import LONGEST_REPLY
from casework.models import Enquiry, EnquiryReply
from tests.bot.workers.builders import a_tree
from tests.handlers.chat import Chat

DAY = timedelta(days=1)


@pytest.fixture
def chat(sessions: Sessions) -> Chat:
    """Somebody who has left one message."""
    with sessions.begin() as session:
        a_tree(session)
    chat = Chat(sessions)
    chat.say("留言 楼道灯坏了")
    return chat


def reply(chat: Chat, text: str, *, to: int = 1, seen: int = 0) -> None:
    with chat.sessions.begin() as session:
        handling.reply(session, EmbeddedQueue(), to, text, seen=seen, by="lin", at=chat.now)


def close(chat: Chat) -> None:
    with chat.sessions.begin() as session:
        handling.close(session, 1, "重复", by="lin", at=chat.now)


def test_a_message_nobody_has_replied_to_says_until_when(chat: Chat) -> None:
    told = chat.say("我的留言")

    assert told.startswith("1 条留言。\n11月23日您留言：「楼道灯坏了」\n还没有回复，最晚12月14日回复。")


def test_a_message_that_waited_too_long_names_a_telephone(chat: Chat) -> None:
    assert "还没有回复，对不起。请打电话问：0591-87573297" in chat.say("我的留言", after=30 * DAY)


def test_a_reply_is_found_under_my_messages_and_that_it_was_read_is_known(chat: Chat) -> None:
    reply(chat, "已经报修。")

    assert "「楼道灯坏了」\n回复：已经报修。" in chat.say("我的留言")

    with chat.sessions.read() as session:
        assert session.scalars(select(EnquiryReply.seen_at)).all() == [chat.now]


def test_a_closed_message_says_so_without_the_workers_reason(chat: Chat) -> None:
    close(chat)

    told = chat.say("我的留言")

    assert "这条已经办结" in told
    assert "重复" not in told


def test_nobody_reads_what_was_replied_to_another(chat: Chat) -> None:
    reply(chat, "已经报修。")

    assert Chat(chat.sessions).say("我的留言").startswith("0 条留言。")


def test_long_replies_fit_and_the_newest_comes_first_and_whole(chat: Chat) -> None:
    reply(chat, "旧" * LONGEST_REPLY)
    reply(chat, "新" * LONGEST_REPLY, seen=1)

    told = chat.say("我的留言")

    assert len(told.encode()) <= LIMIT
    assert "新" * LONGEST_REPLY in told
    assert "旧旧" not in told
    assert "更早的，请打电话问" in told


def test_of_many_messages_the_newest_are_shown_and_all_are_counted(chat: Chat) -> None:
    for number in range(2, 9):
        chat.say(f"留言 第 {number} 次")

    told = chat.say("我的留言")

    assert told.startswith("8 条留言。\n11月23日您留言：「第 8 次」")
    assert told.count("您留言") == 5
    assert "更早的，请打电话问" in told


def test_a_reply_brings_no_link_into_the_chat(chat: Chat) -> None:
    reply(chat, '<a href="https://evil.example">点这里</a>')

    assert "<a" not in chat.say("我的留言")


def test_a_message_is_seen_to_in_the_community_of_who_left_it(chat: Chat) -> None:
    with chat.sessions.read() as session:
        place = session.scalars(select(Enquiry)).one().place

        assert place is not None
        assert place.name == "鼓楼区"
