"""Feeds are what RFC 4287 asks for, whatever stands in a text."""

from lxml import etree

from bot.api.atom import NAMESPACE, Feed, FeedEntry, atom, tag
from bot.api.xml import clean
from tests.conftest import NOON

SITE = "https://juwutong.example"


def an_entry(**changes: str) -> FeedEntry:
    words = {"key": "items/SJ-006/1", "title": "列入：低保", "summary": "社会救助", "url": f"{SITE}/items/SJ-006"}
    return FeedEntry(**{**words, **changes}, updated=NOON, category="社会救助")


def a_feed(*entries: FeedEntry) -> Feed:
    return Feed("feeds/changes", "目录", "区政府办", f"{SITE}/feeds/changes.atom", f"{SITE}/", NOON, entries)


def read(feed: Feed) -> etree._Element:
    return etree.fromstring(atom(feed))


def texts(parent: etree._Element, name: str) -> list[str | None]:
    return [one.text for one in parent.findall(f"{{{NAMESPACE}}}{name}")]


def test_a_feed_has_all_that_a_reader_needs() -> None:
    document = read(a_feed(an_entry()))

    assert texts(document, "id") == ["tag:juwutong.example,2026:feeds/changes"]
    assert texts(document, "updated") == ["2026-11-23T04:00:00Z"]
    links = {one.get("rel"): one.get("href") for one in document.findall(f"{{{NAMESPACE}}}link")}
    assert links == {"self": f"{SITE}/feeds/changes.atom", "alternate": f"{SITE}/"}
    (entry,) = document.findall(f"{{{NAMESPACE}}}entry")
    assert texts(entry, "id") == ["tag:juwutong.example,2026:items/SJ-006/1"]
    assert texts(entry, "title") == ["列入：低保"]


def test_no_text_breaks_the_feed() -> None:
    (entry,) = read(a_feed(an_entry(title="<b>&\0\x0b]]>\ufffe低保", summary="\ud800"))).iter(f"{{{NAMESPACE}}}entry")

    assert texts(entry, "title") == ["<b>&]]>低保"]
    assert texts(entry, "summary") in ([None], [""])


def test_a_name_does_not_change_with_the_port_or_the_protocol() -> None:
    assert tag("http://juwutong.example:8080/x", "a") == tag("https://juwutong.example/y", "a")


def test_what_xml_can_write_stays() -> None:
    assert clean("低保\t\n😀�") == "低保\t\n😀�"
