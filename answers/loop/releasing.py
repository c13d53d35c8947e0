"""Releasing a change that was checked: always by a second person, all of it at one moment or nothing."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from answers.knowledge import bare
from answers.loop.changes import Closed, NoOwner, Owner, find, owner_called
from answers.loop.groups import close_after
from answers.loop.models import (
    Act,
    ChangeLine,
    ChangeState,
    KnowledgeFile,
    Release,
    ReleaseKind,
    StoredWording,
    WordingChange,
)
from answers.loop.releases import Key, Publication, in_force, in_force_at, key, note, publish
from answers.text import normalise
from bot.errors import BotError
from bot.queue import Queue
from bot.time import local


class OwnChange(BotError):
    """改动要由起草人以外的人发布。"""


class NotChecked(BotError):
    """这个改动还没有检查完，不能发布。"""


class MovesOpen(BotError):
    """还有没料到的变化没有认可，不能发布。"""


class ProgramMoved(BotError):
    """检查之后程序换了版本。请重新检查这个改动。"""


class CatalogMoved(BotError):
    """检查之后，改动里的事项改了名或者撤销了。"""


def release(session: Session, queue: Queue, change_id: int, *, by: str, at: datetime, source: str) -> Release:
    """Have a change in force from now on, everywhere within two seconds.

    `source` is the digest of the program now. Raises OwnChange, NotChecked, MovesOpen,
    BaseMoved, ProgramMoved or CatalogMoved.
    """
    change = find(session, change_id, to_change=True)
    knowledge = _releasable(session, change, by, source)
    kind = ReleaseKind.CHANGE if change.returns_to is None else ReleaseKind.RETURN
    what = Publication(kind, change.drafted_by, by, change.reason, change.figures)
    made = publish(session, what, knowledge, follows=change.base_id or 0, at=at)
    counts = _apply(session, change, made, at)
    change.state, change.release_id, change.knowledge_id = ChangeState.RELEASED, made.id, None
    close_after(session, queue, change, by=by, at=at)
    note(session, made, {"change": change.id, "accepted": _accepted(change), "sha256": knowledge.sha256, **counts})
    return made


def _releasable(session: Session, change: WordingChange, by: str, source: str) -> KnowledgeFile:
    if not change.is_open:
        raise Closed
    if by == change.drafted_by:
        raise OwnChange
    if change.state is not ChangeState.CHECKED or change.knowledge_id is None:
        raise NotChecked
    if change.open_moves:
        raise MovesOpen
    knowledge = session.get_one(KnowledgeFile, change.knowledge_id)
    if knowledge.source != source:
        raise ProgramMoved
    for line in change.lines:
        if line.name and line.act is not Act.RETIRE:
            _still_there(session, line)
    return knowledge


def _still_there(session: Session, line: ChangeLine) -> None:
    try:
        there = owner_called(session, line.owner) == Owner(line.owner, line.name)
    except NoOwner:
        there = False
    if not there:
        advice = "请起草人把这条去掉，加到现有的事项，再重新检查。"
        raise CatalogMoved(f"检查之后，{line.owner} {line.name} 改了名或者撤销了：「{line.text}」不能发布。{advice}")


def _apply(session: Session, change: WordingChange, made: Release, at: datetime) -> dict[str, int]:
    if change.returns_to is not None:
        return _bring_back(session, change.returns_to, made)
    ended = [line.wording_id for line in change.lines if line.wording_id is not None]
    session.execute(update(StoredWording).where(StoredWording.id.in_(ended)).values(until_id=made.id))
    new = [_row(line, change, made, at) for line in change.lines if line.act is not Act.RETIRE]
    session.add_all(new)
    return {act.value: sum(line.act is act for line in change.lines) for act in Act}


def _row(line: ChangeLine, change: WordingChange, made: Release, at: datetime) -> StoredWording:
    return StoredWording(
        text=line.text,
        owner=line.owner,
        name=line.name,
        element=line.element,
        also=[],
        advice=line.advice,
        said=bare(normalise(line.text)) if line.advice else None,
        bundled=False,
        added_by=change.drafted_by,
        added_on=local(at).date(),
        since_id=made.id,
    )


def _bring_back(session: Session, release_id: int, made: Release) -> dict[str, int]:
    now = {_whole(row): row for row in in_force(session)}
    then = {_whole(row): row for row in session.scalars(in_force_at(release_id))}
    for whole, row in now.items():
        if whole not in then:
            row.until_id = made.id
    for whole, row in then.items():
        if whole not in now:
            session.add(_again(row, made))
    return {"back": len(then.keys() - now.keys()), "out": len(now.keys() - then.keys()), "returns_to": release_id}


def _whole(row: StoredWording) -> tuple[Key, str | None]:
    return key(row.plain()), row.advice


_COPIED: Sequence[str] = (
    "text", "owner", "name", "element", "also", "advice", "said", "bundled", "added_by", "added_on",
)  # fmt: skip


def _again(row: StoredWording, made: Release) -> StoredWording:
    return StoredWording(since_id=made.id, **{name: getattr(row, name) for name in _COPIED})


def _accepted(change: WordingChange) -> int:
    return sum(move.accepted_at is not None for move in change.moves)
