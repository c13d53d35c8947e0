"""The audit trail: `record` appends an event, `verify` walks the chain, `latest` reads the newest; and its pages.

`trail` is what is stored and how it is chained, `reading` what the pages show of it, `checks` verifying as a job,
`words` what stands in an event in the readers' words.
"""

from typing import TYPE_CHECKING

from bot.audit import checks
from bot.audit.trail import (
    APPEND_ONLY,
    FIRST,
    AuditEvent,
    Broken,
    CanonicalJson,
    Verified,
    canonical,
    chain_hash,
    latest,
    record,
    verify,
)

if TYPE_CHECKING:
    from flask import Flask

    from bot.app import Kit


def init_app(app: "Flask", kit: "Kit") -> None:
    """Add `juwutong audit`, the pages, and verifying as a job."""
    from bot.audit import console  # they need bot.app, which needs parts that need the names above
    from bot.audit.commands import commands

    app.cli.add_command(commands)
    app.register_blueprint(console.console)
    console.join_console(kit)
    checks.register(kit)


__all__ = [
    "APPEND_ONLY",
    "FIRST",
    "AuditEvent",
    "Broken",
    "CanonicalJson",
    "Verified",
    "canonical",
    "chain_hash",
    "init_app",
    "latest",
    "record",
    "verify",
]
