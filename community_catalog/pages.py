"""Residents' pages: the 26 domains, the items of one, and one item in plain words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from flask import Blueprint, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from bot.app import kit
from bot.pages import error_page, public_page
from bot.time import local
from community_catalog.domains import DOMAINS, KEY_DOMAINS, Domain, find_domain
from community_catalog.elements import ELEMENTS
from community_catalog.guides.models import Guide
from community_catalog.guides.text import QUESTIONS as GUIDE_QUESTIONS
from community_catalog.guides.text import Fact, Part
from community_catalog.guides.upkeep import guide_by_code
from community_catalog.items import current_items, item_by_code, items_of, last_import
from community_catalog.models import Change, Item
from community_catalog.plain_words import NOTES, QUESTIONS, plain_element

pages = Blueprint("catalog_pages", __name__, template_folder="templates")


@dataclass(frozen=True)
class ShownElement:
    """One element on an item's page."""

    question: str
    official: str
    lines: Sequence[str]
    note: str


@dataclass(frozen=True)
class ShownDomain:
    """One domain on the first page with its items."""

    domain: Domain
    items: Sequence[Item]
    is_key: bool


@dataclass(frozen=True)
class ShownGuide:
    """The guide on an item's page, part by part; an outdated one shows no facts."""

    guide: Guide
    parts: Sequence[tuple[str, Sequence[Fact]]]


@pages.app_template_filter("chinese_date")
def chinese_date(day: date | datetime) -> str:
    """A day as in 2026年11月23日; a moment is the day in Fuzhou."""
    day = local(day).date() if isinstance(day, datetime) else day
    return f"{day.year}年{day.month}月{day.day}日"


@pages.get("/")
def home() -> Response:
    """Every domain with its items, the five key ones first."""
    with kit().sessions.read() as session:
        items = current_items(session)
        by_domain = {name: list(group) for name, group in groupby(items, key=lambda item: item.domain)}
        shown = [ShownDomain(one, by_domain[one.name], one in KEY_DOMAINS) for one in DOMAINS if one.name in by_domain]
        html = render_template("community_catalog/home.html", shown=shown, total=len(items), as_of=_as_of(session))
    return public_page(html)


@pages.get("/domains/<name>")
def domain(name: str) -> Response:
    """The items of one domain, grouped by level-1 name."""
    found = find_domain(name)
    if found is None:
        return error_page(404, "没有这个领域", "请从首页的 26 个领域里选。")
    if name != found.slug:
        return redirect(url_for(".domain", name=found.slug), 301)
    with kit().sessions.read() as session:
        items = items_of(session, found)
        groups = [(level1, list(group)) for level1, group in groupby(items, key=lambda item: item.level1)]
        html = render_template(
            "community_catalog/domain.html", domain=found, groups=groups, total=len(items), as_of=_as_of(session)
        )
    return public_page(html)


@pages.get("/items/<code>")
def item(code: str) -> Response:
    """One item in plain words; a withdrawn one says so."""
    with kit().sessions.read() as session:
        found = item_by_code(session, code)
        if found is None:
            return error_page(404, "目录里没有这个事项", "编号可能写错了。请从首页找，或者在公众号里直接问。")
        if code != found.code:
            return redirect(url_for(".item", code=found.code), 301)
        html = render_template(
            "community_catalog/item.html",
            item=found,
            elements=shown_elements(found),
            guide=shown_guide(guide_by_code(session, found.code)),
            domain=find_domain(found.domain),
            steps=[(step, _step_words(step.change)) for step in reversed(found.revisions)],
            labels=ELEMENTS,
        )
        return public_page(html, 410 if found.is_withdrawn else 200)


def shown_elements(item: Item) -> list[ShownElement]:
    """The elements of an item in the order residents ask for them."""
    row = item.row()
    return [
        ShownElement(question, ELEMENTS[name], plain_element(name, row.element(name)), NOTES.get(name, ""))
        for name, question in QUESTIONS.items()
    ]


def shown_guide(guide: Guide | None) -> ShownGuide | None:
    """A guide as its item's page shows it; None where there is none or its item is withdrawn."""
    if guide is None or guide.item.is_withdrawn or not guide.facts:
        return None
    text = guide.text()
    parts = [] if guide.is_outdated else [(GUIDE_QUESTIONS[part], text.of(part)) for part in Part if text.of(part)]
    return ShownGuide(guide, parts)


def _as_of(session: Session) -> date | None:
    last = last_import(session)
    return last.as_of if last else None


def _step_words(change: Change) -> str:
    return {
        Change.ADDED: "列入目录",
        Change.CHANGED: "修改了内容",
        Change.EDITORIAL: "改了标点或格式",
        Change.WITHDRAWN: "从目录撤下",
        Change.RESTORED: "重新列入目录",
    }[change]
