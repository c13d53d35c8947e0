"""What parts bring to the practice community: examples to work on, and the actions that stay inside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.db import Session

Examples = Callable[[Session, Sequence[int], datetime], None]
"""Adds what a part has to work on, given the followers' ids of the invented residents."""


@dataclass
class PracticeGround:
    """All that parts have brought."""

    examples: list[Examples] = field(default_factory=list)
    open: set[str] = field(default_factory=set)

    def add_examples(self, examples: Examples) -> None:
        """Have something to work on whenever the practice community is set up or reset."""
        self.examples.append(examples)

    def open_to(self, *endpoints: str) -> None:
        """Let those who practise send forms to these views: what they change belongs to a place, and they ask for it.

        Every other form of the console is refused to them.
        """
        self.open.update(endpoints)
