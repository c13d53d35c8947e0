"""A small district and its people, for tests."""

from argon2 import PasswordHasher
from sqlalchemy.orm import Session

from bot.place_list import PlaceKind
from bot.places import Place
from bot.workers.accounts import add_worker, grant, place_called
from bot.workers.models import WorkerRow
from bot.workers.passwords import Passwords
from bot.workers.roles import Role
from tests.conftest import NOON

PASSWORD = "榕树下 reads well"
QUICK = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))  # as right as the real ones, and cheap

HASH = QUICK.hash(PASSWORD)


def a_tree(session: Session) -> None:
    """鼓楼区 with two streets: one of two communities, one of one."""
    district = Place(code="350102", kind=PlaceKind.DISTRICT, name="鼓楼区", source="公报")
    for street, communities in (("鼓东街道", ("中山社区", "庆城社区")), ("鼓西街道", ("达明社区",))):
        number = len(district.children) + 1
        middle = Place(code=f"35010200{number}", kind=PlaceKind.STREET, name=street, source="公报", parent=district)
        for index, name in enumerate(communities, 1):
            code = f"{middle.code}00{index}"
            Place(code=code, kind=PlaceKind.COMMUNITY, name=name, source="公报", parent=middle)
    session.add(district)
    session.flush()


def a_worker(session: Session, login: str, name: str, *roles: tuple[Role, str]) -> WorkerRow:
    """Somebody with roles at places (by code) and PASSWORD, who needs no code from a phone."""
    row = add_worker(session, login=login, name=name, password_hash=HASH, by="system", at=NOON)
    row.no_code_reason = "测试"
    grants = [(role, place_called(session, place)) for role, place in roles]
    grant(session, row, grants, by="system", at=NOON)
    return row
