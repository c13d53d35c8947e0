"""Conversation: one small module for each thing a resident can do in chat."""

from flask import Flask

from answers import live_engine
from bot import webhook
from bot.app import Kit
from handlers.conversation import HandlersInOrder


def init_app(app: Flask, kit: Kit) -> None:
    """Answer what comes in at `/wechat`."""
    webhook.init_app(app, kit, HandlersInOrder(live_engine(app).current, public_url=kit.settings.public_url))
