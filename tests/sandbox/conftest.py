"""A platform, a webhook and a product that calls it, for each test."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import pytest

from sandbox.driver import Platform
from tests.conftest import NOON
from tests.sandbox.product import Product
from tests.sandbox.webhook import Heard, Webhook

WaitFor = Callable[[str], Heard]


@pytest.fixture
def platform() -> Iterator[Platform]:
    with Platform(followers=3, now=NOON, push_timeout_s=0.3, time_scale=0.0) as running:
        yield running


@pytest.fixture
def webhook(platform: Platform) -> Iterator[Webhook]:
    with Webhook(platform.account) as running:
        platform.set_webhook(running.url)
        yield running


@pytest.fixture
def product(platform: Platform) -> Product:
    return Product(platform)


@pytest.fixture
def event(webhook: Webhook) -> WaitFor:
    """Waits until the webhook has been told of an event and gives the delivery."""

    def wait_for(name: str) -> Heard:
        for _ in range(500):
            for heard in webhook.heard:
                if heard.message.get("Event") == name:
                    return heard
            time.sleep(0.01)
        raise AssertionError(f"no {name}; heard: {[heard.message for heard in webhook.heard]}")

    return wait_for


@pytest.fixture
def settled(platform: Platform) -> Callable[[], None]:
    """Waits until no job waits and no push is under way."""

    def wait() -> None:
        for _ in range(500):
            stats = platform.stats()
            if not stats["jobs_waiting"] and not stats["running"]:
                return
            time.sleep(0.01)
        raise AssertionError(f"jobs never ended: {platform.jobs()}")

    return wait
