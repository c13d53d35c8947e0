"""Uploads: temporary media (three days), permanent material, and pictures for articles."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.calls import Call, File, Routes, Upload, ok
from sandbox.plain import Json
from sandbox.refusals import Refused
from sandbox.state import Records

if TYPE_CHECKING:
    from sandbox.world import World

TEMPORARY_S = 3 * 86400
MB = 1024 * 1024
KINDS: dict[str, tuple[int, tuple[str, ...], int]] = {
    "image": (10 * MB, (".jpg", ".jpeg", ".png", ".gif", ".bmp"), 40009),
    "voice": (2 * MB, (".amr", ".mp3", ".speex"), 40010),
    "video": (10 * MB, (".mp4",), 40011),
    "thumb": (64 * 1024, (".jpg", ".jpeg"), 40012),
}
TYPE_ERRORS = {"image": 40005, "voice": 40005, "video": 40005, "thumb": 40005}
PERMANENT_LIMIT = 5000
PAGE = 20

routes = Routes()


@dataclass
class Item:
    """One upload; `until` 0 means permanent."""

    media_id: str
    kind: str
    filename: str
    content_type: str
    size: int
    created: int
    until: float = 0.0
    title: str = ""
    introduction: str = ""
    url: str = ""


class Media:
    """All uploads that have not been deleted."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._records: Records[Item] = Records(world.store, "media", Item)

    def find(self, media_id: object) -> Item | None:
        """An upload that is still alive."""
        item = self._records.get(media_id)
        if item and item.until and self._world.clock.stamp() >= item.until:
            return None
        return item

    def usable(self, media_id: object) -> str:
        """The id of a living upload; raises 40007."""
        item = self.find(media_id)
        if item is None:
            raise Refused(40007, "invalid media_id")
        return item.media_id

    def keep(self, upload: Upload, kind: str, *, permanent: bool) -> Item:
        """Store an upload, for three days or for good."""
        now = self._world.clock.stamp()
        media_id = self._world.dice.name("media", 64)
        item = Item(media_id, kind, upload.filename, upload.content_type, len(upload.body), int(now))
        item.until = 0.0 if permanent else now + TEMPORARY_S
        item.url = f"{self._world.base_url}/mmbiz_jpg/{media_id}/0" if kind in ("image", "thumb") else ""
        self._world.store.keep_bytes(media_id, upload.body)
        return self._records.put(media_id, item)

    def drop(self, media_id: str) -> bool:
        """Forget an upload; False when there was none."""
        return self._records.drop(media_id) is not None

    def permanent(self, kind: str | None = None) -> list[Item]:
        """Permanent uploads in the order they came, of one kind or all."""
        return [item for item in self._records.values() if not item.until and kind in (None, item.kind)]

    def file(self, item: Item) -> File:
        """The bytes as an answer."""
        return File(self._world.store.bytes_of(item.media_id), item.content_type, item.filename)


def _checked(call: Call, kind: object) -> Upload:
    """The uploaded file when its kind, size and name are as WeChat wants them."""
    if kind not in KINDS or not isinstance(kind, str):
        raise Refused(40004, "invalid media type")
    if call.upload is None or call.upload.field != "media":
        raise Refused(41005, "media data missing")
    limit, endings, size_error = KINDS[kind]
    if not call.upload.body:
        raise Refused(44001, "empty media data")
    if not call.upload.filename.lower().endswith(endings):
        raise Refused(TYPE_ERRORS[kind], "invalid file type")
    if len(call.upload.body) > limit:
        raise Refused(size_error if kind != "image" else 45001, "media size out of limit")
    return call.upload


@routes.post("/cgi-bin/media/upload", feature="media", daily=5000, upload=True)
def upload_temporary(world: World, call: Call) -> dict[str, Any]:
    """An upload for three days."""
    kind = call.query.get("type")
    item = world.part(Media).keep(_checked(call, kind), str(kind), permanent=False)
    name = "thumb_media_id" if kind == "thumb" else "media_id"
    return {"type": kind, name: item.media_id, "created_at": item.created, "item": []}


@routes.get("/cgi-bin/media/get", feature="media", daily=10_000)
def fetch_temporary(world: World, call: Call) -> File:
    """Its bytes, or an error in JSON."""
    item = world.part(Media).find(call.query.get("media_id"))
    if item is None:
        raise Refused(40007, "invalid media_id")
    return world.part(Media).file(item)


@routes.post("/cgi-bin/media/uploadimg", feature="media", upload=True, daily=5000)
def upload_article_picture(world: World, call: Call) -> dict[str, Any]:
    """A picture for the text of an article; only its address is told."""
    upload = _checked(call, "image")
    if len(upload.body) > MB:
        raise Refused(40009, "invalid image size")
    return {"url": world.part(Media).keep(upload, "article_image", permanent=True).url or _picture_url(world)}


def _picture_url(world: World) -> str:
    return f"{world.base_url}/mmbiz_jpg/{world.dice.name('media', 40)}/0"


@routes.post("/cgi-bin/material/add_material", feature="media", upload=True, daily=1000)
def add_permanent(world: World, call: Call) -> dict[str, Any]:
    """An upload that stays."""
    kind = call.query.get("type") or (call.upload.texts.get("type") if call.upload else None)
    upload = _checked(call, kind)
    if len(world.part(Media).permanent()) >= PERMANENT_LIMIT:
        raise Refused(45026, "template num exceeds limit")
    item = world.part(Media).keep(upload, str(kind), permanent=True)
    return {"media_id": item.media_id, "item": [], **({"url": item.url} if item.url else {})}


@routes.post("/cgi-bin/material/get_material", feature="media", daily=1000)
def fetch_permanent(world: World, call: Call) -> Json:
    """Its bytes; of a video only where they are."""
    item = world.part(Media).find(call.data.get("media_id"))
    if item is None or item.until:
        raise Refused(40007, "invalid media_id")
    if item.kind == "video":
        return {
            "title": item.title,
            "description": item.introduction,
            "down_url": f"{world.base_url}/mmbiz_jpg/{item.media_id}/0",
        }
    return world.part(Media).file(item)


@routes.post("/cgi-bin/material/del_material", feature="media", daily=1000)
def delete_permanent(world: World, call: Call) -> dict[str, Any]:
    """Forget one."""
    item = world.part(Media).find(call.data.get("media_id"))
    if item is None or item.until:
        raise Refused(40007, "invalid media_id")
    world.part(Media).drop(item.media_id)
    return ok()


@routes.post("/cgi-bin/material/batchget_material", feature="media", daily=1000)
def list_permanent(world: World, call: Call) -> dict[str, Any]:
    """A page of one kind."""
    kind, offset, count = call.data.get("type"), call.number("offset"), call.number("count")
    if kind not in ("image", "voice", "video", "news"):
        raise Refused(40004, "invalid media type")
    if not 1 <= count <= PAGE or offset < 0:
        raise Refused(40007 if offset < 0 else 40035, "invalid offset or count")
    items = world.part(Media).permanent(kind)
    page = [
        {"media_id": item.media_id, "name": item.filename, "update_time": item.created, "url": item.url}
        for item in items[offset : offset + count]
    ]
    return {"item": page, "total_count": len(items), "item_count": len(page)}


@routes.get("/cgi-bin/material/get_materialcount", feature="media", daily=1000)
def count_permanent(world: World, _call: Call) -> dict[str, Any]:
    """How many there are of each kind."""
    media = world.part(Media)
    return {f"{kind}_count": len(media.permanent(kind)) for kind in ("voice", "video", "image", "news")}
