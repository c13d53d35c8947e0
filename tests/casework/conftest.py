"""A district with workers, on both databases."""

import pytest

from bot.db import Sessions
from tests.bot.workers.builders import a_tree
from tests.casework.builders import the_workers


@pytest.fixture
def district(sessions: Sessions) -> Sessions:
    """Places and workers; nobody has left a message yet."""
    with sessions.begin() as session:
        a_tree(session)
        the_workers(session)
    return sessions
