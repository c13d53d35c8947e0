"""The driver itself: whom it finds, and what it says when something goes wrong."""

from __future__ import annotations

import pytest

from sandbox.driver import Platform, SandboxRefused
from tests.sandbox.webhook import Webhook


def test_followers_come_first_and_follow(platform: Platform) -> None:
    assert [platform.user(number).openid for number in range(3)] == [
        user["openid"] for user in platform.users() if user["subscribed"]
    ]
    assert platform.user("小林（演示）").openid == platform.user(5).openid


def test_a_missing_reply_says_what_happened_instead(platform: Platform, webhook: Webhook) -> None:
    webhook.answer = lambda _message, _number: b"{}"
    outcome = platform.user(0).say("嗯")

    with pytest.raises(AssertionError, match=r"(?s)text 嗯.*1: error the answer is not XML.*服务出现故障"):
        _ = outcome.reply


def test_a_refusal_names_the_call_and_the_reason(platform: Platform) -> None:
    with pytest.raises(SandboxRefused, match=r"/user/.*/follow.*: 已经关注"):
        platform.user(0).follow()


def test_the_same_seed_makes_the_same_account() -> None:
    assert Platform(seed=5).account == Platform(seed=5).account
    assert Platform(seed=5).account != Platform(seed=6).account


def test_added_residents_can_follow_at_once(platform: Platform, webhook: Webhook) -> None:
    newcomer = platform.add_user("新来的（演示）", follow=True)

    assert newcomer.say("你好").reply == "echo 你好"
    assert platform.user(-1).openid == newcomer.openid
