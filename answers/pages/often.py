"""`/asked`: the items residents ask about most, in reviewed words and rounded counts."""

from collections.abc import Sequence
from itertools import groupby
from typing import NamedTuple

from flask import Response, render_template, request

from answers.documents import Document
from answers.often import FEWEST, WINDOWS
from answers.pages.blueprint import engine, often_asked, pages
from bot.app import kit
from bot.pages import public_page, shown
from community_catalog.domains import domain_order


class Asked(NamedTuple):
    """An item, how people ask for it, and how many did at least."""

    document: Document
    question: str
    at_least: int


@pages.get("/asked")
def asked() -> Response:
    """What was asked most in the last 30 or 90 days, by domain."""
    days = 90 if request.args.get("days") == "90" else 30
    found = shown(_counted(days))
    groups = [(domain, list(group)) for domain, group in groupby(found.items, key=_domain)]
    html = render_template(
        "answers/pages/asked.html", days=days, all_days=WINDOWS, found=found, groups=groups, fewest=FEWEST
    )
    return public_page(html)


def _counted(days: int) -> Sequence[Asked]:
    documents = engine().documents
    with kit().sessions.read() as session:
        counted = often_asked().within(session, WINDOWS[days], now=kit().clock.now())
    found = [(documents[code], at_least) for code, at_least in counted if code in documents]
    asked = [Asked(document, next(iter(document.wordings), ""), at_least) for document, at_least in found]
    return sorted(asked, key=lambda one: (domain_order(_domain(one)), _domain(one)))


def _domain(asked: Asked) -> str:
    return asked.document.row.domain
