"""What workers do with enquiries: find those of their places, reply, give them to a colleague or a place, close."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from bot import audit
from bot.errors import BotError
from bot.places import Place, below, district
from bot.privacy import masked
from bot.queue import Queue
from bot.webhook.inbox import InboxRow
from bot.workers.accounts import all_workers
from bot.workers.roles import Role
from bot.workers.worker import Worker
from casework.models import LONGEST_REASON, Enquiry, EnquiryReason, EnquiryReply, EnquiryState, ReplyState

HANDLE = (Role.COMMUNITY_WORKER, Role.DISCLOSURE_OFFICE)
READ = (*HANDLE, Role.AUDITOR)
WINDOW = timedelta(hours=48)  # how long after a resident wrote WeChat lets us write to them
SEND = "enquiries.send"  # the job that sends one reply
KEPT_WITH_IT = "写在留言上"  # a reason as the trail, which forgets nothing, tells it: that there is one
LONGEST_REPLY = 500  # characters: with what reminds of the question it stays below WeChat's 2,048 bytes
# What a resident sends that opens the window; events such as a tap on the menu open it for a minute only.
_WRITTEN = ("text", "voice", "image", "video", "shortvideo", "location", "link")


class NoEnquiry(BotError):
    """没有这条留言，或者留言的居民已取消关注。"""


class BadReply(BotError):
    """回复请写清楚，不能空着。"""


class RepliedMeanwhile(BotError):
    """您写的时候，别的同事已经回复了。请先看看同事是怎么回复的。"""


class RepliedAlready(BotError):
    """您刚才已经这样回复过了，不用再发一次。"""


class IsClosed(BotError):
    """这条留言已经办结。要继续处理，请先重新打开。"""


class IsOpen(BotError):
    """这条留言还在等回复，不用重新打开。"""


class ChangedMeanwhile(BotError):
    """同事已经改过了，不能撤销。"""


class NoReason(BotError):
    """请写一句为什么不用回复。"""


class NothingToTell(BotError):
    """最后一次回复居民已经收到，或者已经记过另外告知。"""


class NoKeeper(BotError):
    """这位同事不管这里的留言，或者账号已经停用。"""


class NoPlace(BotError):
    """请选一个在用的社区、街镇或者区。"""


def seen_by(worker: Worker, *roles: Role) -> ColumnElement[bool]:
    """Condition on Enquiry: it belongs to a place where the worker has one of the roles, there or above."""
    given = worker.place_ids(*roles)
    everywhere = select(Place.id).where(Place.id.in_(given), Place.parent_id.is_(None)).exists()
    return or_(Enquiry.place_id.in_(below(given)), and_(Enquiry.place_id.is_(None), everywhere))


def find(session: Session, enquiry_id: int, *, to_change: bool = False) -> Enquiry:
    """The enquiry with that id; `to_change` keeps others from changing it meanwhile. Raises NoEnquiry."""
    query = select(Enquiry).where(Enquiry.id == enquiry_id)
    # Read anew: what this session knew of it may be from before another's transaction.
    query = query.with_for_update().execution_options(populate_existing=True) if to_change else query
    enquiry = session.scalars(query).one_or_none()
    if enquiry is None:
        raise NoEnquiry
    return enquiry


def place_of(session: Session, enquiry: Enquiry) -> Place:
    """Where it is seen to; the district where nothing nearer is known. Raises NoPlace before places were read in."""
    place = enquiry.place or district(session)
    if place is None:
        raise NoPlace
    return place


def window_ends(session: Session, enquiry: Enquiry) -> datetime:
    """Until when WeChat takes a message to the resident: reckoned from the last time they wrote anything."""
    wrote = select(func.max(InboxRow.received_at)).where(
        InboxRow.follower_id == enquiry.follower_id, InboxRow.kind.in_(_WRITTEN)
    )
    last = session.scalar(wrote)
    return max(enquiry.left_at, last or enquiry.left_at) + WINDOW


def reply(
    session: Session, queue: Queue, enquiry_id: int, text: str, *, seen: int | None, by: str, at: datetime
) -> EnquiryReply:
    """Reply to the resident: at once where WeChat still takes it, else when they look under 我的留言.

    `seen` is the number of replies the worker had read. Raises RepliedAlready when this very reply is among those
    they had not (a form sent twice); BadReply, RepliedMeanwhile, IsClosed, NoEnquiry.
    """
    enquiry = find(session, enquiry_id, to_change=True)
    if enquiry.state is EnquiryState.CLOSED:
        raise IsClosed
    if len(enquiry.replies) != seen:
        raise RepliedAlready if _is_last(enquiry, text, by) else RepliedMeanwhile
    in_time = at < window_ends(session, enquiry)
    state = ReplyState.WAITING if in_time else ReplyState.KEPT
    made = EnquiryReply(enquiry=enquiry, text=_checked(text), by=by, at=at, state=state)
    session.add(made)
    session.flush()
    if in_time:
        queue.enqueue(session, SEND, {"reply_id": made.id}, run_at=at, key=f"{SEND}:{made.id}")
    _move(session, enquiry, EnquiryState.ANSWERED, "enquiries.reply", by=by, at=at, reply=made.id, sent=in_time)
    return made


def assign(
    session: Session, enquiry_id: int, login: str, *, by: str, at: datetime, only_from: str | None = None
) -> Enquiry:
    """Give it to a colleague who sees to its place, or with an empty login to nobody.

    With `only_from` only while it is still that colleague's (nobody's, when empty), or ChangedMeanwhile is raised.
    Raises NoKeeper, NoEnquiry.
    """
    enquiry = find(session, enquiry_id, to_change=True)
    if only_from is not None and only_from != (enquiry.keeper or ""):
        raise ChangedMeanwhile
    if login and login not in {one.login for one in keepers(session, place_of(session, enquiry))}:
        raise NoKeeper
    before, enquiry.keeper = enquiry.keeper, login or None
    _note(
        session, enquiry, "enquiries.assign", by=by, at=at, before={"keeper": before}, after={"keeper": enquiry.keeper}
    )
    return enquiry


def hand_over(session: Session, enquiry_id: int, place: Place | None, *, by: str, at: datetime) -> Enquiry:
    """Have another place see to it; nobody there keeps it yet. Raises NoPlace, NoEnquiry.

    What a real resident wrote never goes where workers only practise, nor what is made up to a real place.
    """
    enquiry = find(session, enquiry_id, to_change=True)
    before = place_of(session, enquiry)
    if place is None or not place.active or place.id == enquiry.place_id or place.practice is not before.practice:
        raise NoPlace
    enquiry.place, enquiry.keeper = place, None
    old, new = {"place": before.full_name}, {"place": place.full_name}
    _note(session, enquiry, "enquiries.hand_over", by=by, at=at, before=old, after=new)
    return enquiry


def close(session: Session, enquiry_id: int, reason: str, *, by: str, at: datetime) -> Enquiry:
    """Close it without a reply. Raises NoReason, IsClosed, NoEnquiry."""
    enquiry = find(session, enquiry_id, to_change=True)
    if enquiry.state is EnquiryState.CLOSED:
        raise IsClosed
    enquiry.closed_reason = masked(reason.strip())[:LONGEST_REASON]
    if not enquiry.closed_reason:
        raise NoReason
    _move(session, enquiry, EnquiryState.CLOSED, "enquiries.close", by=by, at=at, reason=KEPT_WITH_IT)
    session.add(EnquiryReason(enquiry_id=enquiry.id, at=at, text=enquiry.closed_reason))
    return enquiry


def reopen(session: Session, enquiry_id: int, *, by: str, at: datetime, only_closed_by: str | None = None) -> Enquiry:
    """Have it wait for a reply again; its due day stays.

    With `only_closed_by` only while it is closed, and by this worker, or ChangedMeanwhile is raised.
    Raises IsOpen, NoEnquiry.
    """
    enquiry = find(session, enquiry_id, to_change=True)
    if only_closed_by is not None and not _is_closed_by(session, enquiry, only_closed_by):
        raise ChangedMeanwhile
    if enquiry.state is EnquiryState.WAITING:
        raise IsOpen
    enquiry.closed_reason = None
    _move(session, enquiry, EnquiryState.WAITING, "enquiries.reopen", by=by, at=at)
    return enquiry


def reveal(session: Session, enquiry_id: int, reason: str, *, by: str, at: datetime) -> Enquiry:
    """Note that a worker reads the resident's words with their numbers, and why. Raises NoReason, NoEnquiry."""
    enquiry = find(session, enquiry_id)
    if not reason.strip():
        raise NoReason("请写一句为什么要看。")
    _note(session, enquiry, "enquiries.reveal", by=by, at=at, reason=KEPT_WITH_IT)
    session.add(EnquiryReason(enquiry_id=enquiry.id, at=at, text=masked(reason.strip())[:LONGEST_REASON]))
    return enquiry


