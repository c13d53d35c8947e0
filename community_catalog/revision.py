"""From one catalog to the next: a plan says item by item what changes, and is applied once, in one transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot import audit
from bot.errors import BotError
from bot.time import local
from community_catalog.domains import domain_order
from community_catalog.elements import CatalogRow, Element, changed_elements, is_editorial
from community_catalog.items import catalog_version
from community_catalog.models import CatalogImport, Change, Item, ItemRevision, Origin


class CatalogMoved(BotError):
    """做好计划之后，目录已被别人更新。请重新查看计划再应用。"""


@dataclass(frozen=True)
class ElementChange:
    """One element before and after; editorial when only its spelling differs."""

    element: str
    before: Element
    after: Element
    editorial: bool


@dataclass(frozen=True)
class ItemChange:
    """One item before and after, with the elements that differ."""

    before: CatalogRow
    after: CatalogRow
    elements: tuple[ElementChange, ...]

    @property
    def editorial(self) -> bool:
        """Whether the meaning of every element stays."""
        return all(change.editorial for change in self.elements)


@dataclass(frozen=True)
class Plan:
    """What a new catalog would change in the one of version `follows`. Each list is in catalog order.

    `unchanged` stand in both catalogs; `kept` only in the old one, and stay because the new one is a part.
    """

    follows: int
    added: tuple[CatalogRow, ...] = ()
    restored: tuple[ItemChange, ...] = ()
    changed: tuple[ItemChange, ...] = ()
    withdrawn: tuple[CatalogRow, ...] = ()
    unchanged: tuple[CatalogRow, ...] = ()
    kept: tuple[CatalogRow, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether applying it would change no item."""
        return not (self.added or self.restored or self.changed or self.withdrawn)

    @property
    def editorial_count(self) -> int:
        """How many of the changed items keep their meaning."""
        return sum(change.editorial for change in self.changed)


@dataclass(frozen=True)
class Source:
    """The file a plan was made from; `as_of` is the day its content speaks of, by default the day it is applied.

    A named day later than the items' own also confirms those that did not change.
    """

    file_name: str
    sha256: str
    origin: Origin
    as_of: date | None = None


def plan(
    old: Iterable[CatalogRow],
    new: Iterable[CatalogRow],
    *,
    withdrawn: Iterable[CatalogRow] = (),
    keep_missing: bool = False,
    follows: int = 0,
) -> Plan:
    """Compare the current catalog with a new one; items belong together by code, the order of rows means nothing.

    `withdrawn` are earlier items that may come back. Items the new catalog lacks are withdrawn unless `keep_missing`.
    """
    current, former, wanted = _by_code(old), _by_code(withdrawn), _by_code(new)
    both = [(current[code], row) for code, row in wanted.items() if code in current]
    missing = _sorted(row for code, row in current.items() if code not in wanted)
    return Plan(
        follows=follows,
        added=_sorted(row for code, row in wanted.items() if code not in current and code not in former),
        restored=_changes((former[c], row) for c, row in wanted.items() if c in former and c not in current),
        changed=_changes((before, after) for before, after in both if before != after),
        withdrawn=() if keep_missing else missing,
        unchanged=_sorted(after for before, after in both if before == after),
        kept=missing if keep_missing else (),
    )


def plan_for(session: Session, new: Iterable[CatalogRow], *, keep_missing: bool = False) -> Plan:
    """The plan that leads from the stored catalog to a new one."""
    items = session.scalars(select(Item)).all()
    return plan(
        [item.row() for item in items if not item.is_withdrawn],
        new,
        withdrawn=[item.row() for item in items if item.is_withdrawn],
        keep_missing=keep_missing,
        follows=catalog_version(session),
    )


def apply_plan(
    session: Session, plan: Plan, *, source: Source, by: str, at: datetime, reason: str | None = None
) -> CatalogImport | None:
    """Carry a plan out; `reason` says why items are withdrawn. None, and nothing changes, when there is nothing to do.

    Raises CatalogMoved when another import was applied after the plan was made.
    """
    if catalog_version(session) != plan.follows:
        raise CatalogMoved
    if plan.is_empty and not _confirms(session, plan, source):
        return None
    made = _begin(session, plan, source, by, at)
    stored = {item.code: item for item in session.scalars(select(Item))}
    for row in plan.added:
        _add(session, row, made)
    for change in plan.restored:
        _change(session, stored[change.after.code], change, Change.RESTORED, made)
    for change in plan.changed:
        _change(session, stored[change.after.code], change, _kind(change), made)
    for row in plan.withdrawn:
        _withdraw(session, stored[row.code], made, reason or f"不在《{source.file_name}》中")
    session.flush()
    confirmed = update(Item).where(Item.code.in_(row.code for row in plan.unchanged), Item.as_of != made.as_of)
    session.execute(confirmed.values(as_of=made.as_of, updated_at=made.at))
    audit.record(session, actor=by, action="catalog.apply", subject=f"catalog:{made.id}", details=_details(made), at=at)
    return made


