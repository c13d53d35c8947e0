"""The screen in a service hall: residents find an item by touch alone and carry its page away on a phone."""

from flask import Flask

from bot.app import Kit
from kiosk.live import LiveContents
from kiosk.pages import pages

__all__ = ["init_app"]


def init_app(app: Flask, kit: Kit) -> None:
    """Add the pages under /kiosk; what they show is laid out before the first touch."""
    contents = app.extensions["kiosk"] = LiveContents.of(kit.sessions)
    app.register_blueprint(pages)
    kit.site.add_closed("/kiosk")  # each letter leads to more letters, and all is on the pages for phones
    kit.before_serving.append(contents.load)
