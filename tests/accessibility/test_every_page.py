"""Every page there is, of residents and of workers, in both sizes, normal and 长辈版: nothing axe-core finds wrong.

Pages are found by walking (walk.py): a new one is looked at as soon as it is there, or the first two tests fail.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.accessibility import axe
from tests.accessibility.axe import Look, Watch
from tests.accessibility.walk import Page, Walk, distinct, is_file, starts
from tests.browser import DESK_WIDTH, PHONE_WIDTH
from tests.district import EVERYBODY, District

REFLOW_WIDTH = 320  # WCAG 1.4.10
ZOOMED = DESK_WIDTH // 2  # at 200 % a window is half as wide
CORRIDOR_WIDTH = 360  # the smallest phone workers have
ELDER_TEXT = 24  # pixels
# There are pieces where one sitemap does not hold all pages, and pictures where WeChat has made a QR code.
ONLY_ELSEWHERE = {"api.sitemap_piece", "answers_pages.code_picture"}


def residents_pages(district: District, *, elder: bool = False) -> Walk:
    client = district.client()
    if elder:
        client.set_cookie("elder", "1", domain="localhost")
    walk = Walk(district.app, client, console=False)
    walk.go(starts(district, console=False))
    return walk


def workers_pages(district: District, login: str | None) -> Walk:
    walk = Walk(district.app, district.client(login), console=True)
    walk.go(starts(district, console=True))
    return walk


@pytest.fixture(scope="module")
def console(district: District) -> dict[str | None, Walk]:
    """The walks of those who see different pages, and of a stranger."""
    return {login: workers_pages(district, login) for login in EVERYBODY}


def distinct_of_all(walks: Mapping[str | None, Walk]) -> dict[str | None, list[Page]]:
    """Of each further worker only the pages that have an element nobody else saw."""
    chosen = {id(page) for page in distinct(page for walk in walks.values() for page in walk.pages)}
    return {login: [page for page in walk.pages if id(page) in chosen] for login, walk in walks.items()}


def test_every_page_for_residents_is_found(district: District) -> None:
    walk = residents_pages(district)

    assert endpoints(district, console=False) - walk.opened == set()


def test_every_page_for_workers_is_found(district: District, console: dict[str | None, Walk]) -> None:
    opened = {endpoint for walk in console.values() for endpoint in walk.opened}

    assert endpoints(district, console=True) - opened == set()


def endpoints(district: District, *, console: bool) -> set[str]:
    rules = [rule for rule in district.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    chosen = {rule.endpoint for rule in rules if rule.rule.startswith("/console") is console}
    return {endpoint for endpoint in chosen if not is_file(endpoint)} - ONLY_ELSEWHERE


@pytest.mark.parametrize("elder", [False, True], ids=["normal", "elder"])
def test_every_page_for_residents_is_for_everyone(district: District, chromium: Browser, elder: bool) -> None:
    context = chromium.new_context(locale="zh-CN")
    if elder:
        context.add_cookies([{"name": "elder", "value": "1", "url": district.url}])
    look = Look((PHONE_WIDTH, DESK_WIDTH), (REFLOW_WIDTH, ZOOMED), ELDER_TEXT if elder else None)

    problems = looked_at(context, district, distinct(residents_pages(district, elder=elder).pages), look)

    assert not problems, "\n".join(problems)


def test_every_page_for_workers_is_for_every_worker(
    district: District, chromium: Browser, console: dict[str | None, Walk]
) -> None:
    look = Look((CORRIDOR_WIDTH, PHONE_WIDTH, DESK_WIDTH), (REFLOW_WIDTH, ZOOMED))

    problems: list[str] = []
    for login, pages in distinct_of_all(console).items():
        context = chromium.new_context(locale="zh-CN")
        if login:
            context.add_cookies([{"name": "console", "value": district.sign_in(login), "url": district.url}])
        problems += looked_at(context, district, pages, look)

    assert not problems, "\n".join(problems)


def looked_at(context: BrowserContext, district: District, pages: Iterable[Page], look: Look) -> list[str]:
    """A line for each thing wrong on these pages; the context is used up."""
    page = context.new_page()
    watch = Watch(page, district.url)
    found = [
        f"{one.address} at {problem}"
        for one in pages
        for problem in look.problems(page, watch, district.url + one.address)
    ]
    context.close()
    return found


def test_the_script_that_looks_is_the_version_it_is_said_to_be() -> None:
    head = axe.source()[:100]

    assert head.startswith(f"/*! axe v{axe.VERSION}\n")
    assert axe.VERSION in (axe.VENDOR / "README.md").read_text("utf-8")


def test_what_is_wrong_on_a_page_is_found(chromium: Browser, tmp_path: Path) -> None:
    page = chromium.new_page()
    page.set_content(
        '<html lang=zh><title>错</title><main><img src="data:,"><p style="color:#bbb">看不清</p>'
        '<button style="width:9px;height:9px;padding:0">x</button></main>'
    )
    page.evaluate(axe.source())

    found = json.dumps([*axe.violations(page), *axe.small_targets(page), *axe.small_text(page, 24)], ensure_ascii=False)

    page.close()
    assert all(word in found for word in ("image-alt", "color-contrast", "too small to press", "text too small"))
