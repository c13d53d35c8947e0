"""What residents ask: wordings, the answering engine, the card they read."""

from flask import Flask

from answers import commands
from bot.app import Kit


def init_app(app: Flask, kit: Kit) -> None:  # noqa: ARG001
    """Join the part: the command that asks as a resident would."""
    app.cli.add_command(commands.ask)
