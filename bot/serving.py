"""Serving the application: granian with several processes, each ready before it takes its first connection."""

import socket
import time
from collections import deque
from typing import Any

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.mp import MPServer

# Enough that many stalled uploads leave threads for everyone else; a waiting thread costs nothing but its stack.
THREADS = 64
STOP_WITHIN_S = 8  # longer than WeChat waits for any answer; a process still loading then is not waited for
MOST_DEATHS, WITHIN_S = 20, 60.0


def serve(target: str, *, host: str, port: int, workers: int) -> None:
    """Serve the WSGI factory `target` ("module:function") until stopped. A process that dies is replaced.

    Each process calls the factory, which loads dictionary and index, before it listens.
    """
    PatientServer(
        target,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=workers,
        blocking_threads=THREADS,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_WITHIN_S,
        log_level=LogLevels.error,
    ).serve()


class PatientServer(MPServer):
    """Granian, which gives up when one process dies twice within seconds; the others would die with it.

    Here a process may be killed again while it starts; only one that cannot stay up ends the server.
    """

    def __init__(self, *arguments: Any, **settings: Any) -> None:  # noqa: ANN401  (granian's own)
        super().__init__(*arguments, **settings)
        self._deaths: deque[float] = deque(maxlen=MOST_DEATHS)

    def _init_shared_socket(self) -> None:
        """Listen once for all processes, as granian does where a port cannot be shared.

        With a socket of its own, a process that dies takes the connections that wait for it along, and while none is
        up they are refused; so they wait for the next one, which WeChat does for five seconds.
        """
        super()._init_shared_socket()  # type: ignore[no-untyped-call]
        if self._ssp is not None:
            self._shd, self._ssp = self._ssp.build(), None
            self._sfd = self._shd.get_fd()
            self._sso = socket.socket(fileno=self._sfd)
            self._sso.set_inheritable(True)

    def _respawn_workers(self, workers: list[int], *arguments: Any, **settings: Any) -> None:  # noqa: ANN401
        super()._respawn_workers(workers, *arguments, **settings)
        now = time.monotonic()
        self._deaths.extend([now] * len(workers))
        if len(self._deaths) < MOST_DEATHS or now - self._deaths[0] > WITHIN_S:
            self.respawned_wrks.clear()
