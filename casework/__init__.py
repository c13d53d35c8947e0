"""What residents bring to people: enquiries now; disclosure requests and opinions with their clocks later."""

from flask import Flask

from bot.app import Kit
from casework import commands, practice
from casework.console import console, join_console
from casework.handling import SEND
from casework.sending import send_job


def init_app(app: Flask, kit: Kit) -> None:
    """Add the pages and commands workers see to enquiries with, and the job that sends their replies."""
    app.cli.add_command(commands.enquiries)
    app.register_blueprint(console)
    join_console(kit)
    kit.jobs.register(SEND, send_job(kit))
    practice.join(kit)
