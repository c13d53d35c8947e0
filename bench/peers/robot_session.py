"""WeRoBot behind Flask, encrypted, with the session store it has by default: a SQLite file, here one of its own."""

import os
from pathlib import Path

from flask import Flask
from werobot.session.sqlitestorage import SQLiteStorage

from bench.peers.account import FOLDER_VARIABLE
from bench.peers.robot import serving


def application() -> Flask:
    """Make the application; its sessions lie in the folder BENCH_FOLDER names."""
    return serving(session_storage=SQLiteStorage(str(Path(os.environ[FOLDER_VARIABLE]) / "werobot_session.sqlite3")))
