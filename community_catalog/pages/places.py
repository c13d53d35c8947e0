"""Items by street and community: what the catalog says is published at a place's level."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import redirect, render_template, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from bot.app import kit
from bot.pages import error_page, public_page, shown
from bot.place_list import PlaceKind
from bot.places import Place, real_place, shown_to_residents
from community_catalog.directory import Directory
from community_catalog.domains import DOMAINS, Domain, find_domain
from community_catalog.pages.blueprint import directory, pages
from community_catalog.plain_words import LEVELS

# What a catalog calls the level of each kind of place.
LEVEL_OF = {PlaceKind.DISTRICT: "区级", PlaceKind.STREET: "街镇", PlaceKind.COMMUNITY: "社区"}


@dataclass(frozen=True)
class Street:
    """A street or town and its communities, each as code and name."""

    code: str
    name: str
    communities: Sequence[tuple[str, str]]


@pages.get("/places/")
def places() -> Response:
    """All streets and towns with their communities."""
    with kit().sessions.read() as session:
        html = render_template("community_catalog/places.html", list=shown(streets(session)))
    return public_page(html)


@pages.get("/places/<code>")
def place(code: str) -> Response:
    """What is published at this place's level, by domain; other parts add what they know of the place."""
    with kit().sessions.read() as session:
        found = real_place(session, code)
        if found is None or not found.active:
            return _no_place(found)
        if found.parent is None:
            return redirect(url_for(".places"), 302)
        listed = directory(session)
        counted = _counted(listed, LEVEL_OF[found.kind])
        html = render_template(
            "community_catalog/place.html",
            place=found,
            level=LEVELS[LEVEL_OF[found.kind]],
            street=_street_of(found),
            communities=[child for child in found.children if child.active],
            total=sum(count for _, count in counted),
            list=shown(counted),
            sections=kit().site.sections("place", session, found.code),
            as_of=listed.as_of,
        )
    return public_page(html)


@pages.get("/places/<code>/<name>")
def place_domain(code: str, name: str) -> Response:
    """The items of one domain that are published at this place's level."""
    domain = find_domain(name)
    with kit().sessions.read() as session:
        found = real_place(session, code)
        if found is None or not found.active:
            return _no_place(found)
        if domain is None:
            return error_page(404, "没有这个领域", f"请回到{found.full_name}的页面再选。")
        if name != domain.slug:
            return redirect(url_for(".place_domain", code=code, name=domain.slug), 301)
        listed = directory(session)
        html = render_template(
            "community_catalog/place_domain.html",
            place=found,
            level=LEVELS[LEVEL_OF[found.kind]],
            domain=domain,
            list=shown(listed.at_level(domain.name, LEVEL_OF[found.kind])),
            as_of=listed.as_of,
        )
    return public_page(html)


def streets(session: Session) -> list[Street]:
    """The active streets and towns with their active communities, by code."""
    rows = session.execute(
        select(Place.id, Place.code, Place.name, Place.kind, Place.parent_id)
        .where(shown_to_residents(), Place.kind != PlaceKind.DISTRICT)
        .order_by(Place.code)
    ).all()
    below: dict[int, list[tuple[str, str]]] = {row.id: [] for row in rows if row.kind is PlaceKind.STREET}
    for row in rows:
        if row.kind is PlaceKind.COMMUNITY and row.parent_id in below:
            below[row.parent_id].append((row.code, row.name))
    return [Street(row.code, row.name, below[row.id]) for row in rows if row.id in below]


def _counted(listed: Directory, level: str) -> list[tuple[Domain, int]]:
    """The domains with items at this level, each with how many."""
    return [(domain, len(entries)) for domain in DOMAINS if (entries := listed.at_level(domain.name, level))]


def _street_of(place: Place) -> Place | None:
    return place.parent if place.parent and place.parent.kind is PlaceKind.STREET else None


def _no_place(gone: Place | None) -> Response:
    if gone is None:
        return error_page(404, "没有这个地方", "编号可能写错了。请从“街道和社区”里选。")
    return error_page(410, f"{gone.name}已经停用", "它可能已和别的社区合并。请从“街道和社区”里选您现在的社区。")
