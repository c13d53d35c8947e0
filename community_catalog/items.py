"""Looking items up: what the current catalog holds, and which version of it this is."""

from collections import Counter
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from community_catalog.domains import DOMAINS, Domain, domain_order
from community_catalog.models import CatalogImport, Item


def current_items(session: Session) -> Sequence[Item]:
    """All items not withdrawn, in catalog order: the five key domains, the other domains, codes within a domain."""
    items = session.scalars(select(Item).where(Item.withdrawn_at.is_(None)))
    return sorted(items, key=lambda item: (domain_order(item.domain), item.domain, item.code))


def items_of(session: Session, domain: Domain) -> Sequence[Item]:
    """The current items of one domain by code."""
    return session.scalars(
        select(Item).where(Item.withdrawn_at.is_(None), Item.domain == domain.name).order_by(Item.code)
    ).all()


def item_by_code(session: Session, code: str) -> Item | None:
    """The item with this code, withdrawn ones too; letters may be small and white space may surround it."""
    code = code.strip().upper()
    if not code.isprintable():  # PostgreSQL refuses to be asked for a NUL
        return None
    return session.scalars(select(Item).where(Item.code == code)).one_or_none()


def domain_counts(session: Session) -> Sequence[tuple[Domain, int]]:
    """All 26 domains in catalog order, each with the number of its current items."""
    counts = Counter(session.scalars(select(Item.domain).where(Item.withdrawn_at.is_(None))))
    return [(domain, counts[domain.name]) for domain in DOMAINS]


def catalog_version(session: Session) -> int:
    """A number that grows with every applied import; 0 before the first. Cheap enough to ask for with every message."""
    return session.scalar(select(func.max(CatalogImport.id))) or 0


def last_import(session: Session) -> CatalogImport | None:
    """The import that made the current version."""
    return session.scalars(select(CatalogImport).order_by(CatalogImport.id.desc()).limit(1)).one_or_none()
