"""Conversation: one small module for each thing a resident can do in chat."""

from functools import cache

from flask import Flask

from answers.live import LiveEngine
from answers.sources import live_engine, load
from bot import webhook
from bot.app import Kit
from handlers.conversation import HandlersInOrder

LOOK_FOR_CHANGES_S = 0.5  # a new wording answers within two seconds, rebuilding included


def init_app(app: Flask, kit: Kit) -> None:
    """Answer what comes in at `/wechat`."""

    @cache
    def engine() -> LiveEngine:
        live = live_engine(kit.sessions)
        live.start(LOOK_FOR_CHANGES_S)
        return live

    def warm() -> None:
        engine()

    kit.before_forking.append(lambda: load(kit.sessions))
    kit.before_serving.append(warm)
    conversation = HandlersInOrder(lambda: engine().current(), public_url=kit.settings.public_url)
    webhook.init_app(app, kit, conversation)
