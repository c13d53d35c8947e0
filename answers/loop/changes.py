"""Changes of wordings: what goes into a draft, when it can be checked, and what has to be accepted before a release."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import and_, delete, func, select
from sqlalchemy.orm import Session

from answers.knowledge import bare
from answers.loop.models import (
    Act,
    ChangeLine,
    ChangeState,
    GroupState,
    KnowledgeFile,
    Move,
    MoveKind,
    QuestionGroup,
    Release,
    StoredWording,
    WordingChange,
)
from answers.loop.topics import TOPICS
from answers.text import normalise
from bot import audit
from bot.errors import BotError
from bot.privacy import masked
from bot.progress import expect_progress
from bot.queue import Queue
from community_catalog.items import item_by_code

LONGEST_TEXT = 200
LONGEST_REASON = 500
LONGEST_ADVICE = 200
CHECK = "wordings.check"  # the job that learns and compares


class NoChange(BotError):
    """没有这个改动。"""


class NotYours(BotError):
    """这个改动是别人起草的，请起草人来改，或者另起草一个。"""


class Closed(BotError):
    """这个改动已经发布或者撤回，不能再动。"""


class IsReturn(BotError):
    """这个改动是要带回以前的发布，里面不能再改别的问法，请另外起草一个。"""


class BadWording(BotError):
    """这条问法不能这样写。"""


class NoOwner(BotError):
    """目录里没有这个事项，或者它已经撤销。"""


class NoWording(BotError):
    """没有这条问法，或者它已经停用。"""


class NothingToCheck(BotError):
    """改动里还什么都没有，请先加上要改的问法。"""


class NoReason(BotError):
    """请写明理由。"""


class NoRelease(BotError):
    """没有这次发布，或者它就是现在用的。"""


class Owner(NamedTuple):
    """Where a wording belongs: an item with its name, or a topic no item holds, without one."""

    owner: str
    name: str


def owner_called(session: Session, code: str) -> Owner:
    """The item with this code, or the topic. Raises NoOwner."""
    if code in TOPICS:
        return Owner(code, "")
    item = item_by_code(session, code)
    if item is None or item.is_withdrawn:
        raise NoOwner
    return Owner(item.code, item.name)


def begin(session: Session, *, reason: str, by: str, at: datetime) -> WordingChange:
    """An empty draft."""
    change = WordingChange(reason=_reason(reason), drafted_by=by, drafted_at=at)
    session.add(change)
    session.flush()
    return change


def find(session: Session, change_id: int, *, to_change: bool = False) -> WordingChange:
    """The change with that id; `to_change` keeps others from changing it meanwhile. Raises NoChange."""
    query = select(WordingChange).where(WordingChange.id == change_id)
    # Read anew: what this session knew of it may be from before another's transaction.
    query = query.with_for_update().execution_options(populate_existing=True) if to_change else query
    change = session.scalars(query).one_or_none()
    if change is None:
        raise NoChange
    return change


def add(
    session: Session,
    change_id: int,
    text: str,
    owner: Owner,
    *,
    by: str,
    element: str | None = None,
    advice: str | None = None,
) -> ChangeLine:
    """Add a wording to an item or a topic. Raises BadWording, NotYours, Closed."""
    change = _to_edit(session, change_id, by)
    text = _new_text(session, change, text, owner.owner)
    if owner.name:
        return _line(change, Act.ADD, text, owner, element=element)
    # Advice names offices and their telephones: nothing in it is masked.
    return _line(change, Act.ADD, text, owner, advice=(advice or "").strip()[:LONGEST_ADVICE] or None)


def retire(session: Session, change_id: int, wording_id: int, *, by: str) -> ChangeLine:
    """Take a wording out of use. Raises NoWording, BadWording, NotYours, Closed."""
    change = _to_edit(session, change_id, by)
    wording = _wording(session, change, wording_id)
    return _line(change, Act.RETIRE, wording.text, Owner(wording.owner, wording.name), wording=wording)


def move(session: Session, change_id: int, wording_id: int, owner: Owner, *, by: str) -> ChangeLine:
    """Give a wording to another item or topic. Raises NoWording, BadWording, NotYours, Closed."""
    change = _to_edit(session, change_id, by)
    wording = _wording(session, change, wording_id)
    if _is_known(session, change.lines, wording.text, owner.owner) and wording.name == owner.name:
        raise BadWording(f"那里已经有这条问法了：{wording.text}")
    element = wording.element if owner.name else None
    return _line(change, Act.MOVE, wording.text, owner, wording=wording, element=element)


def rewrite(session: Session, change_id: int, line_id: int, text: str, *, by: str) -> None:
    """Say a wording the draft adds in other words, without a name or an address that was in it.

    Raises NoWording, BadWording, NotYours, Closed.
    """
    change = _to_edit(session, change_id, by)
    line = next((line for line in change.lines if line.id == line_id and line.act is Act.ADD), None)
    if line is None:
        raise NoWording
    if text.strip() != line.text:
        others = [other for other in change.lines if other is not line]
        line.text = _new_text(session, change, text, line.owner, others)


def remove_line(session: Session, change_id: int, line_id: int, *, by: str) -> None:
    """Take one line out of the draft. A line already gone is no error."""
    change = _to_edit(session, change_id, by)
    change.lines[:] = [line for line in change.lines if line.id != line_id]


def take_back(session: Session, change_id: int, *, by: str, at: datetime, may_refuse: bool = False) -> None:
    """Drop the change and the texts in it; the questions it was for are open again.

    Its drafter may, and whoever could release it (`may_refuse`). Raises NotYours, Closed, NoChange.
    """
    change = _open(session, change_id) if may_refuse else _own(session, change_id, by)
    forget_check(session, change)
    change.state = ChangeState.TAKEN_BACK
    # What a resident said stays nowhere once nothing comes of it.
    change.lines.clear()
    drafted = QuestionGroup.state == GroupState.DRAFTED
    for group in session.scalars(select(QuestionGroup).where(QuestionGroup.change_id == change.id, drafted)):
        group.state, group.change_id = GroupState.OPEN, None
    session.flush()
    audit.record(session, actor=by, action="wordings.take_back", subject=f"change:{change.id}", details={}, at=at)


def draft_return(session: Session, release_id: int, *, reason: str, by: str, at: datetime) -> WordingChange:
    """Draft that an earlier release be brought back. Raises NoRelease, NoReason."""
    newest = session.scalar(select(Release.id).order_by(Release.id.desc()).limit(1))
    if session.get(Release, release_id) is None or release_id == newest:
        raise NoRelease
    change = begin(session, reason=reason, by=by, at=at)
    change.returns_to = release_id
    return change


def progress_key(change_id: int) -> str:
    """What the check of a change tells how far it is under."""
    return f"change:{change_id}"


def start_check(session: Session, queue: Queue, change_id: int, *, at: datetime) -> WordingChange:
    """Have the change checked, also once more: what the drafter has accepted stays so where it is found again.

    Raises NothingToCheck, Closed, NoChange.
    """
    change = _open(session, change_id)
    if not change.lines and change.returns_to is None:
        raise NothingToCheck
    forget_check(session, change, but_moves=True)
    change.state, change.attempt, change.checking_since = ChangeState.CHECKING, change.attempt + 1, at
    session.flush()
    expect_progress(session, progress_key(change.id), now=at)
    payload = {"change_id": change.id, "attempt": change.attempt}
    queue.enqueue(session, CHECK, payload, run_at=at, key=f"{CHECK}:{change.id}:{change.attempt}")
    return change


def accept(session: Session, change_id: int, move_id: int, *, reason: str, by: str, at: datetime) -> Move:
    """The drafter stands for one answer that moves though nobody meant it to. Raises NotYours, Closed, NoReason."""
    change = _own(session, change_id, by)
    found = session.get(Move, move_id)
    if found is None or found.change_id != change.id or change.state is not ChangeState.CHECKED:
        raise Closed("这个改动已经重新检查过，请看新的结果。")
    found.accepted_at, found.accepted_reason = at, _reason(reason)
    details = {"move": found.id, "before": {"item": found.before}, "after": {"item": found.after}}
    session.flush()
    audit.record(session, actor=by, action="wordings.accept", subject=f"change:{change.id}", details=details, at=at)
    return found


def forget_check(session: Session, change: WordingChange, *, but_moves: bool = False) -> None:
    """Drop what the last check found; its moves may stay until the next has found its own."""
    if not but_moves:
        session.execute(delete(Move).where(Move.change_id == change.id))
        session.expire(change, ["moves"])
    content, change.knowledge_id = change.knowledge_id, None
    change.base_id = change.checking_since = change.problem = None
    change.figures = {}
    session.flush()
    shared = select(Release.id).where(Release.knowledge_id == content)
    if content and session.scalar(shared.limit(1)) is None:
        session.execute(delete(KnowledgeFile).where(KnowledgeFile.id == content))


def drafts_of(session: Session, by: str) -> Sequence[WordingChange]:
    """The changes somebody can still put wordings into, newest first."""
    mine = select(WordingChange).where(WordingChange.drafted_by == by, WordingChange.returns_to.is_(None))
    open_ = WordingChange.state.in_((ChangeState.DRAFT, ChangeState.CHECKED))
    return session.scalars(mine.where(open_).order_by(WordingChange.id.desc())).all()


def count_releasable(session: Session, *, by: str) -> int:
    """How many changes are checked, all accepted, and drafted by somebody else: `by` could release them."""
    blocked = select(Move.change_id).where(Move.kind == MoveKind.UNINTENDED, Move.accepted_at.is_(None))
    ready = and_(WordingChange.state == ChangeState.CHECKED, WordingChange.id.not_in(blocked))
    query = select(func.count()).select_from(WordingChange).where(ready, WordingChange.drafted_by != by)
    return session.scalar(query) or 0


def _open(session: Session, change_id: int) -> WordingChange:
    change = find(session, change_id, to_change=True)
    if not change.is_open:
        raise Closed
    return change


def _own(session: Session, change_id: int, by: str) -> WordingChange:
    change = _open(session, change_id)
    if change.drafted_by != by:
        raise NotYours
    return change


def _to_edit(session: Session, change_id: int, by: str) -> WordingChange:
    change = _own(session, change_id, by)
    if change.returns_to is not None:
        raise IsReturn
    forget_check(session, change)
    change.state = ChangeState.DRAFT
    return change


def _wording(session: Session, change: WordingChange, wording_id: int) -> StoredWording:
    wording = session.get(StoredWording, wording_id)
    if wording is None or wording.until_id is not None:
        raise NoWording
    if any(line.wording_id == wording_id for line in change.lines):
        raise BadWording(f"这条问法已经在改动里了：{wording.text}")
    return wording


def _new_text(
    session: Session, change: WordingChange, text: str, owner: str, lines: Sequence[ChangeLine] | None = None
) -> str:
    text = masked(text.strip())
    if not bare(normalise(text)) or len(text) > LONGEST_TEXT:
        raise BadWording(f"问法请写一句话，最多 {LONGEST_TEXT} 个字。")
    if _is_known(session, change.lines if lines is None else lines, text, owner):
        raise BadWording(f"已经有这条问法了：{text}")
    return text


def _is_known(session: Session, lines: Sequence[ChangeLine], text: str, owner: str) -> bool:
    stored = select(StoredWording.text).where(StoredWording.owner == owner, StoredWording.until_id.is_(None))
    drafted = [line.text for line in lines if line.act is not Act.RETIRE and line.owner == owner]
    said = bare(normalise(text))
    return any(bare(normalise(known)) == said for known in [*session.scalars(stored), *drafted])


def _line(
    change: WordingChange,
    act: Act,
    text: str,
    owner: Owner,
    *,
    wording: StoredWording | None = None,
    element: str | None = None,
    advice: str | None = None,
) -> ChangeLine:
    line = ChangeLine(
        act=act,
        wording_id=wording.id if wording else None,
        text=text,
        owner=owner.owner,
        name=owner.name,
        element=element,
        advice=advice,
    )
    change.lines.append(line)
    return line


def _reason(text: str) -> str:
    text = masked(text.strip())[:LONGEST_REASON]
    if not text:
        raise NoReason
    return text
