"""The pages of the disclosure column that search engines and the district's website should know."""

from collections.abc import Iterator

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.places import Place, shown_to_residents
from bot.site import Address
from community_catalog.domains import DOMAINS
from community_catalog.models import Item
from community_catalog.pages.blueprint import directory
from community_catalog.stages import ALL_STAGES


def addresses(session: Session) -> Iterator[Address]:
    """Every page with what it is about, items in force last."""
    for view in ("home", "offices", "stages", "places"):
        yield Address(url_for(f"catalog_pages.{view}"))
    yield from (Address(f"/domains/{domain.slug}") for domain in DOMAINS)
    yield from (Address(f"/stages/{stage.slug}") for stage in ALL_STAGES)
    yield from (Address(url_for("catalog_pages.office", name=name)) for name in sorted(directory(session).by_office))
    below = shown_to_residents(), Place.parent_id.is_not(None)
    places = session.scalars(select(Place.code).where(*below).order_by(Place.code))
    yield from (Address(f"/places/{code}") for code in places)
    yield from _items(session)


def _items(session: Session) -> Iterator[Address]:
    rows = session.execute(select(Item.code, Item.updated_at).where(Item.withdrawn_at.is_(None)).order_by(Item.code))
    yield from (Address(f"/items/{code}", changed_at) for code, changed_at in rows)
