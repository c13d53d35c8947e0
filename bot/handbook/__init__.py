"""Help: the workers' handbook inside the console, each page of which leads to the chapter that is about it."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from bot.app import Kit


def init_app(app: "Flask", kit: "Kit") -> None:  # noqa: ARG001  (every part joins the same way)
    """Add /console/help, and the way to the fitting chapter for all console pages."""
    # Here and not above: the guard needs bot.app, which the console's shell is part of.
    from bot.handbook import pages

    pages.init_app(app)
