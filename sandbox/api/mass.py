"""Mass messages: a job for a tag, for everybody or for listed followers, sent later and reported by an event."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox import callbacks
from sandbox.api.drafts import Drafts
from sandbox.api.media import Media
from sandbox.api.messages import text_of
from sandbox.api.tags import Tags
from sandbox.calls import Call, Routes, ok
from sandbox.clock import DAY_S, month_of
from sandbox.envelope import Field
from sandbox.people import User
from sandbox.refusals import Refused
from sandbox.state import Records

if TYPE_CHECKING:
    from sandbox.world import World

FIRST_MSG_ID = 3_147_483_648
A_DAY = {"service": 100, "subscription": 1}
OPENIDS = (2, 10_000)
A_MINUTE = 60
TOO_SOON_S = 60
CONFIRM_S = 1800
PER_SECOND = 5000
SLOWER = (1.0, 1.3, 1.8, 2.7, 8.0)
"""How much longer a job takes at speed 0 … 4."""
COPYRIGHT_FIELDS = (
    "UserDeclareState", "AuditState", "OriginalArticleType", "CanReprint", "NeedReplaceContent",
    "NeedShowReprintSource",
)  # fmt: skip
REAL_SPEED = (80, 60, 45, 30, 10)

routes = Routes()


@dataclass
class MassJob:
    """A job; `tag` None with `openids` None means everybody. Counts are known when it has finished."""

    msg_id: int
    created: float
    client_id: str
    cards: list[dict[str, Any]]
    kind: str
    tag: int | None = None
    openids: list[str] | None = None
    status: str = "SENDING"
    waiting: bool = False
    counts: list[int] = field(default_factory=list)
    urls: list[str] = field(default_factory=list)


class MassJobs:
    """All mass jobs and the speed they are sent with."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._records: Records[MassJob] = Records(world.store, "mass", MassJob)
        self.speed = dict(world.store.load("note")).get("mass_speed", 0)

    def find(self, number: object) -> MassJob:
        """A job by number, also written as text; raises 40059."""
        job = self._records.get(str(number))
        if job is None:
            raise Refused(40059, "invalid msg_id")
        return job

    def all(self) -> list[MassJob]:
        """In the order they were accepted."""
        return self._records.values()

    def keep(self, job: MassJob) -> MassJob:
        """Remember a job or a change to it."""
        return self._records.put(str(job.msg_id), job)

    def next_id(self) -> int:
        """Larger than 32 bits can hold."""
        return FIRST_MSG_ID + len(self._records)

    def same_client_id(self, client_id: str) -> MassJob | None:
        """The job of the last 24 hours with the same clientmsgid."""
        since = self._world.clock.stamp() - DAY_S
        found = [job for job in self._records.values() if job.client_id == client_id and job.created > since]
        return found[-1] if found else None


@routes.post("/cgi-bin/message/mass/sendall", feature="mass", minute=A_MINUTE, escapes="literal")
def send_to_all(world: World, call: Call) -> dict[str, Any]:
    """To everybody or to a tag; a filter without either is refused."""
    wanted = call.data.get("filter")
    if not isinstance(wanted, dict):
        raise Refused(40035, "invalid parameter: filter is missing")
    if wanted.get("is_to_all") is True:
        return _accept(world, call, None, None)
    if "tag_id" not in wanted:
        raise Refused(40035, "invalid parameter: is_to_all is false and tag_id is missing")
    return _accept(world, call, world.part(Tags).find(wanted["tag_id"]).id, None)


@routes.post("/cgi-bin/message/mass/send", feature="mass", minute=A_MINUTE, escapes="literal")
def send_to_listed(world: World, call: Call) -> dict[str, Any]:
    """To 2 … 10 000 openids; unknown ones are left out silently."""
    openids = call.data.get("touser")
    if not isinstance(openids, list):
        raise Refused(40031, "invalid openid list")
    if len(openids) < OPENIDS[0]:
        raise Refused(40130, "invalid openid list size, at least two openid")
    if len(openids) > OPENIDS[1]:
        raise Refused(40032, "invalid openid list size")
    known = [openid for openid in openids if world.people.find(openid)]
    return _accept(world, call, None, known)


def _accept(world: World, call: Call, tag: int | None, openids: list[str] | None) -> dict[str, Any]:
    """Check the content, the repetition and the day's quota, then take the job on."""
    kind = call.text("msgtype")
    cards = _content(world, kind, call.data.get(kind))
    client_id = _client_id(world, call, kind)
    _spend_a_send(world)
    jobs = world.part(MassJobs)
    job = jobs.keep(MassJob(jobs.next_id(), world.clock.stamp(), client_id, cards, kind, tag, openids))
    if kind == "mpnews":
        world.part(Drafts).sent(call.data["mpnews"]["media_id"])
    _plan(world, job)
    if world.switches.callback == "before_answer":
        call.hold_s = 1.0
    more = {"msg_data_id": job.msg_id + 100_000} if kind == "mpnews" else {}
    return {"errcode": 0, "errmsg": "send job submission success", "msg_id": job.msg_id, **more}


