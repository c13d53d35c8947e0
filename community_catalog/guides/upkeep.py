"""Keeping guides: looking them up, loading the shipped ones, editing and confirming them."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import audit
from bot.errors import BotError
from community_catalog.guides.files import VISITS_ONCE, bundled_guides, fact_problem
from community_catalog.guides.models import Guide
from community_catalog.guides.text import LABELS, Fact, GuideText, Part, facts_json, facts_of
from community_catalog.items import item_by_code
from community_catalog.models import Item

SYSTEM = "system"  # who writes what is shipped with the program


class NoGuide(BotError):
    """这个事项还没有办事指南。"""


class NoItem(BotError):
    """目录里没有这个事项，或者它已经撤销。"""


class OwnGuide(BotError):
    """办事指南要由修改人以外的人确认。"""


class GuideMoved(BotError):
    """您打开之后，这份指南又被别人改过。请重新打开，核对了再办。"""


class BadFact(BotError):
    """指南的这一句不能这样写。"""


def current_guides(session: Session) -> list[GuideText]:
    """The guides residents may see: of items in force, written or confirmed for the item as it now reads."""
    return [guide.text() for guide in guides_in_force(session) if not guide.is_outdated]


def guides_in_force(session: Session) -> list[Guide]:
    """The guides that say something, of items in force by code; outdated ones too."""
    guides = session.scalars(select(Guide).join(Guide.item).where(Item.withdrawn_at.is_(None)).order_by(Item.code))
    return [guide for guide in guides if guide.facts]


def guide_by_code(session: Session, code: str) -> Guide | None:
    """The guide of the item with this code, an outdated one too."""
    return session.scalars(select(Guide).join(Guide.item).where(Item.code == code)).one_or_none()


def hold_unmoved(session: Session, code: str, part: Part, seen: str) -> None:
    """Make sure a part is still as its writer found it, and keep it so until the transaction ends.

    `seen` is its `fingerprint` of then: of one part, for two may write two parts at once. Raises GuideMoved.
    """
    guide = _held(session, code)
    now = fingerprint(guide.text().of(part) if guide else ())
    if now != seen:
        raise GuideMoved


def edit(session: Session, code: str, part: Part, text: str, source: str, *, by: str, now: datetime) -> Guide:
    """Replace one part: each line of `text` a fact, `source` the source of all or, line by line, of each.

    An empty text takes the part out. A confirmation there was is void; an outdated guide stays so until someone
    confirms all of it. Raises NoItem, and BadFact saying which line.
    """
    item = item_by_code(session, code)
    if item is None or item.is_withdrawn:
        raise NoItem
    new = _facts(part, text, source)
    guide = _held(session, item.code) or _begin(session, item, by, now)
    old = facts_of(guide.facts)
    before = [fact for fact in old if fact.part is part]
    guide.facts = facts_json([fact for fact in old if fact.part is not part] + new)
    _written(guide, guide.written_revision if guide.is_outdated else item.revision, by, now)
    details = {"part": part.value, "part_name": LABELS[part], "before": _told(before), "after": _told(new)}
    _record(session, guide, "guide.edit", {**details, "version": guide.version}, by, now)
    return guide


def fingerprint(facts: Sequence[Fact]) -> str:
    """What tells whether facts are still as somebody found them: 64 hex digits."""
    return hashlib.sha256(json.dumps(facts_json(facts), sort_keys=True).encode()).hexdigest()


def confirm(session: Session, code: str, *, by: str, now: datetime, version: int | None = None) -> Guide:
    """Note that a reviewer stands for the guide as it reads, for its item as it now is.

    `version` is that of the guide the reviewer has seen. Raises NoGuide, NoItem, OwnGuide or GuideMoved.
    """
    guide = _held(session, code)
    if guide is None or not guide.facts:
        raise NoGuide
    if guide.item.is_withdrawn:
        raise NoItem
    if guide.written_by == by:
        raise OwnGuide
    if version not in {None, guide.version}:
        raise GuideMoved
    guide.confirmed_by, guide.confirmed_at, guide.confirmed_revision = by, now, guide.item.revision
    guide.version += 1
    _record(session, guide, "guide.confirm", {"revision": guide.item.revision, "version": guide.version}, by, now)
    return guide


def setup(session: Session, now: datetime) -> Sequence[str]:
    """Load or renew the shipped guides and say so; what people have edited or confirmed is left alone."""
    loaded = load(session, bundled_guides(), now=now)
    return [f"自带办事指南：装入 {loaded} 份。"] if loaded else []


def load(session: Session, guides: Sequence[GuideText], *, now: datetime) -> int:
    """Store shipped guides whose item stands in the catalog under the same name; how many were new or changed."""
    stored = {guide.item.code: guide for guide in session.scalars(select(Guide))}
    items = {item.code: item for item in session.scalars(select(Item).where(Item.withdrawn_at.is_(None)))}
    loaded = 0
    for text in guides:
        item = items.get(text.code)
        if item is not None and item.name == text.name:
            loaded += _load(session, item, stored.get(text.code), text, now)
    return loaded


def _held(session: Session, code: str) -> Guide | None:
    """The guide, held against others until the transaction ends: two who change it at once must not share a version."""
    query = select(Guide).join(Guide.item).where(Item.code == code).with_for_update(of=Guide)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def _load(session: Session, item: Item, guide: Guide | None, text: GuideText, now: datetime) -> bool:
    sha256 = fingerprint(text.facts)
    if guide and (guide.written_by != SYSTEM or guide.confirmed_by or guide.bundled_sha256 == sha256):
        return False
    guide = guide or _begin(session, item, SYSTEM, now)
    guide.facts, guide.bundled_sha256 = facts_json(text.facts), sha256
    _written(guide, item.revision, SYSTEM, now)
    _record(session, guide, "guide.load", {"sha256": sha256, "version": guide.version}, SYSTEM, now)
    return True


def _begin(session: Session, item: Item, by: str, now: datetime) -> Guide:
    guide = Guide(item=item, facts=[], version=0, written_by=by, written_at=now, written_revision=item.revision)
    session.add(guide)
    return guide


def _written(guide: Guide, revision: int, by: str, now: datetime) -> None:
    guide.written_by, guide.written_at, guide.written_revision = by, now, revision
    guide.confirmed_by = guide.confirmed_at = guide.confirmed_revision = None
    guide.version += 1


def _facts(part: Part, text: str, source: str) -> list[Fact]:
    lines, sources = list(_lines(text)), list(_lines(source))
    if part is Part.VISITS and len(lines) > 1:
        raise BadFact(VISITS_ONCE)
    if len(sources) == 1:
        sources *= len(lines)
    if len(sources) != len(lines):
        raise BadFact(
            f"「{LABELS[part]}」有 {len(lines)} 句，出处有 {len(sources)} 行：请写一行（各句相同），或者一句一行。"
        )
    facts = [Fact(part, line, where) for line, where in zip(lines, sources, strict=True)]
    for number, fact in enumerate(facts, 1):
        wrong = fact_problem(fact)
        if wrong:
            raise BadFact(f"第 {number} 句：{wrong[1]}")
    return facts


def _lines(text: str) -> Iterator[str]:
    return (line.strip() for line in text.splitlines() if line.strip())


def _told(facts: Sequence[Fact]) -> dict[str, list[str]]:
    # As the trail's readers have it: what the part says, and where it says that from.
    return {"content": [fact.text for fact in facts], "sources": list(dict.fromkeys(fact.source for fact in facts))}


def _record(session: Session, guide: Guide, action: str, details: Mapping[str, object], by: str, now: datetime) -> None:
    session.flush()
    audit.record(session, actor=by, action=action, subject=f"guide:{guide.item.code}", details=details, at=now)
