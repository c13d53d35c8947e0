"""Workers: the people behind the console, their passwords, roles at places, and where they are signed in."""

from flask import Flask

from bot.app import Kit
from bot.workers.commands import add_trial_workers, commands
from bot.workers.upkeep import register_upkeep


def init_app(app: Flask, kit: Kit) -> None:
    """Add `juwutong worker` and the pages about accounts, and forget every night what is over."""
    from bot.workers import console  # it needs bot.console, which needs the names of this folder

    app.cli.add_command(commands)
    app.cli.add_command(add_trial_workers)
    register_upkeep(kit)
    app.register_blueprint(console.console)
    console.join_console(kit)
