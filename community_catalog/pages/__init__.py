"""The public disclosure column (公开专区): items by domain, place, office and stage, and each item in plain words."""

from flask import Flask

from bot.app import Kit
from community_catalog.pages import domains, home, item, offices, places, stages
from community_catalog.pages.addresses import addresses
from community_catalog.pages.blueprint import join_directory, pages

__all__ = ["domains", "home", "item", "join_pages", "offices", "places", "stages"]


def join_pages(app: Flask, kit: Kit) -> None:
    """Add the pages, their ways in the navigation and their addresses in the sitemap."""
    app.register_blueprint(pages)
    live = join_directory(app)
    kit.site.add_way("首页", "catalog_pages.home", order=10)
    kit.site.add_way("街道和社区", "catalog_pages.places", order=60)
    kit.site.add_addresses(addresses)

    def read_ahead() -> None:
        with kit.sessions.read() as session:
            live.now(session)

    kit.before_serving.append(read_ahead)
