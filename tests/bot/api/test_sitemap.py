"""Search engines find every page once, and nothing that is not for them."""

from pathlib import Path

from flask import Flask
from lxml import etree

import kiosk
from bot import api, console, health, metrics, pages
from bot.api.sitemap import NAMESPACE, sitemap
from bot.app import Kit, create_app
from bot.settings import Settings
from bot.site import Address
from tests.conftest import NOON

SITE = "https://juwutong.example"


def locations(file: bytes) -> list[str]:
    return [one.text or "" for one in etree.fromstring(file).iter(f"{{{NAMESPACE}}}loc")]


def test_each_page_is_named_with_the_day_it_changed() -> None:
    (file,) = sitemap([Address("/items/SJ-006", NOON), Address("/offices/A%3FB")], SITE)

    assert locations(file) == [f"{SITE}/items/SJ-006", f"{SITE}/offices/A%3FB"]
    assert [one.text for one in etree.fromstring(file).iter(f"{{{NAMESPACE}}}lastmod")] == ["2026-11-23T04:00:00Z"]


def test_more_pages_than_a_file_may_name_are_spread_over_several() -> None:
    index, *pieces = sitemap([Address(f"/{number}") for number in range(5)], SITE, most=2)

    assert locations(index) == [f"{SITE}/sitemap-{number}.xml" for number in (1, 2, 3)]
    assert [len(locations(piece)) for piece in pieces] == [2, 2, 1]


def test_parts_bring_their_pages_and_each_stands_once(tmp_path: Path) -> None:
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'map.db'}", public_url=SITE), [pages, Two(), api])

    response = app.test_client().get("/sitemap.xml")

    assert response.mimetype == "application/xml"
    assert locations(response.data) == [f"{SITE}/a", f"{SITE}/b"]
    assert app.test_client().get("/sitemap-1.xml").status_code == 404
    app.extensions["kit"].sessions.engine.dispose()


class Two:
    """A part that names one of its two pages twice."""

    def init_app(self, _app: Flask, kit: Kit) -> None:
        kit.site.add_addresses(lambda _session: [Address("/a"), Address("/b"), Address("/a")])


def test_programs_that_wander_are_kept_from_what_parts_close_and_shown_the_sitemap(tmp_path: Path) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'bot.db'}", public_url=SITE)
    app = create_app(settings, [pages, console, health, metrics, kiosk, api])

    text = app.test_client().get("/robots.txt").text

    closed = ("/console/", "/healthz", "/metrics", "/kiosk")
    for line in ("User-agent: *", *(f"Disallow: {path}" for path in closed), f"Sitemap: {SITE}/sitemap.xml"):
        assert line in text.splitlines()
    app.extensions["kit"].sessions.engine.dispose()
