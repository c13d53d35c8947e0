"""The engine in service: built before the first question, rebuilt in the background when its sources change."""

import logging
import threading
from collections.abc import Callable

from answers.engine import Engine

log = logging.getLogger(__name__)

Version = int | str


class LiveEngine:
    """Holds the current engine of one process. Every process watches the version for itself."""

    def __init__(
        self,
        read_version: Callable[[], Version],
        build: Callable[[], Engine],
    ) -> None:
        self._read_version = read_version
        self._build = build
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._one_builds = threading.Lock()
        self._version, self._engine = self._fresh()

    def current(self) -> Engine:
        """The engine to ask now. Takes no lock: replacing it is one assignment."""
        return self._engine

    def refresh(self) -> bool:
        """Rebuild when the version has changed; whether it had. What goes wrong in reading or building is raised."""
        with self._one_builds:
            if self._read_version() == self._version:
                return False
            self._version, self._engine = self._fresh()
            log.info("answering engine rebuilt for version %s: %s items", self._version, len(self._engine.documents))
            return True

    def start(self, every_s: float) -> None:
        """Look for a change every so many seconds in a daemon thread, until `stop` or the process ends."""
        self._thread = threading.Thread(target=self._watch, args=(every_s,), name="answers", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the watching thread and wait for a rebuild it is in the middle of."""
        self._stopped.set()
        if self._thread:
            self._thread.join()

    def _watch(self, every_s: float) -> None:
        while not self._stopped.wait(every_s):
            self._try_refresh()

    def _try_refresh(self) -> None:
        try:
            self.refresh()
        except Exception:
            log.exception("the answering engine could not be rebuilt, the old one stays")

    def _fresh(self) -> tuple[Version, Engine]:
        # The version is read first: a change while building makes us build once more, never once too few.
        version = self._read_version()
        return version, self._build()
