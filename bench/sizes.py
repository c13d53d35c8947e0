"""What a phone loads, in Chromium: bytes as they come over the wire, headers included, on the first visit and later."""

import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
WIDTH, HEIGHT = 390, 844


class NoChromium(Exception):
    """There is no browser on this machine."""


@dataclass(frozen=True)
class Size:
    """Bytes of one page when it is the first that is opened, and when the browser has seen another before."""

    first: int
    later: int


def sizes(url: str, pages: Mapping[str, str], *, seen_before: str) -> dict[str, Size]:
    """Open each page (name → path) in a browser that was never here, and in one that saw `seen_before`.

    Raises NoChromium.
    """
    with _browser() as browser:
        return {name: _size(browser, url, path, seen_before) for name, path in pages.items()}


@contextmanager
def _browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright  # slow to load, and not there in an installation

    path = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if path is None:
        raise NoChromium
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def _size(browser: Any, url: str, path: str, seen_before: str) -> Size:  # noqa: ANN401  (Playwright loads late)
    return Size(first=_loaded(browser, url, [path]), later=_loaded(browser, url, [seen_before, path]))


def _loaded(browser: Any, url: str, paths: list[str]) -> int:  # noqa: ANN401
    """Bytes the last of the pages took."""
    context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="zh-CN")
    page = context.new_page()
    client = context.new_cdp_session(page)
    client.send("Network.enable")
    taken: list[float] = []
    client.on("Network.loadingFinished", lambda event: taken.append(event["encodedDataLength"]))
    for path in paths:
        taken.clear()
        page.goto(url + path, wait_until="networkidle")
    context.close()
    return round(sum(taken))
