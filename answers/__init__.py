"""What residents ask: wordings, the answering engine, the card they read."""

from flask import Flask

from answers import asked, commands
from answers.api import join_api
from answers.console import console, join_console
from answers.loop import releases
from answers.loop.jobs import register_jobs
from answers.pages import join_pages
from answers.pages.blueprint import ENGINE
from bot.app import Kit


def init_app(app: Flask, kit: Kit) -> None:
    """Join the part: bundled wordings, `juwutong ask`, the upkeep of what was asked, the loop's jobs, all pages."""
    kit.setups.append(releases.setup)
    app.cli.add_command(commands.ask)
    asked.register_upkeep(kit)
    register_jobs(kit)
    app.register_blueprint(console)
    join_console(kit)
    join_pages(app, kit)
    join_api(kit, lambda: app.extensions[ENGINE]().current())
