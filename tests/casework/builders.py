"""Residents of a small district who leave messages, and workers who see to them."""

from datetime import datetime

from sqlalchemy.orm import Session

from bot import followers
from bot.places import place_by_code
from bot.workers.roles import Role
from casework import enquiries
from casework.models import Enquiry
from tests.bot.workers.builders import a_worker
from tests.conftest import NOON

DISTRICT, STREET, ZHONGSHAN, DAMING = "350102", "350102001", "350102001001", "350102002001"
LAMP = "楼道灯坏了，请打 13812345678"


def an_enquiry(
    session: Session, text: str = LAMP, *, at: str | None = ZHONGSHAN, openid: str = "o1", left_at: datetime = NOON
) -> Enquiry:
    """A resident of that community leaves a message; None: nobody knows where they live."""
    follower = followers.meet(session.connection(), openid, now=left_at)
    place = place_by_code(session, at) if at else None
    if place:
        followers.choose_place(session.connection(), follower, place.id)
    made = enquiries.leave(session, follower.id, text, now=left_at)
    session.flush()
    return made


def the_workers(session: Session) -> None:
    """lin in 中山社区, wu in 达明社区, qiu for 鼓东街道, wang in the disclosure office, zheng who only looks."""
    a_worker(session, "lin", "林强", (Role.COMMUNITY_WORKER, ZHONGSHAN))
    a_worker(session, "wu", "吴英", (Role.COMMUNITY_WORKER, DAMING))
    a_worker(session, "qiu", "邱月", (Role.COMMUNITY_WORKER, STREET))
    a_worker(session, "wang", "王芳", (Role.DISCLOSURE_OFFICE, DISTRICT))
    a_worker(session, "zheng", "郑平", (Role.AUDITOR, DISTRICT))
    a_worker(session, "xu", "许可", (Role.SYSTEM_ADMIN, DISTRICT))
