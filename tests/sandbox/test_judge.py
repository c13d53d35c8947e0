"""Which answers the platform shows, and which make the resident read the failure line."""

from __future__ import annotations

import re

import pytest

from sandbox.envelope import Seal, encrypt, signature
from sandbox.judge import Question, Verdict, judge

PLAIN = Seal("token", "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "wx1", "gh_1", "plain")
SAFE = Seal(PLAIN.token, PLAIN.aes_key, PLAIN.appid, PLAIN.gh_id, "safe")
GOOD = "<MsgType>text</MsgType><Content>好</Content>"
HEAD = "<ToUserName>o1</ToUserName><FromUserName>gh_1</FromUserName><CreateTime>1</CreateTime>"
ARTICLE = "<item><Title>题</Title><Description>述</Description><PicUrl></PicUrl><Url>http://example.cn</Url></item>"


def reply(rest: str = GOOD, head: str = HEAD) -> str:
    return f"<xml>{head}{rest}</xml>"


def news(count: int) -> str:
    return reply(f"<MsgType>news</MsgType><ArticleCount>{count}</ArticleCount><Articles>{ARTICLE * count}</Articles>")


def envelope(xml: str, *, key: str = SAFE.aes_key, token: str = SAFE.token) -> bytes:
    sealed = encrypt(xml.encode(), aes_key=key, appid=SAFE.appid, random16=b"r" * 16)
    signed = signature(token, "1", "n", sealed)
    return (
        f"<xml><Encrypt>{sealed}</Encrypt><MsgSignature>{signed}</MsgSignature><TimeStamp>1</TimeStamp><Nonce>n</Nonce></xml>"
    ).encode()


def plainly(xml: str, *, is_message: bool = True) -> Verdict:
    return judge(xml.encode(), Question(PLAIN, "o1", is_message))


def safely(body: bytes, **more: str) -> Verdict:
    return judge(body, Question(SAFE, "o1", is_message=True, **more))  # type: ignore[arg-type]


def test_a_proper_text_is_shown() -> None:
    assert plainly(reply()).shown == {"kind": "text", "text": "好"}
    assert safely(envelope(reply())).shown == {"kind": "text", "text": "好"}


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('{"text": "好"}', "not XML"),
        (" " + reply(), "not XML"),
        ("<html></html>", "root element"),
        ("<xml>", "well-formed"),
        ("<!DOCTYPE xml><xml/>", "not XML|DOCTYPE"),
        (reply(head=HEAD.replace("o1", "o2")), "ToUserName"),
        (reply(head=HEAD.replace("gh_1", "gh_2")), "FromUserName"),
        (reply(head=HEAD.replace(">1<", ">now<")), "CreateTime"),
        (reply("<MsgType>text</MsgType><Content> </Content>"), "empty"),
        (reply("<MsgType>text</MsgType><Content>好<b/></Content>"), "child"),
        (reply("<MsgType>text</MsgType><MsgType>text</MsgType><Content>好</Content>"), "2 <MsgType>"),
        (reply(f"<MsgType>text</MsgType><Content>{'长' * 683}</Content>"), "2049 bytes"),
        (reply("<MsgType>poem</MsgType>"), "passive reply"),
        (reply("<MsgType>image</MsgType><Image></Image>"), "MediaId"),
        (news(2), "at most 1"),
        (news(1).replace("<ArticleCount>1", "<ArticleCount>2"), "ArticleCount"),
    ],
)
def test_a_bad_reply_is_an_error_with_a_reason(body: str, reason: str) -> None:
    verdict = plainly(body)

    assert verdict.outcome == "error"
    assert re.search(reason, verdict.reason)


def test_exactly_2048_bytes_are_shown() -> None:
    assert plainly(reply(f"<MsgType>text</MsgType><Content>{'a' * 2048}</Content>")).outcome == "reply"


@pytest.mark.parametrize(
    ("count", "is_message", "outcome"), [(1, True, "reply"), (8, False, "reply"), (9, False, "error")]
)
def test_articles_are_one_after_a_message_and_eight_after_an_event(count: int, is_message: bool, outcome: str) -> None:
    assert plainly(news(count), is_message=is_message).outcome == outcome


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (reply().encode(), "plaintext"),
        (envelope(reply(), token="other"), "MsgSignature"),
        (envelope(reply(), key=SAFE.aes_key[::-1][:42] + "A"), "padding|appid|length|header"),
        (envelope(reply()).replace(b"<Nonce>n</Nonce>", b""), "Nonce"),
        (envelope(reply()).replace(b"<TimeStamp>1<", b"<TimeStamp>x<"), "TimeStamp"),
    ],
)
def test_in_safe_mode_only_a_proper_envelope_will_do(body: bytes, reason: str) -> None:
    verdict = safely(body)

    assert verdict.outcome == "error"
    assert re.search(reason, verdict.reason)


def test_plain_mode_does_not_take_envelopes() -> None:
    assert judge(envelope(reply()), Question(PLAIN, "o1", is_message=True)).outcome == "error"


@pytest.mark.parametrize(("setting", "outcome"), [("ignored", "success"), ("failure", "error")])
def test_an_envelope_around_success_is_a_matter_of_taste(setting: str, outcome: str) -> None:
    assert safely(envelope("success"), empty_encrypted=setting).outcome == outcome