def _client_id(world: World, call: Call, kind: str) -> str:
    """The clientmsgid, or the platform's digest of range and content; raises 45065 to 45067."""
    given = call.data.get("clientmsgid")
    if given and len(str(given).encode()) > world.switches.clientmsgid_limit:
        raise Refused(45067, "clientmsgid size out of limit")
    told = json.dumps([call.data.get("filter"), call.data.get("touser"), call.data.get(kind)], sort_keys=True)
    client_id = str(given) if given else hashlib.sha256(told.encode()).hexdigest()
    if former := world.part(MassJobs).same_client_id(client_id):
        if world.clock.stamp() - former.created < TOO_SOON_S:
            raise Refused(45066, "same clientmsgid retry too fast")
        raise Refused(45065, "clientmsgid exist", msg_id=former.msg_id)
    return client_id


def _spend_a_send(world: World) -> None:
    try:
        world.quotas.spend("mass", daily=A_DAY[world.account.kind])
    except Refused:
        raise Refused(45028, "has no masssend quota") from None


def _content(world: World, kind: str, part: object) -> list[dict[str, Any]]:
    """What a resident would see, one card for each article or one for the rest."""
    if kind not in ("mpnews", "text", "voice", "images", "image", "music", "mpvideo", "wxcard"):
        raise Refused(40008, "invalid message type")
    if not isinstance(part, dict):
        raise Refused(44002, f"empty {kind}")
    if kind == "text":
        return [{"text": text_of(part)}]
    if kind == "mpnews":
        return world.part(Drafts).as_cards(part.get("media_id"))
    if kind == "wxcard":
        return [{"text": f"［卡券 {part.get('card_id', '')}］"}]
    ids = part.get("media_ids") if kind in ("image", "images") and "media_ids" in part else [part.get("media_id")]
    return [{"text": "", "media_id": world.part(Media).usable(media_id)} for media_id in ids or [None]]


def _plan(world: World, job: MassJob) -> None:
    """Send after a while, or wait for the administrator where mass sending to everybody is protected."""
    if world.switches.mass_protection and job.tag is None and job.openids is None:
        job.waiting = True
        world.part(MassJobs).keep(job)
        world.jobs.later("mass_silent", CONFIRM_S, exact=True, msg_id=job.msg_id)
        return
    _send_later(world, job)


def _send_later(world: World, job: MassJob) -> None:
    seconds = 2 + len(_audience(world, job)) / PER_SECOND * SLOWER[world.part(MassJobs).speed]
    if world.switches.callback == "before_answer":
        seconds = 0
    world.jobs.later("mass", seconds, msg_id=job.msg_id)


def _audience(world: World, job: MassJob) -> Sequence[User]:
    if job.openids is not None:
        return [user for openid in job.openids if (user := world.people.find(openid)) and user.subscribed]
    if job.tag is not None:
        return [user for user in world.people.subscribed() if job.tag in user.tags]
    return list(world.people.subscribed())


def decide(world: World, number: object, *, accept: bool) -> None:
    """The administrator's answer to a protected mass message."""
    job = world.part(MassJobs).find(number)
    if not job.waiting:
        raise Refused(40059, "this job does not wait for anybody")
    job.waiting = False
    if accept:
        _send_later(world, job)
    else:
        _finish(world, job, "err(40001)", [0, 0, 0, 0])


def _silent(world: World, details: dict[str, Any]) -> None:
    job = world.part(MassJobs).find(details["msg_id"])
    if job.waiting:
        job.waiting = False
        _finish(world, job, "err(40002)", [0, 0, 0, 0])


def _send(world: World, details: dict[str, Any]) -> None:
    """Put the message into every inbox that may have it."""
    job = world.part(MassJobs).find(details["msg_id"])
    if job.status == "DELETE":
        return
    audience = _audience(world, job)
    if world.switches.mass_status:
        _finish(world, job, world.switches.mass_status, [len(audience), 0, 0, 0])
        return
    reached = [user for user in audience if _may_receive(world, user)]
    if job.kind == "mpnews":
        job.urls = world.part(Drafts).publish_cards(job.cards)
    for user in reached:
        _deliver(world, job, user)
    _finish(world, job, "send success", [len(audience), len(reached), len(reached), 0])


def _may_receive(world: World, user: User) -> bool:
    if user.blocks or user.blacklisted:
        return False
    return world.account.kind != "service" or world.people.mass_left(user) > 0


