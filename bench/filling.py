"""Filling a database that was set up: items that recombine the bundled ones, communities that are made up.

Run as a process of its own in the installation's environment: `python -m bench.filling ITEMS COMMUNITIES`.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

import click
from sqlalchemy import select
from sqlalchemy.orm import Session

from answers.sources import bundled_documents
from answers.words import shared_words
from bench.variations import grown
from bot.db import Sessions, open_database
from bot.place_list import PlaceKind
from bot.places import Place, communities
from bot.settings import Settings
from community_catalog.elements import CatalogRow
from community_catalog.items import current_items
from community_catalog.models import Origin
from community_catalog.revision import Source, apply_plan, plan_for

BY = "made up for measuring"


@click.command(help=__doc__)
@click.argument("items", type=int)
@click.argument("places", type=int)
def main(*, items: int, places: int) -> None:
    """Fill and say nothing."""
    sessions = Sessions(open_database(Settings.from_env().database_url))
    with sessions.begin() as session:
        add_items(session, items)
        add_communities(session, places)
    sessions.engine.dispose()


def add_items(session: Session, wanted: int) -> None:
    """Let there be so many items."""
    if wanted <= len(current_items(session)):
        return
    now, rows = datetime.now(UTC), made_items(wanted)
    source = Source(BY, "0" * 64, Origin.FILE, now.date())
    apply_plan(session, plan_for(session, rows), source=source, by=BY, at=now)


def made_items(wanted: int) -> Sequence[CatalogRow]:
    """The bundled items and as many others as it takes."""
    return [document.row for document in grown(bundled_documents(None), wanted, shared_words())]


def add_communities(session: Session, wanted: int) -> None:
    """Let there be so many communities, the new ones spread over the streets; nobody lives in them."""
    streets = session.scalars(select(Place).where(Place.kind == PlaceKind.STREET).order_by(Place.code)).all()
    for number in range(len(communities(session)), wanted):
        street = streets[number % len(streets)]
        code, name = f"{street.code}9{number:02}", f"测速第{number}社区"
        session.add(Place(code=code, kind=PlaceKind.COMMUNITY, name=name, parent=street, source=BY))


if __name__ == "__main__":
    main()
