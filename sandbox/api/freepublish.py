"""Publishing drafts without notifying anybody: a job with an event at its end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox import callbacks
from sandbox.api.drafts import PAGE, Drafts, Publication, news_items
from sandbox.api.mass import helper_openid
from sandbox.calls import Call, Routes, ok
from sandbox.envelope import Field
from sandbox.refusals import Refused
from sandbox.state import Records

if TYPE_CHECKING:
    from sandbox.world import World

FIRST_ID = 2_247_483_647
DONE, RUNNING = 0, 1

routes = Routes()


@dataclass
class Publishing:
    """A publishing job; `status` is WeChat's publish_status."""

    publish_id: int
    articles: list[dict[str, Any]]
    status: int = RUNNING
    article_id: str = ""
    urls: list[str] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)


class Publishings:
    """All publishing jobs."""

    def __init__(self, world: World) -> None:
        self._records: Records[Publishing] = Records(world.store, "publishing", Publishing)

    def add(self, articles: list[dict[str, Any]]) -> Publishing:
        """A new job."""
        return self.keep(Publishing(FIRST_ID + len(self._records), articles))

    def keep(self, job: Publishing) -> Publishing:
        """Remember a job or a change to it."""
        return self._records.put(str(job.publish_id), job)

    def find(self, number: object) -> Publishing:
        """A job by number, also written as text; raises 53600."""
        job = self._records.get(str(number))
        if job is None:
            raise Refused(53600, "invalid publish_id")
        return job


def _told(job: Publishing) -> int | str:
    """The number of a job: WeChat sends it as a number or as text, and so do we, in turn."""
    return job.publish_id if job.publish_id % 2 else str(job.publish_id)


@routes.post("/cgi-bin/freepublish/submit", feature="freepublish", daily=100)
def submit(world: World, call: Call) -> dict[str, Any]:
    """Publish a draft in a while."""
    draft = world.part(Drafts).find(call.data.get("media_id"))
    job = world.part(Publishings).add(draft.articles)
    world.jobs.later(
        "publish", world.dice.of("publish").uniform(3, 60), publish_id=job.publish_id, media_id=draft.media_id
    )
    return ok(publish_id=_told(job), msg_data_id=job.publish_id + 100_000)


def _publish(world: World, details: dict[str, Any]) -> None:
    job = world.part(Publishings).find(details["publish_id"])
    job.status = world.switches.publish_status
    if job.status == DONE:
        publication = world.part(Drafts).publish(job.articles)
        job.article_id, job.urls = publication.article_id, publication.urls
        world.part(Drafts).sent(details["media_id"])
    else:
        job.failed = list(range(1, len(job.articles) + 1))
    world.part(Publishings).keep(job)
    callbacks.tell(world, "PUBLISHJOBFINISH", helper_openid(world), [("PublishEventInfo", _report(job))])


def _report(job: Publishing) -> list[Field]:
    items: list[Field] = [
        ("item", [("idx", number), ("article_url", url)]) for number, url in enumerate(job.urls, start=1)
    ]
    report: list[Field] = [("publish_id", str(job.publish_id)), ("publish_status", job.status)]
    if job.status == DONE:
        return [*report, ("article_id", job.article_id), ("article_detail", [("count", len(items)), *items])]
    return [*report, *(("fail_idx", number) for number in job.failed)]


@routes.post("/cgi-bin/freepublish/get", feature="freepublish", daily=1000)
def fetch(world: World, call: Call) -> dict[str, Any]:
    """How far a job is."""
    job = world.part(Publishings).find(call.data.get("publish_id"))
    answer: dict[str, Any] = {"publish_id": _told(job), "publish_status": job.status, "fail_idx": job.failed}
    if job.status == DONE:
        items = [{"idx": number, "article_url": url} for number, url in enumerate(job.urls, start=1)]
        answer |= {"article_id": job.article_id, "article_detail": {"count": len(items), "item": items}}
    return answer


@routes.post("/cgi-bin/freepublish/batchget", feature="freepublish", daily=100)
def fetch_many(world: World, call: Call) -> dict[str, Any]:
    """A page of publications."""
    found, offset, size = world.part(Drafts).publications(), call.number("offset"), call.number("count")
    if offset < 0 or not 1 <= size <= PAGE:
        raise Refused(40035, "invalid parameter: offset or count")
    content = call.data.get("no_content") != 1
    page = [_listed(item, content=content) for item in found[offset : offset + size]]
    return {"total_count": len(found), "item_count": len(page), "item": page}


def _listed(item: Publication, *, content: bool) -> dict[str, Any]:
    news = news_items(item.articles, urls=item.urls, content=content)
    return {"article_id": item.article_id, "content": {"news_item": news}, "update_time": item.updated}


@routes.post("/cgi-bin/freepublish/getarticle", feature="freepublish", daily=100)
def fetch_article(world: World, call: Call) -> dict[str, Any]:
    """The articles of a publication."""
    publication = world.part(Drafts).publication(call.data.get("article_id"))
    return {"news_item": news_items(publication.articles, urls=publication.urls)}


@routes.post("/cgi-bin/freepublish/delete", feature="freepublish", daily=10)
def delete(world: World, call: Call) -> dict[str, Any]:
    """Withdraw a publication; it cannot be undone."""
    world.part(Drafts).withdraw(world.part(Drafts).publication(call.data.get("article_id")))
    return ok()


jobs = {"publish": _publish}
