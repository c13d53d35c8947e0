"""Tags of followers: at most 100 for the account and 20 for a follower."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sandbox.calls import Call, Routes, ok
from sandbox.people import User
from sandbox.refusals import Refused
from sandbox.state import Records

if TYPE_CHECKING:
    from sandbox.world import World

FIRST_ID = 100
TAGS, TAGS_OF_A_FOLLOWER = 100, 20
NAME_BYTES = 30
OPENIDS = 50
PAGE = 10_000
TOO_MANY_TO_DELETE = 100_000
RESERVED = (0, 1, 2)

routes = Routes()


@dataclass
class Tag:
    """A tag; how many have it is counted when asked."""

    id: int
    name: str


class Tags:
    """The account's tags by number."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._records: Records[Tag] = Records(world.store, "tag", Tag)
        self._last = max((tag.id for tag in self._records.values()), default=FIRST_ID - 1)

    def all(self) -> list[Tag]:
        """In the order they were made."""
        return self._records.values()

    def find(self, number: object) -> Tag:
        """A tag by number, also written as text; raises 45159."""
        tag = self._records.get(str(number)) if not isinstance(number, bool) else None
        if tag is None:
            raise Refused(45159, "invalid tag id")
        return tag

    def add(self, name: str) -> Tag:
        """A new tag."""
        self._last += 1
        return self._records.put(str(self._last), Tag(self._last, name))

    def keep(self, tag: Tag) -> None:
        """Remember a change."""
        self._records.put(str(tag.id), tag)

    def drop(self, tag: Tag) -> None:
        """Forget a tag and take it from its followers."""
        self._records.drop(str(tag.id))
        for user in self._world.people.subscribed():
            if tag.id in user.tags:
                user.tags.remove(tag.id)
                self._world.people.keep(user)

    def members(self, tag: Tag) -> list[User]:
        """Followers with the tag, in the order they came."""
        return [user for user in self._world.people.subscribed() if tag.id in user.tags]


def _checked_name(world: World, call: Call) -> str:
    name = call.object("tag").get("name")
    if not isinstance(name, str) or not name:
        raise Refused(40035, "invalid parameter: tag name")
    if len(name.encode()) > NAME_BYTES:
        raise Refused(45158, "tag name too long")
    if any(tag.name == name for tag in world.part(Tags).all()):
        raise Refused(45157, "invalid tag name")
    return name


def _changeable(world: World, call: Call) -> Tag:
    number = call.object("tag").get("id")
    if number in RESERVED:
        raise Refused(45058, "can not modify sys tag")
    return world.part(Tags).find(number)


@routes.post("/cgi-bin/tags/create", feature="tags")
def create(world: World, call: Call) -> dict[str, Any]:
    """A new tag."""
    name = _checked_name(world, call)
    if len(world.part(Tags).all()) >= TAGS:
        raise Refused(45056, "too many tag now, please del and add")
    tag = world.part(Tags).add(name)
    return {"tag": {"id": tag.id, "name": tag.name}}


@routes.get("/cgi-bin/tags/get", feature="tags")
def fetch(world: World, _call: Call) -> dict[str, Any]:
    """All tags with how many followers have them; 2 is the platform's own."""
    counts = Counter(number for user in world.people.subscribed() for number in user.tags)
    tags = [{"id": tag.id, "name": tag.name, "count": counts[tag.id]} for tag in world.part(Tags).all()]
    return {"tags": [{"id": 2, "name": "星标组", "count": 0}, *tags]}


@routes.post("/cgi-bin/tags/update", feature="tags")
def update(world: World, call: Call) -> dict[str, Any]:
    """A new name."""
    tag = _changeable(world, call)
    tag.name = _checked_name(world, call)
    world.part(Tags).keep(tag)
    return ok()


@routes.post("/cgi-bin/tags/delete", feature="tags")
def delete(world: World, call: Call) -> dict[str, Any]:
    """A tag goes, unless more than 100 000 have it."""
    tag = _changeable(world, call)
    if len(world.part(Tags).members(tag)) > TOO_MANY_TO_DELETE:
        raise Refused(45057, "tag has too many fans, can not delete")
    world.part(Tags).drop(tag)
    return ok()


def _listed(world: World, call: Call) -> list[User]:
    """The followers of a batch; raises 40032 for its size and 49003 for a stranger."""
    openids = call.list("openid_list")
    if not 1 <= len(openids) <= OPENIDS:
        raise Refused(40032, "invalid openid list size")
    return [_own_follower(world, openid) for openid in openids]


def _own_follower(world: World, openid: object) -> User:
    user = world.people.find(openid)
    if user is None or not user.subscribed:
        raise Refused(49003, "not match openid with appid")
    return user


@routes.post("/cgi-bin/tags/members/batchtagging", feature="tags")
def tag_many(world: World, call: Call) -> dict[str, Any]:
    """Give up to 50 followers a tag, all or none."""
    tag, users = world.part(Tags).find(call.data.get("tagid")), _listed(world, call)
    if any(len(user.tags) >= TAGS_OF_A_FOLLOWER and tag.id not in user.tags for user in users):
        raise Refused(45059, "can not tag more, user has too many tags")
    for user in users:
        if tag.id not in user.tags:
            user.tags.append(tag.id)
            world.people.keep(user)
    return ok()


@routes.post("/cgi-bin/tags/members/batchuntagging", feature="tags")
def untag_many(world: World, call: Call) -> dict[str, Any]:
    """Take a tag from up to 50 followers."""
    tag, users = world.part(Tags).find(call.data.get("tagid")), _listed(world, call)
    for user in users:
        if tag.id in user.tags:
            user.tags.remove(tag.id)
            world.people.keep(user)
    return ok()


@routes.post("/cgi-bin/tags/getidlist", feature="tags")
def tags_of(world: World, call: Call) -> dict[str, Any]:
    """A follower's tags."""
    return {"tagid_list": list(_own_follower(world, call.data.get("openid")).tags)}


@routes.post("/cgi-bin/user/tag/get", feature="tags")
def members(world: World, call: Call) -> dict[str, Any]:
    """A page of the followers with a tag; the page after the last has no `data`."""
    tag = world.part(Tags).find(call.data.get("tagid"))
    page = page_after([user.openid for user in world.part(Tags).members(tag)], call.data.get("next_openid"), PAGE)
    return {"count": len(page), **openid_page(page)}


def page_after(openids: list[str], last: object, size: int) -> list[str]:
    """The next openids after `last`, from the start when it is empty; raises 40003 when it is not among them."""
    if not last:
        return openids[:size]
    if last not in openids:
        raise Refused(40003, "invalid openid")
    start = openids.index(str(last)) + 1
    return openids[start : start + size]


def openid_page(page: list[str]) -> dict[str, Any]:
    """`data` and `next_openid` of a page; an empty page has no `data`."""
    return {"data": {"openid": page}, "next_openid": page[-1]} if page else {"next_openid": ""}
