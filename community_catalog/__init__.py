"""The government catalog: items with history, imports and pages. Communities' own catalogs join here later."""

from flask import Flask

from bot.app import Kit
from community_catalog import api
from community_catalog.bundled import setup
from community_catalog.commands import catalog
from community_catalog.console import join_console
from community_catalog.guides import upkeep
from community_catalog.guides.commands import guides
from community_catalog.pages import join_pages

__all__ = ["init_app", "setup"]


def init_app(app: Flask, kit: Kit) -> None:
    """Add residents' and workers' pages, open data, commands, and what is bundled to `juwutong setup`."""
    join_pages(app, kit)
    join_console(app, kit)
    api.init_app(app, kit)
    app.cli.add_command(catalog)
    app.cli.add_command(guides)
    kit.setups.append(setup)
    kit.setups.append(upkeep.setup)  # after the catalog: a guide belongs to an item
