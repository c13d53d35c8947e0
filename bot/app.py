"""Making the application: settings become a kit of shared things, and each part joins itself."""

import gc
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, cast

from flask import Flask, current_app

from bot.api.operations import Api
from bot.console.registry import Console
from bot.db import Session, Sessions, open_database
from bot.health import Checks
from bot.practice.ground import PracticeGround
from bot.queue.embedded import EmbeddedQueue
from bot.queue.port import Jobs, Queue
from bot.rates import Allowances
from bot.schedule import Schedule
from bot.settings import Settings
from bot.site import Site
from bot.time import Clock
from bot.wechat.client import WeChat, live_wechat

Setup = Callable[[Session, datetime], Iterable[str]]
"""Loads what a part brings, when it is not there yet; gives lines that tell the operator what it did."""


@dataclass(frozen=True)
class Kit:
    """What every part is handed when it joins: the ground it stands on, and where it puts what it brings."""

    settings: Settings
    clock: Clock
    sessions: Sessions
    wechat: WeChat
    queue: Queue = field(default_factory=EmbeddedQueue)
    jobs: Jobs = field(default_factory=Jobs)
    schedule: Schedule = field(default_factory=Schedule)
    checks: Checks = field(default_factory=Checks)
    console: Console = field(default_factory=Console)
    site: Site = field(default_factory=Site)
    api: Api = field(default_factory=Api)
    allowances: Allowances = field(default_factory=Allowances)
    practice: PracticeGround = field(default_factory=PracticeGround)
    setups: list[Setup] = field(default_factory=list)
    before_forking: list[Callable[[], None]] = field(default_factory=list)
    before_serving: list[Callable[[], None]] = field(default_factory=list)


class Part(Protocol):
    """A top-level folder that joins itself: its pages, commands and jobs."""

    def init_app(self, app: Flask, kit: Kit) -> None:
        """Register everything the part brings."""


def create_app(settings: Settings, parts: Sequence[Part]) -> Flask:
    """Make the application with the given parts, joined in order. The ground's own pieces are parts like any other."""
    app = Flask("bot")
    kit = make_kit(settings)
    app.extensions["kit"] = kit
    for part in parts:
        part.init_app(app, kit)
    return app


def load_once(app: Flask) -> None:
    """Load what all web processes share: the server calls this before it makes them.

    Where processes are made by forking (Linux), each has it at once, also one that replaces a process that died.
    Nothing that a fork would break is left open.
    """
    kit = cast("Kit", app.extensions["kit"])
    _load(kit.before_forking)
    kit.sessions.engine.dispose()


def get_ready(app: Flask) -> None:
    """Load what must be loaded before the first message: each web process calls this before it listens."""
    _load(cast("Kit", app.extensions["kit"]).before_serving)


def _load(steps: Iterable[Callable[[], None]]) -> None:
    for step in steps:
        step()
    # What is loaded now stays: the garbage collector need not look at a million words again and again.
    gc.collect()
    gc.freeze()


def make_kit(settings: Settings) -> Kit:
    """Open what the settings name; nothing is contacted yet."""
    clock = Clock.of(settings)
    sessions = Sessions(open_database(settings.database_url))
    return Kit(settings, clock, sessions, live_wechat(settings, sessions, clock))


def kit() -> Kit:
    """The kit of the application this request or command runs in."""
    return cast("Kit", current_app.extensions["kit"])
