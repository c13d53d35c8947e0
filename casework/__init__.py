"""What residents bring to people: enquiries now; disclosure requests and opinions with their clocks later."""

from flask import Flask

from bot.app import Kit
from casework import commands


def init_app(app: Flask, kit: Kit) -> None:  # noqa: ARG001  (a part is always handed both)
    """Add the commands workers read enquiries with."""
    app.cli.add_command(commands.enquiries)
