"""A platform with a product that echoes, and a phone in the browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.driver import Platform
from tests.browser import PHONE_WIDTH, OpenPage, chromium, chromium_page
from tests.conftest import NOON
from tests.sandbox.phone.thumb import Phone
from tests.sandbox.webhook import Webhook

__all__ = ["chromium", "chromium_page"]

PATIENT_S = 5.0  # as WeChat waits; a browser on a busy machine makes the product slow, too


@pytest.fixture
def platform() -> Iterator[Platform]:
    with Platform(now=NOON, push_timeout_s=PATIENT_S, time_scale=0.0) as running:
        yield running


@pytest.fixture
def webhook(platform: Platform) -> Iterator[Webhook]:
    with Webhook(platform.account, answer=lambda message, _: f"echo {message.get('Content', '')}") as running:
        platform.set_webhook(running.url)
        yield running


@pytest.fixture
def phone(platform: Platform, webhook: Webhook, chromium_page: OpenPage) -> Phone:
    """The first resident's phone; he follows already."""
    platform.user(0).follow()
    return Phone.open(chromium_page(PHONE_WIDTH), platform.url)
