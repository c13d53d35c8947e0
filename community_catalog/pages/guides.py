"""`/guides/`: every guide in force with how often one has to go, and each guide as a page to print."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from bot.app import kit
from bot.pages import error_page, public_page, shown
from bot.redirects import moved_to
from bot.site import Address
from community_catalog.domains import KEY_DOMAINS, domain_order
from community_catalog.guides.models import Guide
from community_catalog.guides.text import GuideText
from community_catalog.guides.upkeep import guide_by_code, guides_in_force
from community_catalog.guides.visits import VisitCounts
from community_catalog.items import item_by_code
from community_catalog.models import Item
from community_catalog.moved import new_code
from community_catalog.pages.blueprint import pages
from community_catalog.pages.item import shown_guide

_KEY = frozenset(domain.name for domain in KEY_DOMAINS)


@dataclass(frozen=True)
class DomainGuides:
    """The guides of one domain."""

    name: str
    guides: Sequence[GuideText]

    @property
    def counts(self) -> VisitCounts:
        """How often one has to go."""
        return VisitCounts.of(self.guides)

    @property
    def is_key(self) -> bool:
        """Whether it is one of the five key domains."""
        return self.name in _KEY


@pages.get("/guides/")
def all_guides() -> Response:
    """The guides residents may rely on by domain, the key ones first, and how often one has to go."""
    with kit().sessions.read() as session:
        guides = guides_in_force(session)
        domains = _by_domain([guide for guide in guides if not guide.is_outdated])
    current = [guide for domain in domains for guide in domain.guides]
    html = render_template(
        "community_catalog/guides.html",
        domains=domains,
        total=VisitCounts.of(current),
        list=shown(current),
        outdated=len(guides) - len(current),
    )
    return public_page(html)


@pages.get("/guides/<code>")
def one_guide(code: str) -> Response:
    """One guide with the source of every sentence; an outdated one says that it is being checked, and nothing else."""
    with kit().sessions.read() as session:
        item = item_by_code(session, code)
        if item is None or item.is_withdrawn:
            return _elsewhere(session, code, item)
        if code != item.code:
            return redirect(url_for(".one_guide", code=item.code), 301)
        guide = shown_guide(guide_by_code(session, item.code))
        if guide is None:
            return error_page(404, "这件事还没有办事指南", "请问主管单位，或打 12345。")
        sections = kit().site.sections("guide", session, item.code)
        html = render_template("community_catalog/guide.html", item=item, guide=guide, sections=sections)
    return public_page(html)


def _elsewhere(session: Session, code: str, withdrawn: Item | None) -> Response:
    """What takes the place of a guide that is no more: that of the new item, else the page that tells why it went."""
    if new := new_code(session, code):
        return moved_to(url_for(".one_guide", code=new))
    if withdrawn:
        return redirect(url_for(".item", code=withdrawn.code))
    return error_page(404, "没有这份办事指南", "编号可能写错了。请从“办事指南”找。")


def guide_addresses(session: Session) -> Iterator[Address]:
    """The list and every guide in force that is not outdated, for the sitemap."""
    yield Address(url_for("catalog_pages.all_guides"))
    for guide in guides_in_force(session):
        if not guide.is_outdated:
            yield Address(
                url_for("catalog_pages.one_guide", code=guide.item.code), guide.confirmed_at or guide.written_at
            )


def _by_domain(guides: Sequence[Guide]) -> list[DomainGuides]:
    found: dict[str, list[GuideText]] = {}
    for guide in sorted(guides, key=lambda guide: (domain_order(guide.item.domain), guide.item.domain)):
        found.setdefault(guide.item.domain, []).append(guide.text())
    return [DomainGuides(name, texts) for name, texts in found.items()]
