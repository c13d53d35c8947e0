"""The QR code of each community, for its notice board: who scans it is known to belong there."""

from flask import Flask

from bot.app import Kit
from bot.place_codes import commands
from bot.place_codes.console import console, join_console
from bot.place_codes.making import JOB, make_job

__all__ = ["commands", "init_app"]


def init_app(app: Flask, kit: Kit) -> None:
    """Join the part: its command is one of `juwutong places`, and workers take their codes from the console."""
    app.register_blueprint(console)
    join_console(kit)
    kit.jobs.register(JOB, make_job(kit))
