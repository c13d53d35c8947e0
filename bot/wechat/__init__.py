"""The door out: everything the project asks of WeChat goes through here (token, calls, errors, bulk, checks)."""

from typing import TYPE_CHECKING

from bot.wechat.calls import Call, Upload
from bot.wechat.client import LiveWeChat, WeChat, live_wechat
from bot.wechat.errors import ConfigurationError, LaterError, Outcome, PermanentError, Scope, TokenError, WeChatError

if TYPE_CHECKING:
    from flask import Flask

    from bot.app import Kit

__all__ = [
    "Call",
    "ConfigurationError",
    "LaterError",
    "LiveWeChat",
    "Outcome",
    "PermanentError",
    "Scope",
    "TokenError",
    "Upload",
    "WeChat",
    "WeChatError",
    "init_app",
    "live_wechat",
]


def init_app(app: "Flask", kit: "Kit") -> None:  # noqa: ARG001  (what every part is handed)
    """Add `juwutong wechat …` to the command line."""
    from bot.wechat.commands import wechat

    app.cli.add_command(wechat)
