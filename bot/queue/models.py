"""The table of the embedded queue."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, Key


class JobState(StrEnum):
    """Where a job stands."""

    WAITING = "waiting"  # may be started once run_at has come; also after a failure that is tried again
    DOING = "doing"  # a worker has it until locked_until; after that it is taken for dead and another may start it
    DONE = "done"  # returned without an error
    FAILED = "failed"  # given up after the last attempt; a person decides: `juwutong queue retry`


class QueuedJob(Base):
    """One piece of work for later. Holds ids, no texts; of an error only the name of its class."""

    __tablename__ = "jobs"
    __table_args__ = (Index("ix_jobs_state_run_at", "state", "run_at"),)

    id: Mapped[Key]
    job: Mapped[str] = mapped_column(String(64))
    payload: Mapped[dict[str, Any]]
    key: Mapped[str | None] = mapped_column(String(128), unique=True)
    state: Mapped[JobState] = mapped_column(default=JobState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)  # started, not finished ones: a worker that dies has used one up
    run_at: Mapped[datetime]
    locked_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]  # done or given up
    error: Mapped[str | None] = mapped_column(String(128))
