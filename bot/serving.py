"""Serving the application: granian with several processes, each ready before it takes its first connection."""

from pathlib import Path

from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

# Enough that many stalled uploads leave threads for everyone else; a waiting thread costs nothing but its stack.
THREADS = 64


def serve(target: str, *, host: str, port: int, workers: int) -> None:
    """Serve the WSGI factory `target` ("module:function") until stopped. A process that dies is replaced.

    Each process calls the factory, which loads dictionary and index, before it listens.
    """
    Server(
        target,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=workers,
        blocking_threads=THREADS,
        http1_settings=HTTP1Settings(header_read_timeout=10_000),
        respawn_failed_workers=True,
        respawn_interval=0.1,
        log_level=LogLevels.warning,
        working_dir=Path.cwd(),
    ).serve()
