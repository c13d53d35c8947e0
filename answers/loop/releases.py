"""Releases: which wordings and which knowledge are in force, how there comes to be another, what the program brings."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from answers.bundled import bundled_bytes, digest, names_of
from answers.loop.models import KnowledgeFile, Release, ReleaseKind, StoredWording, WordingChange
from answers.wordings import Wording, bundled_wordings
from bot import audit
from bot.errors import BotError
from community_catalog.elements import CatalogRow
from community_catalog.items import current_items

KEPT = 20  # releases whose bytes are kept; an older one is learnt anew when it is brought back
SYSTEM = "system"  # who releases what a version of the program brings

Key = tuple[str, str, str, str | None, tuple[str, ...]]


class BaseMoved(BotError):
    """检查之后已经有了新的发布。请重新检查这个改动。"""


def newest(session: Session) -> Release | None:
    """The release in force; None before the first."""
    return session.scalars(select(Release).order_by(Release.id.desc()).limit(1)).one_or_none()


def in_force_at(release_id: int) -> Select[StoredWording]:
    """The wordings of a release, oldest first."""
    still = or_(StoredWording.until_id.is_(None), StoredWording.until_id > release_id)
    return select(StoredWording).where(StoredWording.since_id <= release_id, still).order_by(StoredWording.id)


def in_force(session: Session) -> Sequence[StoredWording]:
    """The wordings of the newest release, oldest first."""
    current = select(StoredWording).where(StoredWording.until_id.is_(None))
    return session.scalars(current.order_by(StoredWording.id)).all()


@dataclass(frozen=True)
class Publication:
    """Who releases what, why, and what was counted when it was checked."""

    kind: ReleaseKind
    drafted_by: str
    released_by: str
    reason: str
    figures: Mapping[str, Any] = field(default_factory=dict)


def publish(session: Session, what: Publication, knowledge: KnowledgeFile, *, follows: int, at: datetime) -> Release:
    """Make a release that follows the one it was checked against. Raises BaseMoved when that is not the newest.

    Which wordings are in force from it on is the caller's to say, in the same transaction.
    """
    # On PostgreSQL two may be here at once: the second waits for this row and then sees the release of the first.
    session.execute(select(Release.id).order_by(Release.id.desc()).limit(1).with_for_update())
    base = newest(session)
    if (base.id if base else 0) != follows:
        raise BaseMoved
    release = Release(
        follows=follows,
        kind=what.kind,
        drafted_by=what.drafted_by,
        released_by=what.released_by,
        released_at=at,
        reason=what.reason,
        source=knowledge.source,
        knowledge_id=knowledge.id,
        figures=dict(what.figures),
    )
    session.add(release)
    session.flush()
    _let_old_bytes_go(session)
    return release


def keep(session: Session, content: bytes, *, source: str) -> KnowledgeFile:
    """Store what was learnt."""
    kept = KnowledgeFile(source=source, sha256=hashlib.sha256(content).hexdigest(), content=content)
    session.add(kept)
    session.flush()
    return kept


def add(session: Session, wordings: Iterable[Wording], release: Release, *, bundled: bool) -> int:
    """Have these in force from a release on; how many."""
    rows = [_row(wording, release.id, bundled=bundled) for wording in wordings]
    if rows:
        session.execute(insert(StoredWording), rows)
    return len(rows)


def retire(session: Session, identities: Sequence[int], release: Release) -> None:
    """Have these in force no longer."""
    for start in range(0, len(identities), 500):  # SQLite takes only so many values in one statement
        some = StoredWording.id.in_(identities[start : start + 500])
        session.execute(update(StoredWording).where(some).values(until_id=release.id))


def key(wording: Wording) -> Key:
    """What makes two wordings the same, whoever added them."""
    return wording[:5]


def learnt_bytes(wordings: Sequence[Wording], rows: Iterable[CatalogRow]) -> bytes:
    """The knowledge in wordings and the items' names, as bytes. Takes half a minute; the program's own is kept."""
    if {key(wording) for wording in wordings} == {key(wording) for wording in bundled_wordings()}:
        return bundled_bytes()
    from answers.training import learn  # slow to load

    return learn(wordings, names_of(rows)).to_bytes()


@dataclass(frozen=True)
class Program:
    """What a version of the program brings: its wordings, its digest, and how it learns."""

    wordings: Sequence[Wording]
    source: str
    learn: Callable[[Sequence[Wording], Iterable[CatalogRow]], bytes]


def setup(session: Session, now: datetime) -> Sequence[str]:
    """Release what this version of the program brings, when it is not in force yet, and say so."""
    return renew(session, Program(bundled_wordings(), digest(), learnt_bytes), now=now)


def renew(session: Session, program: Program, *, now: datetime) -> Sequence[str]:
    """Put the program's wordings in the place of those an earlier version brought.

    What workers added stays, and what workers retired stays retired.
    """
    base = newest(session)
    if base and base.source == program.source:
        return []
    rows = in_force(session)
    brought = {key(wording) for wording in program.wordings}
    gone = [row for row in rows if row.bundled and key(row.plain()) not in brought]
    known = {key(row.plain()) for row in rows if row.bundled} | _retired_by_people(session)
    new = [wording for wording in program.wordings if key(wording) not in known]
    left = set(map(id, gone))
    kept = [row.plain() for row in rows if id(row) not in left]
    content = program.learn([*kept, *new], [item.row() for item in current_items(session)])
    what = Publication(ReleaseKind.PROGRAM, SYSTEM, SYSTEM, "程序自带的问法", {"wordings": len(kept) + len(new)})
    knowledge = keep(session, content, source=program.source)
    release = publish(session, what, knowledge, follows=base.id if base else 0, at=now)
    retire(session, [row.id for row in gone], release)
    add(session, new, release, bundled=True)
    note(session, release, {"added": len(new), "retired": len(gone), "sha256": knowledge.sha256})
    return [f"自带问法：新增 {len(new)} 条，停用 {len(gone)} 条，现在是第 {release.id} 次发布。"]


def note(session: Session, release: Release, details: Mapping[str, Any]) -> None:
    """Write a release into the audit trail. Call it last."""
    audit.record(
        session,
        actor=release.released_by,
        action="wordings.release",
        subject=f"release:{release.id}",
        details={"kind": release.kind.value, "drafted_by": release.drafted_by, **details},
        at=release.released_at,
    )


def _let_old_bytes_go(session: Session) -> None:
    kept = select(Release.id).order_by(Release.id.desc()).limit(KEPT)
    oldest = min(session.scalars(kept))
    session.execute(update(Release).where(Release.id < oldest).values(knowledge_id=None))
    used = select(Release.knowledge_id).where(Release.knowledge_id.is_not(None))
    drafted = select(WordingChange.knowledge_id).where(WordingChange.knowledge_id.is_not(None))
    session.execute(
        delete(KnowledgeFile).where(KnowledgeFile.id.not_in(used), KnowledgeFile.id.not_in(drafted)),
        execution_options={"synchronize_session": False},
    )


def _retired_by_people(session: Session) -> set[Key]:
    ended = select(StoredWording).join(Release, StoredWording.until_id == Release.id)
    rows = session.scalars(ended.where(StoredWording.bundled, Release.kind != ReleaseKind.PROGRAM))
    return {key(row.plain()) for row in rows}


def _row(wording: Wording, since_id: int, *, bundled: bool) -> dict[str, Any]:
    row = wording._asdict() | {"also": list(wording.also), "added_on": date.fromisoformat(wording.added_on)}
    return row | {"bundled": bundled, "since_id": since_id}
