"""Open data: the shell in which parts offer what they hold to the government's website and other programs.

A part adds its operations to `kit.api` when it joins; this one joins after all of them and serves what they added.
`operations` is what parts use, `document` the description for programs, `pages` that for people, `view` how operations
are served, `asking` how parameters are read, `problems` what a refusal says, `slowing` who asks too often.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from bot.app import Kit


def init_app(app: "Flask", kit: "Kit") -> None:
    """Serve all operations, their description for programs and for people, the sitemap, and count who asks."""
    # They need bot.app, which needs this folder's registry.
    from bot.api import pages, sitemap, slowing, view
    from bot.api.index import index_of
    from bot.api.places import PLACES
    from bot.health import running_version

    kit.api.operations.insert(0, index_of(kit.api, running_version()))
    kit.api.add(PLACES)
    slowing.init_app(app, kit)  # first: what it adds to a response must outlive what the others make of it
    view.init_app(app)
    for operation in kit.api.operations:
        view.add_route(app, operation)
    pages.init_app(app, kit)
    sitemap.init_app(app)
