"""The signed-in worker as views and rules know one: a plain value that answers what this person may do."""

from dataclasses import dataclass

from bot.places import Place
from bot.workers.models import WorkerRow
from bot.workers.roles import Role


@dataclass(frozen=True)
class Worker:
    """Who is at the other end. `grants` are pairs of a role and the id of the place it was given at."""

    id: int
    login: str
    name: str
    grants: frozenset[tuple[Role, int]]

    @classmethod
    def of(cls, row: WorkerRow) -> "Worker":
        """The stored worker with the roles of this moment."""
        return cls(row.id, row.login, row.name, frozenset((given.role, given.place_id) for given in row.roles))

    def has(self, *roles: Role) -> bool:
        """Whether one of these roles was given at any place at all."""
        return any(role in roles for role, _place in self.grants)

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
