"""A platform and a webhook for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sandbox.driver import Platform
from tests.sandbox.webhook import Webhook


@pytest.fixture
def platform() -> Iterator[Platform]:
    with Platform(followers=3, push_timeout_s=0.3, time_scale=0.0) as running:
        yield running


@pytest.fixture
def webhook(platform: Platform) -> Iterator[Webhook]:
    with Webhook(platform.account) as running:
        platform.set_webhook(running.url)
        yield running


@pytest.fixture
def token(platform: Platform) -> str:
    return fetch_token(platform)


def fetch_token(platform: Platform) -> str:
    account = platform.account
    wanted = {"grant_type": "client_credential", "appid": account.appid, "secret": account.secret}
    return str(platform.api("POST", "/cgi-bin/stable_token", wanted)["access_token"])