def _deliver(world: World, job: MassJob, user: User) -> None:
    user.count_mass(month_of(world.clock.stamp()))
    world.people.keep(user)
    if job.kind == "mpnews":
        cards = [card | {"url": url} for card, url in zip(job.cards, job.urls, strict=True)]
        world.inbox.put(user.openid, "account", "mass", cards[0]["title"], source="mass", articles=cards)
        return
    for card in job.cards:
        world.inbox.put(user.openid, "account", "mass", card["text"], source="mass", media_id=card.get("media_id"))


def _finish(world: World, job: MassJob, status: str, counts: list[int]) -> None:
    """Note the result and tell the webhook."""
    job.status = "SEND_SUCCESS" if status == "send success" else "SEND_FAIL"
    job.counts = counts
    world.part(MassJobs).keep(job)
    total, filtered, sent, failed = counts
    if world.switches.callback == "wrong_counts":
        filtered, sent, failed = total + 3, max(0, sent - 2), 1
    number = job.msg_id + 999_999 if world.switches.callback == "unknown_job" else job.msg_id
    fields: list[Field] = [("MsgID", number), ("Status", status), ("TotalCount", total), ("FilterCount", filtered)]
    fields += [("SentCount", sent), ("ErrorCount", failed), *(_article_results(job) if job.urls else [])]
    callbacks.tell(world, "MASSSENDJOBFINISH", helper_openid(world), fields)


def _article_results(job: MassJob) -> list[Field]:
    nothing_found: list[Field] = [(name, 0) for name in COPYRIGHT_FIELDS]
    checks: list[Field] = [
        ("item", [("ArticleIdx", number), ("OriginalArticleUrl", ""), *nothing_found])
        for number in range(1, len(job.urls) + 1)
    ]
    links: list[Field] = [
        ("item", [("ArticleIdx", number), ("ArticleUrl", url)]) for number, url in enumerate(job.urls, start=1)
    ]
    return [
        ("CopyrightCheckResult", [("Count", len(job.urls)), ("ResultList", checks), ("CheckState", 1)]),
        ("ArticleUrlResult", [("ResultList", links), ("Count", len(job.urls))]),
    ]


def helper_openid(world: World) -> str:
    """The sender of MASSSENDJOBFINISH: no resident, always the same for an account."""
    return "o" + hashlib.sha256(world.account.gh_id.encode()).hexdigest()[:27]


@routes.post("/cgi-bin/message/mass/get", feature="mass")
def fetch(world: World, call: Call) -> dict[str, Any]:
    """How far a job is."""
    job = world.part(MassJobs).find(call.data.get("msg_id"))
    return {"msg_id": job.msg_id, "msg_status": job.status}


@routes.post("/cgi-bin/message/mass/delete", feature="mass", daily=10)
def delete(world: World, call: Call) -> dict[str, Any]:
    """Stop a job, or withdraw its articles."""
    job = world.part(MassJobs).find(call.data.get("msg_id"))
    job.status = "DELETE"
    world.part(MassJobs).keep(job)
    return ok()


@routes.post("/cgi-bin/message/mass/preview", feature="mass", daily=100, escapes="literal")
def preview(world: World, call: Call) -> dict[str, Any]:
    """Show one person what would be sent; the WeChat name goes before the openid."""
    kind = call.text("msgtype")
    cards = _content(world, kind, call.data.get(kind))
    user = _previewer(world, call)
    job = MassJob(world.part(MassJobs).next_id(), world.clock.stamp(), "", cards, kind, urls=[""] * len(cards))
    for card in cards:
        text, articles = card.get("text") or card.get("title", ""), cards if kind == "mpnews" else None
        world.inbox.put(user.openid, "account", "mass", text, source="mass", articles=articles)
    return {"errcode": 0, "errmsg": "preview success", "msg_id": job.msg_id}


def _previewer(world: World, call: Call) -> User:
    if name := call.data.get("towxname"):
        found = [user for user in world.people.subscribed() if user.name == name]
        if not found:
            raise Refused(40132, "invalid username")
        return found[0]
    user = world.people.find(call.data.get("touser"))
    if user is None or not user.subscribed:
        raise Refused(40003, "invalid openid")
    return user


@routes.post("/cgi-bin/message/mass/speed/get", feature="mass", empty_ok=True)
def fetch_speed(world: World, _call: Call) -> dict[str, Any]:
    """How fast jobs are sent, in ten thousands a minute."""
    speed = world.part(MassJobs).speed
    return {"speed": speed, "realspeed": REAL_SPEED[speed]}


@routes.post("/cgi-bin/message/mass/speed/set", feature="mass")
def set_speed(world: World, call: Call) -> dict[str, Any]:
    """0 (fastest) … 4."""
    speed = call.data.get("speed")
    if speed is None:
        raise Refused(45084, "speed is missing")
    if not isinstance(speed, int) or speed not in range(len(SLOWER)):
        raise Refused(45083, "speed must be 0 to 4")
    world.part(MassJobs).speed = speed
    world.note("mass_speed", speed)
    return ok()


jobs = {"mass": _send, "mass_silent": _silent}
