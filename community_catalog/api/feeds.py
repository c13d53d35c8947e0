"""Atom feeds of what is added to the catalog, changed in it and withdrawn from it: of all domains and of each."""

from datetime import UTC, datetime

from flask import Blueprint, Response, abort, redirect, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager
from werkzeug.wrappers import Response as AnyResponse

from bot.api.atom import MEDIA_TYPE, Feed, FeedEntry, atom
from bot.api.view import ANYONE, may_be_kept
from bot.app import kit
from bot.office import DISCLOSURE_OFFICE
from community_catalog.domains import Domain, find_domain
from community_catalog.elements import ELEMENTS
from community_catalog.models import Change, Item, ItemRevision

LONGEST = 100  # entries
NOTHING_YET = datetime(2026, 1, 1, tzinfo=UTC)  # a feed must say when it was updated, one of an empty catalog too
feeds = Blueprint("catalog_feeds", __name__, url_prefix="/feeds")


@feeds.get("/changes.atom")
def changes() -> Response:
    """What changed in all domains."""
    return _sent(None)


@feeds.get("/<name>.atom")
def of_domain(name: str) -> AnyResponse:
    """What changed in one domain."""
    domain = find_domain(name)
    if domain is None:
        abort(404)
    if name != domain.slug:
        return redirect(url_for(".of_domain", name=domain.slug), 301)
    return _sent(domain)


def _sent(domain: Domain | None) -> Response:
    with kit().sessions.read() as session:
        feed = catalog_feed(session, domain, site=kit().settings.public_url)
    response = Response(atom(feed), mimetype=MEDIA_TYPE)
    response.headers.update(ANYONE)
    response.last_modified = feed.updated
    return may_be_kept(response)


def catalog_feed(session: Session, domain: Domain | None, *, site: str) -> Feed:
    """The latest changes of meaning, of one domain or of all."""
    steps = select(ItemRevision).join(ItemRevision.item).options(contains_eager(ItemRevision.item))
    steps = steps.where(ItemRevision.change != Change.EDITORIAL).order_by(ItemRevision.id.desc()).limit(LONGEST)
    if domain:
        steps = steps.where(Item.domain == domain.name)
    entries = [_entry(step, site) for step in session.scalars(steps)]
    name = domain.slug if domain else "changes"
    return Feed(
        key=f"feeds/{name}",
        title=f"{domain.name if domain else '政务公开事项标准目录'}：新增、修订和撤下",
        author=DISCLOSURE_OFFICE.name,
        url=f"{site}/feeds/{name}.atom",
        page=f"{site}/domains/{domain.slug}" if domain else f"{site}/",
        updated=entries[0].updated if entries else NOTHING_YET,
        entries=entries,
    )


def _entry(step: ItemRevision, site: str) -> FeedEntry:
    item = step.item
    return FeedEntry(
        key=f"items/{item.code}/{step.number}",
        title=f"{step.change.label}：{step.elements['level2']}（{item.code}）",
        summary=_summary(step),
        url=f"{site}/items/{item.code}",
        updated=step.at,
        category=step.elements["domain"],
    )


def _summary(step: ItemRevision) -> str:
    where = f"{step.elements['domain']}，{step.elements['level1']}"
    match step.change:
        case Change.WITHDRAWN if step.number == step.item.revision:
            return f"{where}。撤下的理由：{step.item.withdrawn_reason}"
        case Change.CHANGED:
            return f"{where}。变了的要素：{'、'.join(ELEMENTS[name] for name in step.changed)}。"
        case _:
            return f"{where}。公开内容：{step.elements['content']}"
