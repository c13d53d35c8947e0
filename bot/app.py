"""Making the application: settings become a kit of shared things, and each part joins itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, cast

from flask import Flask, current_app

from bot.db import Sessions, open_database
from bot.settings import Settings
from bot.time import Clock


@dataclass(frozen=True)
class Kit:
    """What every part is handed when it joins: the ground it stands on."""

    settings: Settings
    clock: Clock
    sessions: Sessions


class Part(Protocol):
    """A top-level folder that joins itself: its pages, commands and jobs."""

    def init_app(self, app: Flask, kit: Kit) -> None:
        """Register everything the part brings."""


def create_app(settings: Settings, parts: Sequence[Part]) -> Flask:
    """Make the application with the given parts, joined in order."""
    app = Flask("bot")
    kit = make_kit(settings)
    app.extensions["kit"] = kit
    for part in parts:
        part.init_app(app, kit)
    return app


def make_kit(settings: Settings) -> Kit:
    """Open what the settings name."""
    return Kit(settings=settings, clock=Clock.of(settings), sessions=Sessions(open_database(settings.database_url)))


def kit() -> Kit:
    """The kit of the application this request or command runs in."""
    return cast("Kit", current_app.extensions["kit"])
