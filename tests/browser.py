"""Chromium for tests: a watched page, which fails its test on a console error, a page error or sideways scroll."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator
from typing import Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

CHROMIUM_SETTING = "CHROMIUM"
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDER = "() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth)"
DESK_WIDTH, DESK_HEIGHT = 1280, 800
PHONE_WIDTH, PHONE_HEIGHT = 390, 844
WIDEST_PHONE = 600


class OpenPage(Protocol):
    """Opens an empty page; `allowed` are parts of console errors that the test brings about on purpose."""

    def __call__(self, width: int = DESK_WIDTH, *, allowed: Collection[str] = ()) -> Page: ...


def chromium_path() -> str:
    """Where the browser is; a machine without one fails the tests instead of passing them unseen."""
    path = os.environ.get(CHROMIUM_SETTING) or next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if path is None:
        pytest.fail(f"No Chromium found: install the package chromium, or set {CHROMIUM_SETTING} to its path.")
    return path


# For one module and not for the whole run: while Playwright runs, no other event loop can start in this thread.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser for the tests of one module."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def chromium_page(chromium: Browser) -> Iterator[OpenPage]:
    """`chromium_page(390)` is a page on a phone with touch, `chromium_page(1280)` one at a desk; each is watched."""
    watched: list[WatchedPage] = []

    def open_page(width: int = DESK_WIDTH, *, allowed: Collection[str] = ()) -> Page:
        watched.append(WatchedPage(_context(chromium, width).new_page(), allowed))
        return watched[-1].page

    yield open_page
    problems = [problem for one in watched for problem in one.finish()]
    assert not problems, "\n".join(problems)


def _context(browser: Browser, width: int) -> BrowserContext:
    phone = width <= WIDEST_PHONE
    height = PHONE_HEIGHT if phone else DESK_HEIGHT
    return browser.new_context(
        viewport={"width": width, "height": height}, has_touch=phone, locale="zh-CN", timezone_id="Asia/Shanghai"
    )


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window; 0 when nobody must scroll sideways."""
    return int(page.evaluate(WIDER))


class WatchedPage:
    """A page and what went wrong on it."""

    def __init__(self, page: Page, allowed: Collection[str]) -> None:
        self.page = page
        self._allowed = allowed
        self._problems: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._note(f"page error: {error}"))

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self._note(f"console error: {message.text} ({message.location.get('url', '')})")

    def _note(self, problem: str) -> None:
        if not any(part in problem for part in self._allowed):
            self._problems.append(problem)

    def finish(self) -> list[str]:
        """Close the page; everything that went wrong on it, sideways scroll as it was left included."""
        if not self.page.is_closed():
            if (surplus := sideways(self.page)) > 0:
                self._problems.append(f"the page scrolls sideways by {surplus} px")
            self.page.context.close()
        return self._problems
