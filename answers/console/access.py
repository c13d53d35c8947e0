"""Who may do what on the pages about answers. Residents' questions know no smaller place than the district."""

from flask import abort
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.console.guard import require
from bot.places import Place
from bot.workers.roles import Role
from bot.workers.worker import Worker

DRAFT = (Role.COMMUNITY_WORKER, Role.CATALOG_ADMIN, Role.DISCLOSURE_OFFICE)
RELEASE = (Role.DISCLOSURE_OFFICE, Role.FINAL_REVIEWER)
REVIEW = (Role.FIRST_REVIEWER, Role.SECOND_REVIEWER, Role.FINAL_REVIEWER, Role.DISCLOSURE_OFFICE)
WRITE_GUIDES = (Role.CATALOG_ADMIN, Role.DISCLOSURE_OFFICE)
READ = (*DRAFT, *REVIEW[:3], Role.AUDITOR)


def in_district(session: Session, worker: Worker, *roles: Role) -> bool:
    """Whether the worker has one of the roles for all the district: residents' questions know no smaller place."""
    top = top_place(session)
    return top is not None and any(worker.may(role, top) for role in roles)


def require_district(session: Session, worker: Worker, *roles: Role) -> None:
    """Refuse (403) who has none of the roles for all the district."""
    top = top_place(session)
    if top is None:
        abort(403)
    require(worker, *roles, at=top)


def top_place(session: Session) -> Place | None:
    """The district; None before the places were read in."""
    return session.scalars(select(Place).where(Place.parent_id.is_(None)).order_by(Place.id).limit(1)).one_or_none()
