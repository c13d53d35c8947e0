"""Checking a change: learn what it would teach, ask every wording and stored question again, tell which answers move.

`look` reads, `judge` thinks for a minute without the database, `conclude` writes; a check that dies in between has
changed nothing and can be made again.
"""

import copy
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from answers.asked_models import AskedQuestion
from answers.bundled import digest
from answers.documents import Document
from answers.engine import Engine
from answers.knowledge import Knowledge
from answers.loop.changes import find, forget_check, progress_key
from answers.loop.models import (
    Act,
    ChangeState,
    KnowledgeFile,
    Move,
    MoveKind,
    Release,
    WordingChange,
)
from answers.loop.releases import in_force, in_force_at, keep, learnt_bytes, newest
from answers.reading import Reader, Reading
from answers.sources import catalog_documents, document
from answers.wordings import Wording
from bot.app import Kit
from bot.errors import BotError
from bot.progress import Progress
from bot.queue import Payload
from bot.time import local
from community_catalog.elements import CatalogRow

Learn = Callable[[Sequence[Wording], Iterable[CatalogRow]], bytes]


Tell = Callable[[str, int, int], None]
"""Hears what is being done, how many are done, and of how many (0: nobody knows)."""


def untold(_words: str, _done: int, _total: int) -> None:
    """Nobody asks how far it is."""


class LineGone(BotError):
    """改动里的这条问法已经停用。"""


class Line(NamedTuple):
    """A line of a change in plain values."""

    id: int
    act: Act
    wording_id: int | None
    wording: Wording  # as it would be: for a move, at its new place


class Answer(NamedTuple):
    """What a text gets: the first item, None where none is shown, and whether it is shown alone."""

    code: str | None
    alone: bool


class Wanted(NamedTuple):
    """Where the answer to a text is meant to go: one of these items; None among them stands for no item."""

    codes: frozenset[str | None]


@dataclass(frozen=True)
class Situation:
    """Everything a check needs, read at one moment. `returns` is the release to bring back, where one is."""

    base_id: int
    knowledge: bytes
    wordings: Mapping[int, Wording]
    items: Sequence[Document]  # without wordings
    asked: Mapping[int, str]
    lines: Sequence[Line]
    returns: Sequence[Wording] | None = None
    returned_bytes: bytes | None = None


class Found(NamedTuple):
    """One answer that moves, and whose: a wording's, a line's or a stored question's id."""

    kind: MoveKind
    before: str | None
    before_alone: bool
    after: str | None
    after_alone: bool
    wording_id: int | None = None
    line_id: int | None = None
    asked_id: int | None = None


@dataclass(frozen=True)
class Verdict:
    """What a check found: the knowledge the change would bring, the answers that move, and how many were looked at."""

    base_id: int
    content: bytes
    moves: Sequence[Found]
    figures: Mapping[str, int]


def look(session: Session, change: WordingChange, *, source: str) -> Situation:
    """Read what the check of a change needs. Raises LineGone."""
    base = newest(session)
    assert base is not None  # noqa: S101  (a change follows a release)
    wordings = {row.id: row.plain() for row in in_force(session)}
    returns = _returns(session, change, source)
    return Situation(
        base.id,
        _content(session, base),
        wordings,
        catalog_documents(session, None),
        _asked(session),
        _lines(change, wordings),
        *returns,
    )


def _returns(session: Session, change: WordingChange, source: str) -> tuple[Sequence[Wording] | None, bytes | None]:
    if change.returns_to is None:
        return None, None
    release = session.get_one(Release, change.returns_to)
    wordings = [row.plain() for row in session.scalars(in_force_at(release.id))]
    # What another version of the program learnt reads texts another way: it is learnt anew.
    same = release.source == source and release.knowledge_id is not None
    return wordings, _content(session, release) if same else None


def _content(session: Session, release: Release) -> bytes:
    return session.scalars(select(KnowledgeFile.content).where(KnowledgeFile.id == release.knowledge_id)).one()


