"""Workers: the people behind the console, their passwords, roles at places, and where they are signed in."""

from flask import Flask

from bot.app import Kit
from bot.workers.commands import add_trial_workers, commands
from bot.workers.upkeep import register_upkeep


def init_app(app: Flask, kit: Kit) -> None:
    """Add `juwutong worker`, and forget every night what is over."""
    app.cli.add_command(commands)
    app.cli.add_command(add_trial_workers)
    register_upkeep(kit)
