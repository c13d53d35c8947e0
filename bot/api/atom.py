"""Atom feeds (RFC 4287): what is new, for people with a reader and for other websites."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from bot.api.xml import child, moment_text, root, written

MEDIA_TYPE = "application/atom+xml"
NAMESPACE = "http://www.w3.org/2005/Atom"
SINCE = "2026"  # a tag: URI names a day on which the site's name was ours; it must never change


@dataclass(frozen=True)
class FeedEntry:
    """One thing that happened. `key` names it for ever, on this site: `items/SJ-006/3`."""

    key: str
    title: str
    summary: str
    url: str
    updated: datetime
    category: str


@dataclass(frozen=True)
class Feed:
    """What is new, the newest first. `key` as for entries; `url` is the feed's own address, `page` what it is about."""

    key: str
    title: str
    author: str
    url: str
    page: str
    updated: datetime
    entries: Sequence[FeedEntry]


def atom(feed: Feed) -> bytes:
    """The feed as a document."""
    document = root("feed", NAMESPACE, **{"{http://www.w3.org/XML/1998/namespace}lang": "zh-CN"})
    child(document, "id", tag(feed.url, feed.key))
    child(document, "title", feed.title)
    child(document, "updated", moment_text(feed.updated))
    child(child(document, "author"), "name", feed.author)
    child(document, "link", rel="self", type=MEDIA_TYPE, href=feed.url)
    child(document, "link", rel="alternate", type="text/html", href=feed.page)
    for entry in feed.entries:
        described = child(document, "entry")
        child(described, "id", tag(feed.url, entry.key))
        child(described, "title", entry.title)
        child(described, "updated", moment_text(entry.updated))
        child(described, "link", rel="alternate", type="text/html", href=entry.url)
        child(described, "category", term=entry.category)
        child(described, "summary", entry.summary)
    return written(document)


def tag(url: str, key: str) -> str:
    """A name for ever (RFC 4151) for what this site calls `key`; it stays when pages move."""
    return f"tag:{urlsplit(url).hostname},{SINCE}:{key}"
