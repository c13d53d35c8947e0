"""Open data of the government catalog: items, guides, files in the official layout, feeds of what changed."""

from flask import Flask
from markupsafe import Markup
from sqlalchemy.orm import Session

from bot.app import Kit
from bot.redirects.rules import redirects_to
from bot.time import chinese_date
from community_catalog.api import files, guides, items
from community_catalog.api.feeds import feeds
from community_catalog.moved import PAGES

_MERGED = Markup("<p>{}起，{} 的网页并到这一页。原因：{}</p>")


def init_app(app: Flask, kit: Kit) -> None:
    """Offer everything, and tell on an item's page which others lead there."""
    for operation in (*files.operations(), *items.OPERATIONS, *guides.OPERATIONS):
        kit.api.add(operation)
    app.register_blueprint(feeds)
    kit.site.add_section("item", formerly, order=90)


def formerly(session: Session, code: str) -> Markup | None:
    """The codes whose pages lead to this item's, with the day and the reason: renumbered, or merged into it."""
    lines = [
        _MERGED.format(chinese_date(one.since), one.old.removeprefix(PAGES), one.reason)
        for one in redirects_to(session, PAGES + code)
        if one.old.startswith(PAGES)
    ]
    return Markup().join(lines) or None
