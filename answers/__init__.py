"""What residents ask: wordings, the answering engine, the card they read."""

from flask import Flask

from answers import asked, commands
from bot.app import Kit


def init_app(app: Flask, kit: Kit) -> None:
    """Join the part: the command that asks as a resident would, and the upkeep of what residents asked."""
    app.cli.add_command(commands.ask)
    asked.register_upkeep(kit)
