"""WeRoBot behind Flask, encrypted, without its session store: it echoes."""

from typing import Any

from flask import Flask
from werobot import WeRoBot
from werobot.contrib.flask import make_view
from werobot.messages.messages import TextMessage

from bench.peers.account import account


def application() -> Flask:
    """Make the application without a session store."""
    return serving(SESSION_STORAGE=False)


def serving(**settings: Any) -> Flask:  # noqa: ANN401  (WeRoBot's configuration holds anything)
    """An application with a robot that echoes text, configured as WeRoBot's documentation shows."""
    ours = account()
    robot = WeRoBot(token=ours.token, app_id=ours.app_id, encoding_aes_key=ours.aes_key, **settings)
    robot.add_handler(_echo, type="text")
    app = Flask("robot")
    app.add_url_rule("/wechat", endpoint="werobot", view_func=make_view(robot), methods=["GET", "POST"])
    return app


def _echo(message: TextMessage) -> str:
    return str(message.content)
