"""Drafts of articles: written, changed, and gone once they are sent or published."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sandbox.api.media import Media
from sandbox.calls import Call, File, Routes, ok
from sandbox.refusals import Refused
from sandbox.state import Records

if TYPE_CHECKING:
    from sandbox.world import World

Article = dict[str, Any]

ARTICLES = 8
CONTENT_CHARS, CONTENT_BYTES = 20_000, 1024 * 1024
DIGEST_CHARS = 120
PAGE = 20
HEAD = "<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'>"
IMAGE = re.compile(r"<img\b[^>]*?\bsrc\s*=\s*[\"']?([^\"'\s>]+)[^>]*>", re.IGNORECASE)
NOT_ALLOWED = re.compile(r"<\s*(script|iframe|object|embed|form)\b", re.IGNORECASE)

routes = Routes()


@dataclass
class Draft:
    """One draft with its articles."""

    media_id: str
    articles: list[Article]
    updated: int


@dataclass
class Publication:
    """A published article group; `article_id` is what the platform names it by."""

    article_id: str
    articles: list[Article]
    urls: list[str] = field(default_factory=list)
    updated: int = 0


class Drafts:
    """Drafts by media_id and publications by article_id."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._drafts: Records[Draft] = Records(world.store, "draft", Draft)
        self._published: Records[Publication] = Records(world.store, "article", Publication)

    def add(self, articles: list[Article]) -> Draft:
        """A new draft."""
        return self.keep(Draft(self._world.dice.name("draft", 64), articles, 0))

    def keep(self, draft: Draft) -> Draft:
        """Remember a draft or a change to it."""
        draft.updated = int(self._world.clock.stamp())
        return self._drafts.put(draft.media_id, draft)

    def all(self) -> list[Draft]:
        """Newest first, as the box shows them."""
        return self._drafts.values()[::-1]

    def find(self, media_id: object) -> Draft:
        """A draft; raises 40007."""
        draft = self._drafts.get(media_id)
        if draft is None:
            raise Refused(40007, "invalid media_id")
        return draft

    def sent(self, media_id: str) -> None:
        """A draft disappears from the box once it is sent or published."""
        self._drafts.drop(media_id)

    def as_cards(self, media_id: object) -> list[Article]:
        """A draft as a chat shows it."""
        return [_card(article) for article in self.find(media_id).articles]

    def publish(self, articles: list[Article]) -> Publication:
        """Give articles their address."""
        number = self._world.dice.name("article", 28)
        urls = [f"{self._world.base_url}/s?mid={number}&idx={index}" for index in range(1, len(articles) + 1)]
        publication = Publication(number, articles, urls, int(self._world.clock.stamp()))
        return self._published.put(number, publication)

    def publish_cards(self, cards: list[Article]) -> list[str]:
        """Addresses for the articles of a mass message."""
        return self.publish([card | {"digest": card["description"]} for card in cards]).urls

    def publications(self) -> list[Publication]:
        """Newest first."""
        return self._published.values()[::-1]

    def publication(self, article_id: object) -> Publication:
        """A publication; raises 53600."""
        found = self._published.get(article_id)
        if found is None:
            raise Refused(53600, "invalid article_id")
        return found

    def withdraw(self, publication: Publication) -> None:
        """Delete a publication."""
        self._published.drop(publication.article_id)

    def published_cards(self, article_id: object) -> list[Article]:
        """The first article of a publication as a chat shows it."""
        publication = self.publication(article_id)
        return [_card(publication.articles[0]) | {"url": publication.urls[0]}]


def _card(article: Article) -> Article:
    return {
        "title": article["title"], "description": article.get("digest", ""), "image": article.get("thumb_url", ""),
        "url": article.get("content_source_url", ""), "content": article.get("content", ""),
    }  # fmt: skip


def _checked(world: World, value: object) -> Article:
    """An article as it would be stored; raises what WeChat raises for its title, text, digest and picture."""
    if not isinstance(value, dict):
        raise Refused(47001, "data format error: articles")
    title, content = value.get("title"), value.get("content")
    if not isinstance(title, str) or not 1 <= len(title) <= world.switches.title_chars:
        raise Refused(45003, "title size out of limit")
    if not isinstance(content, str) or not content.strip():
        raise Refused(44004, "empty content")
    if len(content) > CONTENT_CHARS or len(content.encode()) > CONTENT_BYTES:
        raise Refused(45002, "content size out of limit")
    if len(str(value.get("digest", ""))) > DIGEST_CHARS:
        raise Refused(45004, "description size out of limit")
    if NOT_ALLOWED.search(content) or content.count("<") != content.count(">"):
        raise Refused(45166, "invalid content hint")
    return {**value, "content": _own_pictures(world, content), "thumb_url": _thumb(world, value)}


