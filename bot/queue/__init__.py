"""Work for later: a job is put into the queue in the transaction whose state it follows from, and done by a worker.

`port` is what parts and rules are handed, `models` what is stored, `embedded` the queue inside the application's own
database, `worker` the loop that does the jobs.
"""

from flask import Flask

from bot.queue.embedded import EmbeddedQueue
from bot.queue.port import Function, Jobs, Payload, Queue, UnknownJobError, WithJobs


def init_app(app: Flask, kit: WithJobs) -> None:
    """Add `juwutong queue` and `juwutong work`."""
    from bot.queue.commands import commands, work_command  # they need bot.app, which needs the names above

    app.cli.add_command(commands)
    app.cli.add_command(work_command(kit))


__all__ = ["EmbeddedQueue", "Function", "Jobs", "Payload", "Queue", "UnknownJobError", "WithJobs", "init_app"]
