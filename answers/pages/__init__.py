"""Residents' pages about answers: search, what is asked often, asking the account, a search box for other sites."""

from collections.abc import Iterable
from functools import cache

from flask import Flask

from answers.item_codes import CodeMaker
from answers.often import OftenAsked
from answers.pages import ask_us, embed, often, search
from answers.pages.blueprint import CODES, ENGINE, OFTEN, pages
from answers.pages.sections import ask_button, ways_to_ask
from answers.sources import live_engine
from bot.app import Kit
from bot.db import Session
from bot.site import Address

__all__ = ["ask_us", "embed", "join_pages", "often", "search"]


def join_pages(app: Flask, kit: Kit) -> None:
    """Add the pages, what they keep in this process, and what they show on the pages of items and guides."""
    app.extensions[ENGINE] = cache(lambda: live_engine(kit.sessions))
    app.extensions[CODES] = CodeMaker(kit.sessions)
    app.extensions[OFTEN] = OftenAsked()
    app.register_blueprint(pages)
    kit.site.add_way("大家常问", "answers_pages.asked", order=30)
    kit.site.add_section("item", ways_to_ask, order=20)
    kit.site.add_section("guide", ask_button, order=20)
    kit.site.add_addresses(addresses)
    # Every question is a page, and every item a QR code made when first looked at: neither is for who only wanders.
    kit.site.add_closed("/search?", "/ask-us")


def addresses(_session: Session) -> Iterable[Address]:
    """The pages that are the same for everyone."""
    return [Address("/search"), Address("/asked"), Address("/embed/")]