def note_told(session: Session, enquiry_id: int, *, by: str, at: datetime) -> Enquiry:
    """Note that the resident was told of the newest reply in another way. Raises NothingToTell, NoEnquiry."""
    enquiry = find(session, enquiry_id, to_change=True)
    last = enquiry.replies[-1] if enquiry.replies else None
    if last is None or last.state is ReplyState.SENT or last.seen_at or last.told_at:
        raise NothingToTell
    last.told_at = at
    _note(session, enquiry, "enquiries.told", by=by, at=at, reply=last.id)
    return enquiry


def keepers(session: Session, place: Place) -> Sequence[Worker]:
    """Who sees to enquiries at a place, there or above, by login."""
    workers = [Worker.of(row) for row in all_workers(session) if row.disabled_at is None]
    return [worker for worker in workers if any(worker.may(role, place) for role in HANDLE)]


def _is_closed_by(session: Session, enquiry: Enquiry, login: str) -> bool:
    events = audit.latest(session, subject=f"enquiry:{enquiry.id}")
    closing = next((event for event in events if event.action == "enquiries.close"), None)
    return enquiry.state is EnquiryState.CLOSED and closing is not None and closing.actor == login


def _is_last(enquiry: Enquiry, text: str, by: str) -> bool:
    last = enquiry.replies[-1] if enquiry.replies else None
    return last is not None and (last.text, last.by) == (text.strip(), by)


def _checked(text: str) -> str:
    text = text.strip()
    if not text:
        raise BadReply
    if len(text) > LONGEST_REPLY:
        raise BadReply(f"写了 {len(text)} 个字，一条微信最多能放 {LONGEST_REPLY} 个字。请分两次回复，或者写短一点。")
    return text


def _move(
    session: Session, enquiry: Enquiry, state: EnquiryState, action: str, *, by: str, at: datetime, **more: object
) -> None:
    before, enquiry.state = enquiry.state, state
    # In words: the trail is read by people, on the enquiry's page too.
    old, new = {"state": before.label}, {"state": state.label}
    _note(session, enquiry, action, by=by, at=at, before=old, after=new, **more)


def _note(session: Session, enquiry: Enquiry, action: str, *, by: str, at: datetime, **details: object) -> None:
    session.flush()
    audit.record(session, actor=by, action=action, subject=f"enquiry:{enquiry.id}", details=details, at=at)
