"""What the platform tells the webhook later about jobs: once, twice, late or never, as the switch `callback` says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sandbox.clock import DAY_S
from sandbox.envelope import Field
from sandbox.pusher import Push

if TYPE_CHECKING:
    from sandbox.world import World


def tell(world: World, event: str, from_user: str, fields: list[Field]) -> None:
    """Push the event of a finished job."""
    how = world.switches.callback
    if how == "lost":
        return
    if how == "late":
        world.jobs.later("callback", DAY_S, exact=True, event=event, from_user=from_user, fields=fields)
        return
    for _ in range(2 if how == "twice" else 1):
        _push(world, {"event": event, "from_user": from_user, "fields": fields})


def _push(world: World, details: dict[str, Any]) -> None:
    event, from_user = details["event"], details["from_user"]
    whole: list[Field] = [
        ("ToUserName", world.account.gh_id), ("FromUserName", from_user), ("CreateTime", int(world.clock.stamp())),
        ("MsgType", "event"), ("Event", event), *_tuples(details["fields"]),
    ]  # fmt: skip
    world.pusher.start(Push("", from_user, whole, event))


def _tuples(fields: list[Any]) -> list[Field]:
    """Fields as they were before a restart turned them into JSON lists."""
    return [(name, _tuples(value) if isinstance(value, list) else value) for name, value in fields]


jobs = {"callback": _push}
