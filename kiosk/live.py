"""The contents in service: laid out anew when the engine behind the chat has changed, so that both say the same."""

from collections.abc import Callable, Mapping
from functools import cache
from threading import Lock
from typing import Self

from answers.documents import Document
from answers.sources import live_engine
from bot.db import Sessions
from kiosk.contents import Contents

Documents = Mapping[str, Document]


class LiveContents:
    """Holds the current contents of one process. `documents` gives the same object until there are others."""

    def __init__(self, documents: Callable[[], Documents]) -> None:
        self._documents = documents
        self._one_builds = Lock()
        self._kept: tuple[Documents, Contents] | None = None

    @classmethod
    def of(cls, sessions: Sessions) -> Self:
        """The contents over this database; nothing is loaded yet. Whoever watches its engine keeps them new."""
        live = cache(lambda: live_engine(sessions))
        return cls(lambda: live().current().documents)

    def load(self) -> None:
        """Lay them out now, so that the first to touch does not wait."""
        self.current()

    def current(self) -> Contents:
        """The contents to show now. While one thread lays out new ones, others are shown the old."""
        documents, kept = self._documents(), self._kept
        if kept and (kept[0] is documents or self._one_builds.locked()):
            return kept[1]
        with self._one_builds:
            if self._kept is None or self._kept[0] is not documents:
                self._kept = documents, Contents(documents.values())
            return self._kept[1]
