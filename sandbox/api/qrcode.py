"""QR codes with a scene: made by the product, scanned by residents, shown as a real picture."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import segno

from sandbox.calls import Call, File, Routes
from sandbox.refusals import Refused
from sandbox.state import Records

if TYPE_CHECKING:
    from sandbox.world import World

LONGEST_S = 2_592_000
DEFAULT_S = 60
PERMANENT_NUMBERS = 100_000
PERMANENT_LIMIT = 100_000

routes = Routes()


@dataclass
class Code:
    """`until` 0 means permanent; `label` is for people, set by the control plane."""

    scene: str
    ticket: str
    url: str
    until: float = 0.0
    label: str = ""


class Codes:
    """The account's codes by scene, and which scene a ticket stands for."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._records: Records[Code] = Records(world.store, "code", Code)
        self._tickets = {code.ticket: code for code in self._records.values()}

    def make(self, scene: str, *, until: float = 0.0, label: str = "") -> Code:
        """A code for a scene; asking again for a permanent one gives the same."""
        known = self._records.get(scene)
        if known and not known.until and not until:
            known.label = label or known.label
            return self._records.put(scene, known)
        url = f"http://weixin.qq.com/q/{self._world.dice.name('ticket', 24)}"
        code = Code(scene, self._world.dice.name("ticket", 96), url, until, label or (known.label if known else ""))
        self._tickets[code.ticket] = code
        return self._records.put(scene, code)

    def find(self, scene: str) -> Code | None:
        """The code of a scene while it can be scanned."""
        code = self._records.get(scene)
        return code if code and self._alive(code) else None

    def by_ticket(self, ticket: str) -> Code | None:
        """The code of a ticket while it can be scanned."""
        code = self._tickets.get(ticket)
        return code if code and self._alive(code) else None

    def _alive(self, code: Code) -> bool:
        return not code.until or self._world.clock.stamp() < code.until

    def all(self) -> list[Code]:
        """Codes that can be scanned, in the order they were made."""
        return [code for code in self._records.values() if self._alive(code)]


@routes.post("/cgi-bin/qrcode/create", feature="qrcode", daily=100_000)
def create(world: World, call: Call) -> dict[str, Any]:
    """A temporary or permanent code for a scene."""
    action = call.data.get("action_name")
    info = call.data.get("action_info")
    scene = info.get("scene") if isinstance(info, dict) else None
    if not isinstance(scene, dict):
        raise Refused(47001, "data format error: action_info.scene")
    if action in ("QR_SCENE", "QR_STR_SCENE"):
        return _temporary(world, call, _scene(scene, text=action == "QR_STR_SCENE", limit=2**32 - 1))
    if action in ("QR_LIMIT_SCENE", "QR_LIMIT_STR_SCENE"):
        text = _scene(scene, text=action == "QR_LIMIT_STR_SCENE", limit=PERMANENT_NUMBERS)
        code = world.part(Codes).make(text)
        return {"ticket": code.ticket, "url": code.url}
    raise Refused(40053, "invalid action info")


def _temporary(world: World, call: Call, scene: str) -> dict[str, Any]:
    seconds = min(call.number("expire_seconds", default=DEFAULT_S), LONGEST_S)
    if seconds <= 0:
        raise Refused(40035, "invalid parameter: expire_seconds")
    code = world.part(Codes).make(scene, until=world.clock.stamp() + seconds)
    return {"ticket": code.ticket, "expire_seconds": seconds, "url": code.url}


def _scene(scene: dict[str, Any], *, text: bool, limit: int) -> str:
    value = scene.get("scene_str" if text else "scene_id")
    if text and isinstance(value, str) and 1 <= len(value) <= 64:
        return value
    if not text and isinstance(value, int) and 1 <= value <= limit:
        return str(value)
    raise Refused(40053, "invalid action info")


@routes.get("/cgi-bin/showqrcode", token=False)
def show(world: World, call: Call) -> File:
    """The picture, which leads to the phone page with the scene when scanned by a camera."""
    code = world.part(Codes).by_ticket(call.query.get("ticket", ""))
    if code is None:
        return File(b"", "text/html")
    picture = io.BytesIO()
    segno.make(code.url, error="m").save(picture, kind="png", scale=8, border=4)
    return File(picture.getvalue(), "image/png")
