"""Open data of the government catalog: items, guides, files in the official layout, feeds of what changed."""

from flask import Flask
from markupsafe import Markup
from sqlalchemy.orm import Session

from bot.app import Kit
from bot.redirects.rules import redirects_to
from community_catalog.api import files, guides, items
from community_catalog.api.feeds import feeds

_FORMERLY = Markup("<p>{}起用现在的编号，以前是 {}。原因：{}</p>")


def init_app(app: Flask, kit: Kit) -> None:
    """Offer everything, and tell on an item's page which addresses it had before."""
    for operation in (*files.operations(), *items.OPERATIONS, *guides.OPERATIONS):
        kit.api.add(operation)
    app.register_blueprint(feeds)
    kit.site.add_section("item", formerly, order=90)


def formerly(session: Session, code: str) -> Markup | None:
    """The addresses that lead to an item's page, with the day and the reason."""
    lines = [
        _FORMERLY.format(f"{one.since:%Y-%m-%d} ", one.old.removeprefix(items.PAGES), one.reason)
        for one in redirects_to(session, items.PAGES + code)
    ]
    return Markup().join(lines) or None
