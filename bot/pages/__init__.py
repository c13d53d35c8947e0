"""The shell of residents' pages: how each looks, is kept, packed, cut into screens, and what stands where none is."""

from functools import cache

from flask import Flask

from bot.app import Kit
from bot.office import DISCLOSURE_OFFICE
from bot.pages import compression, elder, showing, static_files
from bot.pages.lists import Shown, page_address, shown
from bot.pages.showing import error_page, page_for_one, public_page

__all__ = ["Shown", "error_page", "init_app", "page_for_one", "public_page", "shown"]

SEARCH = "/search"


def init_app(app: Flask, kit: Kit) -> None:
    """Guard and round off every response of the application, and give templates what the shell shows."""
    compression.init_app(app)  # runs last: Flask goes through what follows a view backwards
    showing.init_app(app)
    static_files.init_app(app)
    elder.init_app(app)
    search_address = cache(lambda: _search_address(app))  # asked first when all parts have joined
    app.context_processor(
        lambda: {
            "office": DISCLOSURE_OFFICE,
            "site_ways": kit.site.ways,
            "search_address": search_address(),
            "page_address": page_address,
        }
    )


def _search_address(app: Flask) -> str | None:
    """Where the search box leads; None while no part brings a search."""
    return SEARCH if any(rule.rule == SEARCH for rule in app.url_map.iter_rules()) else None
