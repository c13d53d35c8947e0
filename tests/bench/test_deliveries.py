import csv
from random import Random
from urllib.parse import parse_qs

import pytest
from wechatpy.crypto import WeChatCrypto
from wechatpy.exceptions import InvalidSignatureException
from wechatpy.parser import parse_message
from wechatpy.utils import check_signature

from bench.deliveries import (
    Account,
    Delivery,
    Question,
    Reply,
    Writer,
    in_other_words,
    questions,
    read_reply,
    unanswered,
)
from bot.paths import DATA

NOW = 1_800_000_000


def writer(account: Account, seed: int = 1) -> Writer:
    return Writer(account, "127.0.0.1", now=NOW, first_id=1000, random=Random(seed))


def opened(account: Account, delivery: Delivery) -> str:
    head, _, body = delivery.request.partition(b"\r\n\r\n")
    query = {name: values[0] for name, values in parse_qs(head.split(b" ")[1].decode().partition("?")[2]).items()}
    check_signature(account.token, query["signature"], query["timestamp"], query["nonce"])
    crypto = WeChatCrypto(account.token, account.aes_key, account.app_id)
    return str(crypto.decrypt_message(body, query["msg_signature"], query["timestamp"], query["nonce"]))


def test_wechatpy_understands_every_delivery() -> None:
    account = Account.fresh()
    deliveries = writer(account).write(50)

    messages = [parse_message(opened(account, delivery)) for delivery in deliveries]

    assert [message.content for message in messages] == [delivery.question.text for delivery in deliveries]
    assert [message.source for message in messages] == [delivery.sender for delivery in deliveries]
    assert len({message.id for message in messages}) == 50


def test_a_repeat_carries_the_very_message_of_its_original() -> None:
    account = Account.fresh()
    deliveries = writer(account).write(1500)
    repeats = [delivery for delivery in deliveries if delivery.original is not None]

    pairs = [(opened(account, one), opened(account, deliveries[one.original or 0])) for one in repeats]

    assert 20 < len(repeats) < 80
    assert all(again == first for again, first in pairs)


def test_hardly_a_text_comes_twice_unless_it_is_asked_for() -> None:
    varied, verbatim = (writer(Account.fresh()).write(1000, verbatim=word) for word in (False, True))

    assert len({delivery.question.text for delivery in varied}) > 900
    assert len({delivery.question.text for delivery in verbatim}) < 350


def test_the_questions_name_items_of_the_bundled_catalog() -> None:
    with (DATA / "government_catalog.csv").open(encoding="utf-8-sig", newline="") as lines:
        codes = {row["code"] for row in csv.DictReader(lines)}

    asked = questions()

    assert {question.code for question in asked if question.code} <= codes
    assert len({question.text for question in asked}) == len(asked) > 300


def test_a_courtesy_stays_as_it_is() -> None:
    assert {in_other_words(Question("1"), Random(seed)).text for seed in range(50)} == {"1"}


def test_a_reply_is_read_only_when_its_signature_is_right() -> None:
    account = Account.fresh()
    crypto = WeChatCrypto(account.token, account.aes_key, account.app_id)
    xml = "<xml><ToUserName>o1</ToUserName><Content>答</Content></xml>"
    sealed = crypto.encrypt_message(xml, "n", "1800000000").encode()

    assert read_reply(account, sealed) == Reply("o1", "答", xml)
    with pytest.raises(InvalidSignatureException):
        read_reply(account, sealed.replace(b"1800000000", b"1800000001"))


def test_a_reply_to_somebody_else_or_without_words_is_no_answer() -> None:
    delivery = writer(Account.fresh()).ask(Question("低保怎么办", "SJ-006"))

    assert unanswered(delivery, Reply(delivery.sender, "答", "")) is None
    assert unanswered(delivery, Reply("somebody else", "答", ""))
    assert unanswered(delivery, Reply(delivery.sender, " ", ""))
