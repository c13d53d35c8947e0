"""The pages of the screen: waiting, choosing a topic, tapping first letters, reading an item. All of them only read."""

from collections.abc import Sequence
from typing import Any, TypeVar, cast

import segno
from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from bot.app import kit
from bot.db import Session
from bot.pages.lists import PAGE, Shown, cut
from bot.places import real_place
from bot.time import chinese_date, local
from community_catalog.domains import KEY_DOMAINS, find_domain
from community_catalog.guides.text import checked
from kiosk.contents import Contents, known_as
from kiosk.live import LiveContents
from kiosk.search import letters_of
from kiosk.sections import element_sections, guide_sections

RESET_S, WARNING_S = 60, 10  # without a touch the screen waits again; this long before, it asks
TOPICS_A_PAGE, ITEMS_A_PAGE, FOUND_A_PAGE = 15, 6, 4
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WEEKDAYS = "一二三四五六日"

pages = Blueprint(
    "kiosk",
    __name__,
    url_prefix="/kiosk",
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)
T = TypeVar("T")


@pages.get("")
def idle() -> ResponseReturnValue:
    """Wait for somebody: what to do in one word, date and time, and the key topics in turn."""
    return _page("idle", topics=KEY_DOMAINS, now=local(kit().clock.now()), weekdays=WEEKDAYS)


@pages.get("/")
def typed_with_a_slash() -> ResponseReturnValue:
    """Who sets a screen up and types one sign too many arrives all the same, in the same hall."""
    return redirect(_way("idle"))


@pages.get("/start")
def start() -> ResponseReturnValue:
    """The five key topics, and the ways to everything else."""
    return _page("start", topics=KEY_DOMAINS)


@pages.get("/topics")
def topics() -> ResponseReturnValue:
    """All topics that have items."""
    return _page("topics", sheet=_sheet(_contents().topics(), TOPICS_A_PAGE))


@pages.get("/topics/<slug>")
def topic(slug: str) -> ResponseReturnValue:
    """The items of one topic."""
    domain = find_domain(slug)
    if domain is None:
        return _missing("没有这个领域")
    return _page("topic", domain=domain, sheet=_sheet(_contents().topic(domain), ITEMS_A_PAGE))


@pages.get("/letters")
def letters() -> ResponseReturnValue:
    """Tap first letters, and see what they find."""
    typed = letters_of(request.args.get("typed", ""))
    return _page("letters", typed=typed, keys=LETTERS, sheet=_sheet(_contents().search(typed), FOUND_A_PAGE))


@pages.get("/items/<code>")
def item(code: str) -> ResponseReturnValue:
    """One item: how it is done where that is known, then what is public about it, and a code to carry it away."""
    document = _contents().items.get(code)
    if document is None:
        return _missing("没有这个事项")
    address = f"{kit().settings.public_url}/items/{document.code}"
    return _page(
        "item",
        document=document,
        domain=find_domain(document.row.domain),
        guide=guide_sections(document),
        sections=element_sections(document),
        as_of=chinese_date(document.as_of),
        checked=checked(document.guide.confirmed_on) if document.guide and document.guide.confirmed_on else "",
        code=Markup(segno.make(address, error="m").svg_inline(border=2, scale=1, omitsize=True, svgclass="code")),  # noqa: S704  (segno's own drawing)
    )


def hall_name(session: Session, code: str) -> str:
    """What the place with this code is called, where residents may know it; else ""."""
    place = real_place(session, code)
    return place.full_name if place and place.active else ""


def _contents() -> Contents:
    return cast("LiveContents", current_app.extensions["kiosk"]).current()


def _sheet(rows: Sequence[T], size: int) -> Shown[T]:
    """The page of a list that the address asks for; one that is not there is the nearest that is."""
    return cut(rows, request.args.get(PAGE, ""), size)


def _missing(title: str) -> Response:
    response = _page("missing", title=title)
    response.status_code = 404
    return response


def _page(name: str, **shown: Any) -> Response:  # noqa: ANN401  (what a template shows)
    """A page of the screen. It remembers nobody: no cookie, and nothing is kept by the browser."""
    with kit().sessions.read() as session:
        hall = hall_name(session, _place_code())
    ways = {
        "way": _way,
        "hall": hall,
        "hall_code": _place_code(),
        "known_as": known_as,
        "reset_s": RESET_S,
        "warning_s": WARNING_S,
    }
    response = make_response(render_template(f"kiosk/{name}.html", **ways, **shown))
    response.cache_control.no_store = True
    return response


def _way(endpoint: str, **values: Any) -> str:  # noqa: ANN401  (parts of an address)
    """The address of another page of this screen, in the same hall."""
    return url_for(f"kiosk.{endpoint}", **values, place=_place_code() or None)


def _place_code() -> str:
    code = request.args.get("place", "")
    return code if code.isprintable() and len(code) <= 32 else ""
