"""The public disclosure column (公开专区): items by domain, place, office and stage, and each item in plain words."""

from flask import Flask

from bot.app import Kit
from community_catalog.pages import domains, guides, home, item, offices, places, policies, stages
from community_catalog.pages.addresses import addresses
from community_catalog.pages.blueprint import join_directory, pages

__all__ = ["domains", "guides", "home", "item", "join_pages", "offices", "places", "policies", "stages"]


def join_pages(app: Flask, kit: Kit) -> None:
    """Add the pages, their ways in the navigation and their addresses in the sitemap."""
    app.register_blueprint(pages)
    live = join_directory(app)
    kit.site.add_way("首页", "catalog_pages.home", order=10)
    kit.site.add_way("办事指南", "catalog_pages.all_guides", order=20)
    kit.site.add_way("政策和解读", "catalog_pages.all_policies", order=40)
    kit.site.add_way("街道和社区", "catalog_pages.places", order=60)
    kit.site.add_section("item", policies.policy_section, order=10)
    kit.site.add_addresses(addresses)
    kit.site.add_addresses(guides.guide_addresses)
    kit.site.add_addresses(policies.policy_addresses)

    def read_ahead() -> None:
        with kit.sessions.read() as session:
            live.now(session)

    kit.before_serving.append(read_ahead)