def _asked(session: Session) -> dict[int, str]:
    newest_of_each = select(func.max(AskedQuestion.id), AskedQuestion.text).group_by(AskedQuestion.text)
    return {row[0]: row[1] for row in session.execute(newest_of_each)}


def _lines(change: WordingChange, wordings: Mapping[int, Wording]) -> list[Line]:
    lines = []
    for line in change.lines:
        if line.wording_id is not None and line.wording_id not in wordings:
            raise LineGone(f"这条问法已经停用，请从改动里去掉：{line.text}")
        added_on = local(change.drafted_at).date().isoformat()
        wording = Wording(line.text, line.owner, line.name, line.element, (), change.drafted_by, added_on)
        lines.append(Line(line.id, line.act, line.wording_id, wording))
    return lines


def applied(wordings: Mapping[int, Wording], lines: Sequence[Line]) -> list[Wording]:
    """The wordings as they would be after the change."""
    gone = {line.wording_id for line in lines}
    kept = [wording for identity, wording in wordings.items() if identity not in gone]
    return kept + [line.wording for line in lines if line.act is not Act.RETIRE]


def judge(situation: Situation, learn: Learn, tell: Tell = untold) -> Verdict:
    """Learn and compare. Takes about a minute with all wordings; touches no database. `tell` hears how far it is."""
    tell("正在重新学习", 0, 0)
    after_wordings = situation.returns
    if after_wordings is None:
        after_wordings = applied(situation.wordings, situation.lines)
    content = situation.returned_bytes or learn(after_wordings, [item.row for item in situation.items])
    reader = OneAtATime()
    before = _engine(Knowledge.of_bytes(situation.knowledge), situation.items, reader)
    after = _engine(Knowledge.of_bytes(content), situation.items, reader)
    moves = list(_moves(situation, before, after, tell))
    counts = {kind.value: sum(move.kind is kind for move in moves) for kind in MoveKind}
    figures = {"wordings": len(after_wordings), "asked": len(situation.asked), **counts}
    return Verdict(situation.base_id, content, moves, figures)


class OneAtATime(Reader):
    """A reader for two engines that are asked the same text one after the other: it reads each text once."""

    def __init__(self) -> None:
        super().__init__()
        self._last = lru_cache(maxsize=1)(super().read)

    def read(self, text: str) -> Reading:
        """See Reader."""
        return self._last(text)


def _engine(knowledge: Knowledge, items: Sequence[Document], reader: Reader) -> Engine:
    documents = (document(item.row, item.as_of, knowledge, item.guide) for item in items)
    return Engine(documents, knowledge, reader=reader)


def _moves(situation: Situation, before: Engine, after: Engine, tell: Tell) -> Iterator[Found]:
    asked, total = len(situation.asked), len(situation.asked) + len(situation.wordings)
    whatever = situation.returns is not None
    wanted = {line.wording.text: _wanted_by(line) for line in situation.lines}
    touched = {line.wording_id for line in situation.lines}
    for line in situation.lines:
        pair = _answer(before, line.wording.text), _answer(after, line.wording.text)
        yield from _found(judged(*pair, wanted[line.wording.text]), *pair, line_id=line.id)
    for number, (identity, text) in enumerate(situation.asked.items()):
        tell("正在重问居民问过的话", number, total)
        pair = _answer(before, text), _answer(after, text)
        yield from _found(judged(*pair, wanted.get(text), whatever=whatever), *pair, asked_id=identity)
    # A wording is recognised word for word. What its neighbours would get, which nobody has written down, shows only
    # when it is asked as if nobody had written it down either.
    before, after = blind(before), blind(after)
    for number, (identity, wording) in enumerate(situation.wordings.items(), asked):
        tell("正在重问全部问法", number, total)
        if identity not in touched:
            pair = _answer(before, wording.text), _answer(after, wording.text)
            kind = judged(*pair, None, own=_own(wording), whatever=whatever)
            yield from _found(kind, *pair, wording_id=identity)


def _wanted_by(line: Line) -> Wanted | None:
    if line.act is Act.RETIRE:
        return None
    return Wanted(frozenset({line.wording.owner if line.wording.on_topic else None}))


