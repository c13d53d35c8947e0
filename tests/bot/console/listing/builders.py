"""Letters in three communities, for lists."""

from datetime import UTC, date, datetime, timedelta

from bot.db import Session
from tests.bot.console.letters import Letter, State, add_letter
from tests.bot.workers.builders import a_tree
from tests.conftest import NOON

MIDNIGHT_IN_FUZHOU = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)  # the 23rd begins


def some_letters(session: Session) -> list[Letter]:
    """低保 (today, open), 电梯 (yesterday's last minute, answered, one page less), 100%_公开 (open, no pages)."""
    a_tree(session)
    return [
        add_letter(session, "低保 Application", "350102001001", text="要多久", pages=3, came_at=MIDNIGHT_IN_FUZHOU),
        add_letter(
            session,
            "电梯加装",
            "350102001002",
            state=State.ANSWERED,
            pages=2,
            came_at=MIDNIGHT_IN_FUZHOU - timedelta(seconds=1),
            due_on=date(2026, 11, 20),
        ),
        add_letter(session, "100%_公开", "350102002001", pages=None, came_at=NOON + timedelta(days=1)),
    ]
