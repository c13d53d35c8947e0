"""One item's page: what is published, where and by whom, its guide, what changed, and where else to look."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote

from flask import redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from bot.app import kit
from bot.pages import error_page, public_page
from bot.redirects import moved_to
from bot.time import local
from community_catalog.directory import Directory, Entry
from community_catalog.domains import find_domain
from community_catalog.elements import ELEMENTS
from community_catalog.guides.models import Guide
from community_catalog.guides.text import QUESTIONS as GUIDE_QUESTIONS
from community_catalog.guides.text import Fact, Part, checked
from community_catalog.guides.upkeep import guide_by_code
from community_catalog.history import history
from community_catalog.items import item_by_code
from community_catalog.models import Item
from community_catalog.moved import new_page
from community_catalog.pages.blueprint import directory, pages
from community_catalog.pages.places import streets
from community_catalog.plain_words import NOTES, QUESTIONS, plain_element
from community_catalog.stages import find_stage

COMMUNITY_LEVEL = "社区"
NEIGHBOURS = 6
FOR_FEW = frozenset({"basis", "levels", "stage"})  # folded away in 长辈版


@dataclass(frozen=True)
class ShownElement:
    """One element on an item's page: its question, official name and answer, line by line.

    `leads` are the answer's lines as links where they lead somewhere: pairs of words and address.
    """

    question: str
    official: str
    lines: Sequence[str]
    note: str
    leads: Sequence[tuple[str, str]]
    for_few: bool


@dataclass(frozen=True)
class ShownGuide:
    """The guide on an item's page, part by part; an outdated one shows no facts."""

    guide: Guide
    parts: Sequence[tuple[str, Sequence[Fact]]]

    @property
    def checked(self) -> str | None:
        """That a reviewer confirmed it, and when; None of an example."""
        return checked(local(self.guide.confirmed_at).date()) if self.guide.confirmed_at else None


@pages.get("/items/<code>")
def item(code: str) -> Response:
    """One item in plain words; a withdrawn one says when and why it went, and what is left."""
    with kit().sessions.read() as session:
        found = item_by_code(session, code)
        if found is None:
            if new := new_page(session, code):
                return moved_to(quote(new))
            return error_page(404, "目录里没有这个事项", "编号可能写错了。请从首页找，或者在公众号里直接问。")
        if code != found.code:
            return redirect(url_for(".item", code=found.code), 301)
        show = _withdrawn if found.is_withdrawn else _in_force
        return show(session, found)


def _in_force(session: Session, item: Item) -> Response:
    listed = directory(session)
    html = render_template(
        "community_catalog/item.html",
        item=item,
        domain=find_domain(item.domain),
        elements=shown_elements(item, listed),
        guide=shown_guide(guide_by_code(session, item.code)),
        steps=history(item.code, item.revisions),
        neighbours=_neighbours(listed, item),
        streets=[one for one in streets(session) if one.communities] if COMMUNITY_LEVEL in item.levels else [],
        sections=kit().site.sections("item", session, item.code),
    )
    return public_page(html)


def _withdrawn(session: Session, item: Item) -> Response:
    html = render_template(
        "community_catalog/withdrawn.html",
        item=item,
        domain=find_domain(item.domain),
        elements=shown_elements(item, Directory()),
        steps=history(item.code, item.revisions),
        neighbours=_neighbours(directory(session), item),
    )
    return public_page(html, 410)


def shown_elements(item: Item, listed: Directory) -> list[ShownElement]:
    """The elements of an item in the order residents ask for them; offices and stage of the directory are links."""
    row = item.row()
    shown = []
    for name, question in QUESTIONS.items():
        lines = plain_element(name, row.element(name))
        leads = _leads(name, row.element(name), listed)
        shown.append(ShownElement(question, ELEMENTS[name], lines, NOTES.get(name, ""), leads, name in FOR_FEW))
    return shown


def shown_guide(guide: Guide | None) -> ShownGuide | None:
    """A guide as its item's page shows it; None where there is none or its item is withdrawn."""
    if guide is None or guide.item.is_withdrawn or not guide.facts:
        return None
    text = guide.text()
    parts = [] if guide.is_outdated else [(GUIDE_QUESTIONS[part], text.of(part)) for part in Part if text.of(part)]
    return ShownGuide(guide, parts)


def _leads(name: str, value: str | Sequence[str], listed: Directory) -> list[tuple[str, str]]:
    if name == "subjects" and all(office in listed.by_office for office in value):
        return [(office, url_for(".office", name=office)) for office in value]
    if name == "stage" and value in listed.by_stage and (stage := find_stage(str(value))):
        return [(words, url_for(".stage", name=stage.slug)) for words in plain_element(name, value)]
    return []


def _neighbours(listed: Directory, item: Item) -> list[Entry]:
    others = (entry for entry in listed.beside(item.domain, item.level1) if entry.code != item.code)
    return list(islice(others, NEIGHBOURS))
