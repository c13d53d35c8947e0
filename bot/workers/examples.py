"""The example workers of a trial installation: two who release what the other drafted, and an administrator."""

import secrets
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.place_list import PlaceKind
from bot.places import Place
from bot.workers.accounts import add_worker, grant, new_hash
from bot.workers.models import WorkerRow
from bot.workers.passwords import Passwords
from bot.workers.roles import Role

CONTENT = (Role.CATALOG_ADMIN, Role.DISCLOSURE_OFFICE)
EXAMPLES = {"shili1": ("示例甲", CONTENT), "shili2": ("示例乙", CONTENT), "shili3": ("示例丙", (Role.SYSTEM_ADMIN,))}
WHY_NO_CODE = "演练用的示例人员"
EASY_TO_READ = "abcdefghjkmnpqrstuvwxyz23456789"


def prepare_examples(
    session: Session,
    passwords: Passwords,
    noted: Mapping[str, str],
    *,
    make_password: Callable[[], str],
    now: datetime,
) -> dict[str, str]:
    """Add the example workers where there are no workers at all yet. Gives login → password of the usable ones.

    `noted` are the passwords noted at an earlier start; one that has been changed since is left out.
    """
    if session.scalar(select(WorkerRow.id).limit(1)) is None:
        return _add_all(session, passwords, make_password, now)
    rows = session.scalars(select(WorkerRow).where(WorkerRow.is_example, WorkerRow.disabled_at.is_(None)))
    known = [(row, noted[row.login]) for row in rows if row.login in noted]
    return {row.login: password for row, password in known if passwords.matches(row.password_hash, password)}


def random_password() -> str:
    """Sixteen characters nobody confuses, in four groups: 79 bits."""
    return "-".join("".join(secrets.choice(EASY_TO_READ) for _ in range(4)) for _ in range(4))


def _add_all(session: Session, passwords: Passwords, make_password: Callable[[], str], now: datetime) -> dict[str, str]:
    district = session.scalars(select(Place).where(Place.kind == PlaceKind.DISTRICT).order_by(Place.code)).first()
    if district is None:
        return {}
    made = {}
    for login, (name, roles) in EXAMPLES.items():
        made[login] = make_password()
        password_hash = new_hash(passwords, made[login], login=login)
        row = add_worker(session, login=login, name=name, password_hash=password_hash, by="system", at=now)
        row.is_example = True
        row.no_code_reason = WHY_NO_CODE
        grant(session, row, [(role, district) for role in roles], by="system", at=now)
    return made
