"""The whole system on one screen: the list of parts, the application and the command line."""

from flask import Flask

import answers
import casework
import community_catalog
import handlers
import kiosk
from bot import (
    api,
    audit,
    clock,
    commands,
    console,
    handbook,
    health,
    logs,
    metrics,
    pages,
    place_codes,
    places,
    practice,
    queue,
    redirects,
    wechat,
    workers,
    working_days,
)
from bot.app import Part, create_app, get_ready
from bot.refusals import CommandLine
from bot.settings import Settings

PARTS: list[Part] = [
    logs,
    metrics,
    health,
    audit,
    queue,
    clock,
    wechat,
    places,
    place_codes,
    working_days,
    pages,
    redirects,
    workers,
    console,
    practice,
    handbook,
    commands,
    community_catalog,
    answers,
    casework,
    handlers,
    kiosk,
    api,  # last: it serves what the parts above offer
]


def command_line() -> Flask:
    """Make the application for a command: nothing is loaded that the command does not ask for."""
    return create_app(Settings.from_env(), PARTS)


def application() -> Flask:
    """Make the application for a web process, with everything loaded that a message needs."""
    settings = Settings.from_env()
    settings.require_account()
    logs.init_logging(settings)
    app = create_app(settings, PARTS)
    get_ready(app)
    return app


# Settings come from where bot.settings says, not from whatever .env lies in the current folder.
cli = CommandLine(
    create_app=command_line, add_default_commands=False, load_dotenv=False, help="居务通：基层政务公开的微信公众号。"
)

if __name__ == "__main__":
    cli()
