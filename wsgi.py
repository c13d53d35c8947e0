"""The whole system on one screen: the list of parts, the application and the command line."""


from flask import Flask
from flask.cli import FlaskGroup

from bot.app import Part, create_app
from bot.settings import Settings

PARTS: list[Part] = []


def application() -> Flask:
    """Make the application from the environment."""
    return create_app(Settings.from_env(), PARTS)


cli = FlaskGroup(create_app=application, add_default_commands=False, help="居务通：基层政务公开的微信公众号。")