def _thumb(world: World, article: Article) -> str:
    if article.get("article_type", "news") != "news":
        return ""
    item = world.part(Media).find(article.get("thumb_media_id"))
    if item is None or item.until:
        raise Refused(40007, "invalid media_id")
    return item.url


def _own_pictures(world: World, content: str) -> str:
    """Without the pictures that were not uploaded to the platform."""
    own = (world.base_url, "http://mmbiz.qpic.cn/", "https://mmbiz.qpic.cn/")
    return IMAGE.sub(lambda found: found[0] if found[1].startswith(own) else "", content)


def news_items(articles: list[Article], *, urls: list[str] | None = None, content: bool = True) -> list[Article]:
    """Articles as draft/get and freepublish tell them."""
    links = urls or [""] * len(articles)
    items = [{"author": "", "digest": "", **article, "url": url} for article, url in zip(articles, links, strict=True)]
    return items if content else [{**item, "content": ""} for item in items]


@routes.post("/cgi-bin/draft/add", feature="draft", escapes="literal", daily=1000)
def add(world: World, call: Call) -> dict[str, Any]:
    """A new draft of one to eight articles."""
    articles = call.list("articles")
    if not 1 <= len(articles) <= ARTICLES:
        raise Refused(45008, "article size out of limit")
    return {"media_id": world.part(Drafts).add([_checked(world, article) for article in articles]).media_id}


@routes.post("/cgi-bin/draft/get", feature="draft", daily=500)
def fetch(world: World, call: Call) -> dict[str, Any]:
    """A draft's articles."""
    return {"news_item": news_items(world.part(Drafts).find(call.data.get("media_id")).articles)}


@routes.post("/cgi-bin/draft/update", feature="draft", escapes="literal", daily=1000)
def update(world: World, call: Call) -> dict[str, Any]:
    """Replace one article; `articles` is an object here."""
    draft, index = world.part(Drafts).find(call.data.get("media_id")), call.number("index", default=0)
    if not 0 <= index < len(draft.articles):
        raise Refused(40114, "invalid index value")
    draft.articles[index] = _checked(world, call.data.get("articles"))
    world.part(Drafts).keep(draft)
    return ok()


@routes.post("/cgi-bin/draft/delete", feature="draft", daily=1000)
def delete(world: World, call: Call) -> dict[str, Any]:
    """A draft goes."""
    world.part(Drafts).sent(world.part(Drafts).find(call.data.get("media_id")).media_id)
    return ok()


@routes.get("/cgi-bin/draft/count", feature="draft", daily=1000)
def count(world: World, _call: Call) -> dict[str, Any]:
    """How many drafts there are; asked with GET."""
    return {"total_count": len(world.part(Drafts).all())}


@routes.post("/cgi-bin/draft/batchget", feature="draft", daily=1000)
def fetch_many(world: World, call: Call) -> dict[str, Any]:
    """A page of drafts."""
    drafts, offset, size = world.part(Drafts).all(), call.number("offset"), call.number("count")
    if offset < 0 or not 1 <= size <= PAGE:
        raise Refused(40035, "invalid parameter: offset or count")
    content = call.data.get("no_content") != 1
    page = [
        {"media_id": draft.media_id, "content": {"news_item": news_items(draft.articles, content=content)},
         "update_time": draft.updated}
        for draft in drafts[offset : offset + size]
    ]  # fmt: skip
    return {"total_count": len(drafts), "item_count": len(page), "item": page}


@routes.get("/s", token=False)
def read(world: World, call: Call) -> File:
    """An article as a page, for those who tap it on the phone."""
    publication = world.part(Drafts).publication(call.query.get("mid"))
    index = call.query.get("idx", "1")
    number = min(int(index) if index.isdigit() else 1, len(publication.articles)) or 1
    article = publication.articles[number - 1]
    page = f"{HEAD}<h1>{article['title']}</h1>{article.get('content', '')}"
    return File(page.encode(), "text/html; charset=utf-8")
