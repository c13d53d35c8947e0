"""Command groups whose expected refusals reach the operator as a sentence instead of a traceback."""

from typing import Any

import click
from flask.cli import AppGroup

from bot.errors import BotError


class Commands(AppGroup):
    """A group of `juwutong` commands: each runs in the application, and a BotError ends it with exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  (what click returns)
        """Run the chosen command."""
        try:
            return super().invoke(ctx)
        except BotError as error:
            raise click.ClickException(str(error)) from None
