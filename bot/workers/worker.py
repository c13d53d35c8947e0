"""The signed-in worker as views and rules know one: a plain value that answers what this person may do."""

from dataclasses import dataclass

from bot.places import Place
from bot.workers.models import WorkerRow
from bot.workers.roles import Role


@dataclass(frozen=True)
class Worker:
    """Who is at the other end. `grants` are pairs of a role and the id of the place it was given at.

    `everywhere` are the roles given at a place with none above it: for the whole district.
    """

    id: int
    login: str
    name: str
    grants: frozenset[tuple[Role, int]]
    everywhere: frozenset[Role] = frozenset()

    @classmethod
    def of(cls, row: WorkerRow) -> "Worker":
        """The stored worker with the roles of this moment."""
        grants = frozenset((given.role, given.place_id) for given in row.roles)
        everywhere = frozenset(given.role for given in row.roles if given.place.parent_id is None)
        return cls(row.id, row.login, row.name, grants, everywhere)

    def has(self, *roles: Role) -> bool:
        """Whether one of these roles was given at any place at all."""
        return any(role in roles for role, _place in self.grants)

    def has_everywhere(self, *roles: Role) -> bool:
        """Whether one of these roles was given for the whole district."""
        return not self.everywhere.isdisjoint(roles)

    def may(self, role: Role, place: Place) -> bool:
        """Whether the role was given at this place or above it. The place belongs to an open session."""
        above: Place | None = place
        while above is not None:
            if (role, above.id) in self.grants:
                return True
            above = above.parent
        return False

    def place_ids(self, *roles: Role) -> frozenset[int]:
        """Where these roles were given: ids of places, each standing for all below it too."""
        return frozenset(place for role, place in self.grants if role in roles)