def _own(wording: Wording) -> frozenset[str | None]:
    return frozenset({wording.owner, *wording.also} if wording.on_topic else {None})


def judged(
    before: Answer,
    after: Answer,
    wanted: Wanted | None,
    *,
    own: frozenset[str | None] = frozenset(),
    whatever: bool = False,
) -> MoveKind | None:
    """What it means that a text gets `after` instead of `before`; None: nothing to tell.

    `wanted` is where the change means it to go, `own` where a wording belongs, `whatever` that every move is meant.
    """
    if wanted is not None and after.code not in wanted.codes:
        return MoveKind.UNINTENDED  # also where nothing moves: the change does not do what it is for
    if before == after:
        return None
    if wanted is not None or whatever:
        return MoveKind.INTENDED
    if before.code == after.code or after.code in own:
        return MoveKind.MINOR
    return MoveKind.UNINTENDED


def _found(
    kind: MoveKind | None,
    before: Answer,
    after: Answer,
    *,
    wording_id: int | None = None,
    line_id: int | None = None,
    asked_id: int | None = None,
) -> Iterator[Found]:
    if kind:
        yield Found(kind, *before, *after, wording_id, line_id, asked_id)


def _answer(engine: Engine, text: str) -> Answer:
    decision = engine.decide(text)
    return Answer(decision.best.code if decision.best else None, decision.kind == "answer")


def blind(engine: Engine) -> Engine:
    """The same engine, but it does not recognise what was written down word for word."""
    other = copy.copy(engine)
    other._exact = {}
    other._remembered = lru_cache(maxsize=1)(other._decide)  # each text is asked once
    return other


def conclude(session: Session, change_id: int, attempt: int, verdict: Verdict, *, source: str) -> bool:
    """Write down what a check found; False when the change is no longer waiting for this check."""
    change = find(session, change_id, to_change=True)
    if not _waits_for(change, attempt):
        return False
    change.state, change.checking_since = ChangeState.CHECKED, None
    change.base_id, change.figures = verdict.base_id, dict(verdict.figures)
    change.knowledge_id = keep(session, verdict.content, source=source).id
    accepted = {_found_of(move): (move.accepted_at, move.accepted_reason) for move in change.moves if move.accepted_at}
    change.moves.clear()
    there = set(session.scalars(select(AskedQuestion.id)))
    for found in verdict.moves:
        if found.asked_id is None or found.asked_id in there:  # who asked may have left meanwhile
            at, reason = accepted.get(found, (None, None))
            change.moves.append(Move(**found._asdict(), accepted_at=at, accepted_reason=reason))
    return True


def _found_of(move: Move) -> Found:
    return Found(**{name: getattr(move, name) for name in Found._fields})


def fail(session: Session, change_id: int, attempt: int, problem: BotError) -> None:
    """Write down why the change cannot be checked as it is."""
    change = find(session, change_id, to_change=True)
    if _waits_for(change, attempt):
        forget_check(session, change)
        change.state, change.problem = ChangeState.DRAFT, str(problem)


def _waits_for(change: WordingChange, attempt: int) -> bool:
    return change.state is ChangeState.CHECKING and change.attempt == attempt


def check_job(kit: Kit, learn: Learn = learnt_bytes, source: Callable[[], str] = digest) -> Callable[[Payload], None]:
    """The job that checks a change."""

    def check(payload: Payload) -> None:
        change_id, attempt, read_by = payload["change_id"], payload["attempt"], source()
        try:
            with kit.sessions.read() as session:
                change = find(session, change_id)
                if not _waits_for(change, attempt):
                    return
                situation = look(session, change, source=read_by)
        except LineGone as problem:
            with kit.sessions.begin() as session:
                fail(session, change_id, attempt, problem)
            Progress(kit.sessions, kit.clock, progress_key(change_id)).end()
            return
        progress = Progress(kit.sessions, kit.clock, progress_key(change_id))
        verdict = judge(situation, learn, progress.tell)
        with kit.sessions.begin() as session:
            concluded = conclude(session, change_id, attempt, verdict, source=read_by)
        if concluded:
            progress.end()

    return check
