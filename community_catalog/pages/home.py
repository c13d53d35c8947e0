"""The first page: the five key domains, all 26, and other ways to look."""

from dataclasses import dataclass

from flask import render_template, url_for
from werkzeug.wrappers import Response

from bot.app import kit
from bot.pages import public_page, shown
from community_catalog.directory import Directory
from community_catalog.domains import DOMAINS, KEY_DOMAINS
from community_catalog.pages.blueprint import directory, pages


@dataclass(frozen=True)
class Choice:
    """Something to press on the first page. `count` is how many items are behind it; None where that says little."""

    words: str
    about: str
    address: str
    count: int | None = None


@pages.get("/")
def home() -> Response:
    """Where everybody starts."""
    with kit().sessions.read() as session:
        found = directory(session)
    domains, ways = domain_choices(found), other_ways()
    html = render_template(
        "community_catalog/home.html",
        key=domains[: len(KEY_DOMAINS)],
        others=domains[len(KEY_DOMAINS) :],
        ways=ways,
        list=shown(domains + ways),
        directory=found,
    )
    return public_page(html)


def domain_choices(found: Directory) -> list[Choice]:
    """The 26 domains, the five key ones first."""
    return [
        Choice(one.name, one.about, url_for(".domain", name=one.slug), len(found.by_domain.get(one.name, ())))
        for one in DOMAINS
    ]


def other_ways() -> list[Choice]:
    """The other headings items stand under."""
    return [
        Choice("按街道和社区找", "看看您住的社区要公开哪些事", url_for(".places")),
        Choice("按单位找", "知道归哪个单位管的时候", url_for(".offices")),
        Choice("按办事阶段找", "决策、执行、管理、服务、结果", url_for(".stages")),
    ]
