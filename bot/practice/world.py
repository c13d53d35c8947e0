"""The practice community itself: its place, its residents, its workers; setting it up and putting it back.

Its street has no district above it: nobody who works in the real district meets it in their lists, and nobody who
practises has a role at the top of any tree.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bot import audit
from bot.errors import BotError
from bot.followers import FollowerRow
from bot.invented import PREFIX
from bot.place_list import PlaceKind
from bot.places import Place, place_by_code
from bot.practice.ground import Examples
from bot.workers.accounts import add_worker, grant, set_password, worker_by_login
from bot.workers.models import WorkerRow
from bot.workers.roles import Role
from bot.workers.worker import Worker

STREET, COMMUNITY = "practice", "practice-1"
NAME = "练习社区（示例）"
RESIDENTS = 6
SOURCE = "练习用，不是真的地方"
WHY_NO_CODE = "练习账号，只能动练习社区里的东西"

# Who does accounts or audits reaches beyond any one place, so these two cannot be practised here.
WORKERS: Mapping[str, tuple[str, tuple[Role, ...]]] = {
    "lianxi1": ("练习甲", (Role.COMMUNITY_WORKER,)),
    "lianxi2": ("练习乙", (Role.FIRST_REVIEWER,)),
    "lianxi3": ("练习丙", (Role.SECOND_REVIEWER,)),
    "lianxi4": ("练习丁", (Role.FINAL_REVIEWER,)),
    "lianxi5": ("练习戊", (Role.CATALOG_ADMIN, Role.DISCLOSURE_OFFICE)),
}


class NoPractice(BotError):
    """还没有练习社区。请先运行 juwutong practice set-up。"""


class LoginTaken(BotError):
    """练习账号的登录名已经有真的工作人员在用，练习社区没有建。"""


def practice_place(session: Session) -> Place | None:
    """The practice community, once it has been set up."""
    return place_by_code(session, COMMUNITY)


def practises(session: Session, worker: Worker) -> bool:
    """Whether this worker has a role at a practice place, and so nowhere else."""
    places = [place for _role, place in worker.grants]
    return session.scalar(select(Place.id).where(Place.id.in_(places), Place.practice).limit(1)) is not None


def set_up(
    session: Session, hashes: Mapping[str, str], examples: Iterable[Examples], *, by: str, now: datetime
) -> bool:
    """Make the place, its residents and workers with what there is to do; False when it is there already.

    `hashes` are the workers' hashed passwords by login. Raises LoginTaken.
    """
    if practice_place(session):
        return False
    place = _place(session)
    for login, password_hash in hashes.items():
        _add(session, place, login, password_hash, by=by, now=now)
    _fill(session, place, examples, now)
    audit.record(session, actor=by, action="practice.set_up", subject="practice", details={}, at=now)
    return True


def reset(session: Session, examples: Iterable[Examples], *, by: str, now: datetime) -> int:
    """Put everything back as it was at first; how many invented residents left. Raises NoPractice.

    With the residents everything goes that hangs on them, as when somebody unfollows. Workers keep their passwords.
    """
    place = practice_place(session)
    if place is None:
        raise NoPractice
    gone = session.execute(
        delete(FollowerRow).where(FollowerRow.openid.startswith(PREFIX)).returning(FollowerRow.id)
    ).all()
    _fill(session, place, examples, now)
    audit.record(
        session, actor=by, action="practice.reset", subject="practice", details={"residents": len(gone)}, at=now
    )
    return len(gone)


def give_passwords(session: Session, hashes: Mapping[str, str], *, by: str, now: datetime) -> None:
    """Give the practice workers new passwords, by login; who was signed in is signed out. Raises NoPractice."""
    if practice_place(session) is None:
        raise NoPractice
    for login in WORKERS:
        set_password(session, worker_by_login(session, login), hashes[login], by=by, at=now)


def practice_workers(session: Session) -> Sequence[WorkerRow]:
    """Those who are there, by login."""
    return session.scalars(select(WorkerRow).where(WorkerRow.login.in_(WORKERS)).order_by(WorkerRow.login)).all()


def _place(session: Session) -> Place:
    street = Place(code=STREET, kind=PlaceKind.STREET, name="练习街道", source=SOURCE, practice=True)
    place = Place(code=COMMUNITY, kind=PlaceKind.COMMUNITY, name=NAME, source=SOURCE, practice=True, parent=street)
    session.add(place)
    session.flush()
    return place


def _add(session: Session, place: Place, login: str, password_hash: str, *, by: str, now: datetime) -> None:
    if session.scalar(select(WorkerRow.id).where(WorkerRow.login == login)):
        raise LoginTaken
    name, roles = WORKERS[login]
    row = add_worker(session, login=login, name=name, password_hash=password_hash, by=by, at=now)
    row.no_code_reason = WHY_NO_CODE
    grant(session, row, [(role, place) for role in roles], by=by, at=now)


def _fill(session: Session, place: Place, examples: Iterable[Examples], now: datetime) -> None:
    residents = [_resident(place, number, now) for number in range(1, RESIDENTS + 1)]
    session.add_all(residents)
    session.flush()
    for add in examples:
        add(session, [resident.id for resident in residents], now)


def _resident(place: Place, number: int, now: datetime) -> FollowerRow:
    since = now - timedelta(days=30 * number)
    openid = f"{PREFIX}{number}"
    # Every third one has chosen 长辈版.
    return FollowerRow(
        openid=openid, first_seen_at=since, followed_at=since, place_id=place.id, elder_mode=number % 3 == 0
    )
