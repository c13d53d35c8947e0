"""How the platform delivers, retries and judges."""

from __future__ import annotations

import pytest

from sandbox.driver import Platform
from tests.sandbox.webhook import Webhook, text_reply


def test_a_resident_reads_the_reply_to_what_he_wrote(platform: Platform, webhook: Webhook) -> None:
    outcome = platform.user(0).say("低保怎么办")

    assert outcome.reply == "echo 低保怎么办"
    assert [entry["kind"] for entry in platform.inbox(0)] == ["text", "text"]
    assert webhook.heard[0].message["MsgType"] == "text"
    assert outcome.outcomes == ["reply"]


@pytest.mark.parametrize("mode", ["safe", "compat", "plain"])
def test_each_mode_is_signed_and_understood(platform: Platform, webhook: Webhook, mode: str) -> None:
    platform.config(mode=mode)
    webhook.account = platform.account

    assert platform.user(0).say("你好").reply == "echo 你好"
    assert ("<Content>" in webhook.heard[0].body) == (mode != "safe")
    assert ("<Encrypt>" in webhook.heard[0].body) == (mode != "plain")


def test_a_slow_webhook_is_asked_three_times_and_the_line_is_cut(platform: Platform, webhook: Webhook) -> None:
    webhook.delay_s = lambda _number: 5.0

    outcome = platform.user(0).say("慢")

    assert outcome.outcomes == ["timeout"] * 3
    assert outcome.failed
    assert webhook.lost(3)
    assert len({heard.message["MsgId"] for heard in webhook.heard}) == 1
    assert len({heard.query["msg_signature"] for heard in webhook.heard}) == 3


def test_a_retry_that_is_answered_shows_one_reply(platform: Platform, webhook: Webhook) -> None:
    webhook.delay_s = lambda number: 5.0 if number == 1 else 0.0

    outcome = platform.user(0).say("慢一次")

    assert outcome.outcomes == ["timeout", "reply"]
    assert [entry["text"] for entry in outcome.entries] == ["echo 慢一次"]


def test_retries_can_overlap_and_still_show_one_reply(platform: Platform, webhook: Webhook) -> None:
    platform.config(push_timeout_s=5.0, impatient_s=0.1)
    webhook.delay_s = lambda _number: 0.5

    outcome = platform.user(0).say("重叠")

    assert outcome.outcomes == ["reply"] * 3
    assert len(outcome.entries) == 1


def test_a_retry_can_be_equal_to_the_byte(platform: Platform, webhook: Webhook) -> None:
    platform.config(retry_signature="equal")
    webhook.delay_s = lambda _number: 5.0

    platform.user(0).say("同样")

    assert len({(heard.query["msg_signature"], heard.body) for heard in webhook.heard}) == 1


@pytest.mark.parametrize("status", [500, 404, 302])
def test_any_status_but_200_is_a_failed_try(platform: Platform, webhook: Webhook, status: int) -> None:
    webhook.status = status

    outcome = platform.user(0).say("坏了")

    assert outcome.outcomes == ["refused"] * 3
    assert outcome.failed


@pytest.mark.parametrize("answer", [None, b"success", b" success\n"])
def test_nothing_is_shown_for_an_empty_answer(platform: Platform, webhook: Webhook, answer: bytes | None) -> None:
    webhook.answer = lambda _message, _number: answer

    outcome = platform.user(0).say("嗯")

    assert outcome.entries == []
    assert len(outcome.outcomes) == 1


def test_a_wrongly_signed_reply_shows_the_failure_line(platform: Platform, webhook: Webhook) -> None:
    webhook.answer = lambda message, _number: webhook.seal(text_reply(message, "好")).replace(
        b"<MsgSignature><![CDATA[", b"<MsgSignature><![CDATA[0"
    )

    outcome = platform.user(0).say("签名")

    assert outcome.failed
    assert "MsgSignature" in (outcome.push or {})["deliveries"][0]["reason"]


def test_a_webhook_that_is_not_there_shows_the_failure_line(platform: Platform) -> None:
    platform.set_webhook("http://127.0.0.1:1/wechat")

    assert platform.user(0).say("有人吗").failed