def _by_code(rows: Iterable[CatalogRow]) -> dict[str, CatalogRow]:
    return {row.code: row for row in rows}


def _order(row: CatalogRow) -> tuple[int, str, str]:
    return domain_order(row.domain), row.domain, row.code


def _sorted(rows: Iterable[CatalogRow]) -> tuple[CatalogRow, ...]:
    return tuple(sorted(rows, key=_order))


def _changes(pairs: Iterable[tuple[CatalogRow, CatalogRow]]) -> tuple[ItemChange, ...]:
    changes = [ItemChange(before, after, _element_changes(before, after)) for before, after in pairs]
    return tuple(sorted(changes, key=lambda change: _order(change.after)))


def _element_changes(before: CatalogRow, after: CatalogRow) -> tuple[ElementChange, ...]:
    pairs = [(name, before.element(name), after.element(name)) for name in changed_elements(before, after)]
    return tuple(ElementChange(name, old, new, is_editorial(name, old, new)) for name, old, new in pairs)


def _confirms(session: Session, plan: Plan, source: Source) -> bool:
    """Whether an unchanged catalog is now known to hold at a later day."""
    if source.as_of is None:
        return False
    codes = [row.code for row in plan.unchanged]
    earlier = select(Item.id).where(Item.code.in_(codes), Item.as_of < source.as_of).limit(1)
    return session.scalar(earlier) is not None


def _begin(session: Session, plan: Plan, source: Source, by: str, at: datetime) -> CatalogImport:
    made = CatalogImport(
        follows=plan.follows,
        file_name=source.file_name,
        sha256=source.sha256,
        origin=source.origin,
        as_of=source.as_of or local(at).date(),
        by=by,
        at=at,
        added=len(plan.added) + len(plan.restored),
        changed=len(plan.changed),
        editorial=plan.editorial_count,
        withdrawn=len(plan.withdrawn),
        unchanged=len(plan.unchanged),
    )
    session.add(made)
    try:
        session.flush()
    except IntegrityError:  # two imports met: `follows` is unique, so only one of them can be next
        raise CatalogMoved from None
    return made


def _add(session: Session, row: CatalogRow, made: CatalogImport) -> None:
    item = Item(code=row.code, revision=1, as_of=made.as_of, updated_at=made.at, **row.snapshot())
    session.add(item)
    _note(session, item, Change.ADDED, made, ())


def _kind(change: ItemChange) -> Change:
    return Change.EDITORIAL if change.editorial else Change.CHANGED


def _change(session: Session, item: Item, change: ItemChange, kind: Change, made: CatalogImport) -> None:
    for name, value in change.after.snapshot().items():
        setattr(item, name, value)
    item.withdrawn_at = item.withdrawn_reason = None
    item.as_of, item.updated_at = made.as_of, made.at
    item.revision += kind is not Change.EDITORIAL
    _note(session, item, kind, made, [element.element for element in change.elements])


def _withdraw(session: Session, item: Item, made: CatalogImport, reason: str) -> None:
    item.withdrawn_at, item.withdrawn_reason, item.updated_at = made.at, reason, made.at
    item.revision += 1
    _note(session, item, Change.WITHDRAWN, made, ())


def _note(session: Session, item: Item, kind: Change, made: CatalogImport, changed: Sequence[str]) -> None:
    elements = item.row().snapshot()
    session.add(
        ItemRevision(
            item=item,
            import_id=made.id,
            number=item.revision,
            change=kind,
            elements=elements,
            changed=list(changed),
            by=made.by,
            at=made.at,
        )
    )


def _details(made: CatalogImport) -> dict[str, str | int]:
    counts = {name: getattr(made, name) for name in ("added", "changed", "editorial", "withdrawn", "unchanged")}
    return {"file": made.file_name, "sha256": made.sha256, "as_of": made.as_of.isoformat(), **counts}
