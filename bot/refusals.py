"""Command groups whose expected refusals reach the operator as a sentence instead of a traceback."""

from typing import Any

import click
from flask.cli import AppGroup, FlaskGroup, ScriptInfo
from sqlalchemy.exc import DBAPIError

from bot.errors import BotError


class Commands(AppGroup):
    """A group of `juwutong` commands: each runs in the application, and a BotError ends it with exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  (what click returns)
        """Run the chosen command."""
        try:
            return super().invoke(ctx)
        except BotError as error:
            raise click.ClickException(str(error)) from None


class CommandLine(FlaskGroup):
    """The whole `juwutong`: also where the application cannot even be made, or the database cannot be used."""

    def main(self, *arguments: Any, **options: Any) -> Any:  # noqa: ANN401  (what click takes and returns)
        """Run a command; an expected refusal ends it with one sentence and exit code 1."""
        try:
            return super().main(*arguments, **options)
        except BotError as error:
            message = str(error)
        except DBAPIError as error:
            # Only its first line: what follows quotes the statement and its values.
            reason = str(error.orig).splitlines()[0] if str(error.orig) else type(error).__name__
            message = f"数据库不能用（{reason}）。第一次使用请先运行 juwutong setup。"
        click.echo(f"Error: {message}", err=True)
        raise SystemExit(1)

    def load_app(self, context: click.Context) -> None:
        """Make the application before Flask does: Flask would print a traceback and go on without it."""
        context.ensure_object(ScriptInfo).load_app()

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command called `name`."""
        self.load_app(ctx)
        return super().get_command(ctx, name)
