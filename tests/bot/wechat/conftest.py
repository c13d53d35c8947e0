"""The sandbox as the platform, and the live client pointed at it."""

from collections.abc import Callable, Iterator

import pytest

from bot.db import Sessions
from bot.settings import Settings
from bot.time import Clock
from bot.wechat import LiveWeChat, live_wechat
from sandbox.driver import Platform


@pytest.fixture
def platform() -> Iterator[Platform]:
    """A certified service account with three followers."""
    with Platform(followers=3) as running:
        yield running


@pytest.fixture
def settings_for() -> Callable[..., Settings]:
    """Settings that name a sandbox's account; keywords change them."""

    def make(platform: Platform, **changes: object) -> Settings:
        account = platform.account
        values = {
            "secret_key": "for tests only",
            "wechat_app_id": account.appid,
            "wechat_app_secret": account.secret,
            "wechat_token": account.token,
            "wechat_aes_key": account.aes_key,
            "wechat_api_base_url": platform.url,
        }
        return Settings(_env_file=None, **(values | changes))  # type: ignore[arg-type, call-arg]

    return make


@pytest.fixture
def wechat(platform: Platform, sqlite: Sessions, settings_for: Callable[..., Settings]) -> LiveWeChat:
    """The live client, its token in a SQLite file."""
    return live_wechat(settings_for(platform), sqlite, Clock())
