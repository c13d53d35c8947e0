"""Places as a tree to pick from, no larger than what a worker may do something about."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.places import Place
from bot.workers.roles import Role
from bot.workers.worker import Worker


@dataclass(frozen=True)
class Branch:
    """A place and those below it. One that is only on the way to others cannot be picked."""

    code: str
    name: str
    can_be_picked: bool
    below: Sequence["Branch"]


def place_tree(session: Session, worker: Worker | None = None, *roles: Role) -> list[Branch]:
    """The active places as a tree; with a worker, those where they have one of the roles."""
    places = session.scalars(select(Place).where(Place.active).order_by(Place.code)).all()
    grown = {place.id: [one for one in places if one.parent_id == place.id] for place in places}
    granted = None if worker is None else worker.place_ids(*roles)
    roots = [place for place in places if place.parent_id not in grown]
    return [branch for root in roots if (branch := _branch(root, grown, granted, is_ours=granted is None))]


def _branch(
    place: Place, grown: dict[int, list[Place]], granted: frozenset[int] | None, *, is_ours: bool
) -> Branch | None:
    is_ours = is_ours or (granted is not None and place.id in granted)
    below = [branch for one in grown[place.id] if (branch := _branch(one, grown, granted, is_ours=is_ours))]
    return Branch(place.code, place.name, is_ours, below) if is_ours or below else None
