"""Workers pick among the places that are theirs, and see on the way what lies above."""

from collections.abc import Sequence

from bot.console.place_tree import Branch, place_tree
from bot.db import Sessions
from bot.places import place_by_code
from bot.workers.roles import Role
from bot.workers.worker import Worker
from tests.bot.workers.builders import a_tree, a_worker


def lines(branches: Sequence[Branch], depth: int = 0) -> list[str]:
    own = [f"{'-' * depth}{one.name}{'' if one.can_be_picked else '?'}" for one in branches]
    return [line for first, one in zip(own, branches, strict=True) for line in (first, *lines(one.below, depth + 1))]


def test_without_a_worker_there_are_all_places_and_no_closed_one(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        a_tree(session)
        closed = place_by_code(session, "350102001002")
        assert closed
        closed.active = False

        found = lines(place_tree(session))

    assert found == ["鼓楼区", "-鼓东街道", "--中山社区", "-鼓西街道", "--达明社区"]


def test_a_worker_picks_where_the_role_was_given_and_below(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        a_tree(session)
        row = a_worker(
            session, "lin", "林强", (Role.COMMUNITY_WORKER, "350102001"), (Role.FIRST_REVIEWER, "350102002001")
        )
        lin = Worker.of(row)

        found = lines(place_tree(session, lin, Role.COMMUNITY_WORKER))

    assert found == ["鼓楼区?", "-鼓东街道", "--中山社区", "--庆城社区"]
