"""Questions without a good answer, group by group: who sees to each until when, and what becomes of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, bindparam, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, selectinload

from answers.asked import NOT_OURS
from answers.asked_models import AskedQuestion, Rating
from answers.classifier import Vector
from answers.knowledge import Knowledge, bare
from answers.loop import changes
from answers.loop.changes import BadWording, Owner
from answers.loop.grouping import Cluster, nearest
from answers.loop.models import (
    Act,
    GroupedQuestion,
    GroupState,
    QuestionGroup,
    StoredWording,
    Telling,
    WordingChange,
)
from answers.reading import bundled_reader
from answers.text import normalise, shortened
from bot import audit
from bot.errors import BotError
from bot.places import Place, district
from bot.prepared import Prepared
from bot.queue import Queue
from bot.taps import harmless
from bot.time import local
from bot.workers.accounts import all_workers
from bot.workers.roles import Role
from bot.working_days import working_days
from community_catalog.guides.upkeep import guide_by_code

DUE_IN = 5  # working days
WINDOW = timedelta(hours=48)  # how long after somebody wrote WeChat lets us write to them
TELL = "wordings.tell"  # the job that tells one resident


class NoGroup(BotError):
    """没有这组问题，或者提问的人都已取消关注。"""


class GroupClosed(BotError):
    """这组问题已经处理过了。"""


class NothingChosen(BotError):
    """请至少勾选一个问法。"""


class NothingNew(BotError):
    """勾选的说法都已经是这里的问法，或者太长，没有可以加的。"""


class NothingPicked(BotError):
    """请先选由哪个事项回答；不归我们管的，请选是哪一类。"""


class NoGuideYet(BotError):
    """这个事项还没有可以给居民看的办事指南，请先写好指南。"""


class NoWorker(BotError):
    """没有这个账号，或者它已经停用。"""


class NoDay(BotError):
    """限期请写成 2026-11-30 这样的日期。"""


@dataclass(frozen=True)
class Question:
    """One question of a group: its text, how many residents asked it, since when and when last."""

    asked_id: int
    text: str
    askers: int
    first_at: datetime
    last_at: datetime


class Keeper(NamedTuple):
    """Who sees to a group: a role at a place, and which worker where one was named."""

    role: Role
    place: Place | None
    login: str | None


class Sorted(NamedTuple):
    """Where one asking belongs: in the group of that id, or, below 0, in the new group of that number."""

    asked_id: int
    group: int


def sort_new(session: Session, knowledge: Callable[[], Knowledge]) -> list[Sorted]:
    """Say for the questions nobody has sorted yet which group each belongs to. Only reads; may take a second.

    What somebody wrote down as not ours, word for word, is answered. `knowledge` is asked for only when needed.
    """
    new = session.scalars(select(AskedQuestion).where(_wanting(), _ungrouped()).order_by(AskedQuestion.id)).all()
    if not new:
        return []
    sorter = _Sorter(session, knowledge())
    return [place for question in new if (place := sorter.place(question))]


def put(session: Session, places: Iterable[Sorted], *, now: datetime) -> int:
    """Put them there; how many were put. One that another has put somewhere, or whose resident left, is passed over.

    What belongs to a group that is no longer open begins a new one.
    """
    ids = {group: group for group in session.scalars(_OPEN_IDS.with_for_update())}
    count = 0
    still = set(session.scalars(select(AskedQuestion.id).where(_ungrouped())))
    for asked_id, group in (place for place in places if place.asked_id in still):
        if group not in ids:
            ids[group] = _begin(session, now).id
        count += _join(session, asked_id, ids[group])
    return count


_OPEN_IDS = select(QuestionGroup.id).where(QuestionGroup.state == GroupState.OPEN).order_by(QuestionGroup.id)


def _join(session: Session, asked_id: int, group_id: int) -> bool:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(GroupedQuestion).values(asked_id=asked_id, group_id=group_id)
    statement = statement.on_conflict_do_nothing(index_elements=["asked_id"])
    return session.execute(statement.returning(GroupedQuestion.asked_id)).first() is not None


def _wanting() -> ColumnElement[bool]:
    missed = and_(AskedQuestion.kind == "none", AskedQuestion.reason.not_in(NOT_OURS))
    return or_(missed, AskedQuestion.rating == Rating.DID_NOT_HELP)


def _ungrouped() -> ColumnElement[bool]:
    return AskedQuestion.id.not_in(select(GroupedQuestion.asked_id))


class _Sorter:
    """Finds places in the groups that are open, and in new ones: what somebody has drafted for is not added to."""

    def __init__(self, session: Session, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._not_ours = {_said(wording.text) for wording in knowledge.wordings if not wording.on_topic}
        self._clusters: list[Cluster] = []
        self._known: dict[str, Cluster] = {}
        self._begun = 0
        for group in (group for group in waiting(session) if group.state is GroupState.OPEN):
            self._clusters.append(cluster := Cluster(group.id))
            for member in group.members:
                self._take(member.asked.text, cluster)

    def place(self, question: AskedQuestion) -> Sorted | None:
        """The group it is most like, or one of its own; None: it needs no answer."""
        if _said(question.text) in self._not_ours:
            return None
        # What holds no known word is like nothing, but the same is the same.
        cluster = self._known.get(_said(question.text)) or nearest(self._vector(question.text), self._clusters)
        if cluster is None:
            self._begun += 1
            self._clusters.append(cluster := Cluster(-self._begun))
        self._take(question.text, cluster)
        return Sorted(question.id, cluster.key)

    def _take(self, text: str, cluster: Cluster) -> None:
        cluster.add(self._vector(text))
        self._known.setdefault(_said(text), cluster)

    def _vector(self, text: str) -> Vector:
        features = bundled_reader().read(normalise(shortened(text))).features
        return self._knowledge.owners.vocabulary.vector(features)


def _said(text: str) -> str:
    return bare(normalise(text))


def _begin(session: Session, now: datetime) -> QuestionGroup:
    top = district(session)
    due_on = working_days(session).after(local(now).date(), DUE_IN).date
    group = QuestionGroup(
        began_at=now, due_on=due_on, owner_role=Role.DISCLOSURE_OFFICE, owner_place_id=top.id if top else None
    )
    session.add(group)
    session.flush()
    return group


def waiting(session: Session) -> Sequence[QuestionGroup]:
    """The groups that still want an answer and whose residents are still there, due first first."""
    query = select(QuestionGroup).where(
        QuestionGroup.state.in_((GroupState.OPEN, GroupState.DRAFTED)),
        QuestionGroup.id.in_(select(GroupedQuestion.group_id)),
    )
    return session.scalars(
        query.options(selectinload(QuestionGroup.members)).order_by(QuestionGroup.due_on, QuestionGroup.id)
    ).all()


def questions_of(group: QuestionGroup) -> list[Question]:
    """What was asked, by how many, asked by most first."""
    texts: dict[str, list[AskedQuestion]] = {}
    for member in group.members:
        texts.setdefault(member.asked.text, []).append(member.asked)
    found = [_question(text, askings) for text, askings in texts.items()]
    return sorted(found, key=lambda question: (-question.askers, question.first_at, question.asked_id))


def _question(text: str, askings: Sequence[AskedQuestion]) -> Question:
    askers = len({asking.follower_id for asking in askings})
    times = [asking.asked_at for asking in askings]
    return Question(max(asking.id for asking in askings), text, askers, min(times), max(times))


def find(session: Session, group_id: int, *, to_change: bool = False) -> QuestionGroup:
    """The group with that id. Raises NoGroup; with `to_change` GroupClosed where it no longer waits."""
    query = select(QuestionGroup).where(QuestionGroup.id == group_id)
    query = query.with_for_update().execution_options(populate_existing=True) if to_change else query
    group = session.scalars(query).one_or_none()
    if group is None or not group.members:
        raise NoGroup
    if to_change and not group.is_waiting:
        raise GroupClosed
    return group


def assign(
    session: Session,
    group_id: int,
    keeper: Keeper,
    *,
    due_on: date,
    by: str,
    at: datetime,
) -> QuestionGroup:
    """Say who sees to it, until when. Raises NoGroup, GroupClosed or NoWorker."""
    group = find(session, group_id, to_change=True)
    role, place, login = keeper
    if login and login not in {row.login for row in all_workers(session) if row.disabled_at is None}:
        raise NoWorker
    group.owner_role, group.owner_place, group.owner_login, group.due_on = role, place, login or None, due_on
    details = {"role": role.value, "place": place.code if place else None, "login": login or None}
    details["due_on"] = due_on.isoformat()
    audit.record(session, actor=by, action="questions.assign", subject=f"group:{group.id}", details=details, at=at)
    return group


def draft(
    session: Session,
    group_id: int,
    asked_ids: Iterable[int],
    owner: Owner,
    *,
    by: str,
    at: datetime,
    advice: str | None = None,
) -> WordingChange:
    """Draft that the chosen questions become wordings of an item, or of a topic that is not ours.

    What cannot be a wording (too long, or one already) is left out; what was not chosen goes back to an open group.
    Raises NothingChosen, NoGroup, GroupClosed, NothingNew.
    """
    group = _find_open(session, group_id)
    chosen = set(asked_ids)
    texts = [question.text for question in questions_of(group) if question.asked_id in chosen]
    if not texts:
        raise NothingChosen
    reason = f"居民问的没有答上来：归到「{owner.name}」" if owner.name else "居民问的不归这里管"
    change = changes.begin(session, reason=reason, by=by, at=at)
    lines = _lines(session, change, texts, owner, by, advice)
    if not lines:
        raise NothingNew
    for member in group.members:
        member.line_id = lines.get(_said(member.asked.text)) if member.asked.text in texts else None
    group.state, group.change_id = GroupState.DRAFTED, change.id
    group.code, group.advice = (owner.owner if owner.name else None), advice
    _part(session, group)
    return change


def _lines(
    session: Session, change: WordingChange, texts: Iterable[str], owner: Owner, by: str, advice: str | None
) -> dict[str, int]:
    """Add those that can be wordings; the ids of their lines, by what was said."""
    lines: dict[str, int] = {}
    for text in texts:
        if _said(text) in lines:
            continue
        try:
            line = changes.add(session, change.id, text, owner, by=by, advice=advice)
        except BadWording:
            continue
        session.flush()
        lines[_said(text)] = line.id
    return lines


def _part(session: Session, group: QuestionGroup) -> None:
    """Put the questions of a group that are in no line of its change into an open group of their own."""
    left = [member for member in group.members if member.line_id is None]
    if not left:
        return
    other = QuestionGroup(
        began_at=group.began_at,
        due_on=group.due_on,
        owner_role=group.owner_role,
        owner_place_id=group.owner_place_id,
        owner_login=group.owner_login,
    )
    session.add(other)
    session.flush()
    for member in left:
        member.group_id = other.id
    session.flush()
    session.expire(group, ["members"])


def _find_open(session: Session, group_id: int) -> QuestionGroup:
    group = find(session, group_id, to_change=True)
    if group.state is GroupState.DRAFTED:
        raise GroupClosed("这组问题已经有人起草了改动。要另外处理，请先撤回那个改动。")
    return group


def answer_with_guide(session: Session, queue: Queue, group_id: int, code: str, *, by: str, at: datetime) -> None:
    """Close a group because a guide now says it; those who asked are told. Raises NoGuideYet, NoGroup, GroupClosed."""
    group = _find_open(session, group_id)
    guide = guide_by_code(session, code)
    if guide is None or guide.is_outdated or not guide.facts or guide.written_at < group.began_at:
        raise NoGuideYet
    group.code = code
    _close(session, queue, group, GroupState.DONE, by=by, at=at)
    audit.record(
        session, actor=by, action="questions.close", subject=f"group:{group.id}", details={"guide": code}, at=at
    )


def close_after(session: Session, queue: Queue, change: WordingChange, *, by: str, at: datetime) -> None:
    """Close the groups a released change was drafted for, and have those told whose question was released."""
    drafted = QuestionGroup.state == GroupState.DRAFTED
    query = select(QuestionGroup).where(QuestionGroup.change_id == change.id, drafted)
    for group in session.scalars(query.with_for_update().execution_options(populate_existing=True)):
        _part(session, group)
        # The drafter may have given the wordings to another item since: what is told is what was released.
        owners = [line for line in change.lines if line.act is Act.ADD]
        group.code = next((line.owner for line in owners if line.name), None)
        group.advice = next((line.advice for line in owners if line.advice), None)
        state = GroupState.DONE if group.code else GroupState.NOT_OURS
        _close(session, queue, group, state, by=by, at=at)


def _close(session: Session, queue: Queue, group: QuestionGroup, state: GroupState, *, by: str, at: datetime) -> None:
    group.state, group.closed_by, group.closed_at = state, by, at
    if group.code is None and group.advice is None:
        return
    latest: dict[int, AskedQuestion] = {}
    for member in group.members:
        if member.asked.asked_at > at - WINDOW:
            latest[member.asked.follower_id] = member.asked
    for follower_id, asked in latest.items():
        _tell_later(session, queue, Telling(group_id=group.id, follower_id=follower_id, asked_id=asked.id), at)


def _tell_later(session: Session, queue: Queue, telling: Telling, at: datetime) -> None:
    session.add(telling)
    session.flush()
    queue.enqueue(session, TELL, {"telling_id": telling.id}, run_at=at, key=f"{TELL}:{telling.id}")


def count_waiting(session: Session, *, due_before: date | None = None) -> int:
    """How many groups wait, all or those due before a day."""
    query = (
        select(func.count())
        .select_from(QuestionGroup)
        .where(QuestionGroup.state == GroupState.OPEN, QuestionGroup.id.in_(select(GroupedQuestion.group_id)))
    )
    return session.scalar(query if due_before is None else query.where(QuestionGroup.due_on < due_before)) or 0


def askers_of(group: QuestionGroup) -> int:
    """How many residents asked."""
    return len({member.asked.follower_id for member in group.members})


_ADVICE = Prepared(
    select(StoredWording.advice)
    .where(
        StoredWording.said == bindparam("wanted"), StoredWording.until_id.is_(None), StoredWording.advice.is_not(None)
    )
    .order_by(StoredWording.id.desc())
    .limit(1)
)


def advice_for(connection: Connection, text: str) -> str | None:
    """Whom to ask instead, where somebody wrote that down for this very text; asked for only where nothing is known."""
    rows = _ADVICE.rows(connection, wanted=_said(text))
    return harmless(rows[0][0]) if rows else None
