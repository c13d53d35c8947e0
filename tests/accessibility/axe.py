"""axe-core on a page in Chromium, and what else every page must be: quiet, at home, narrow enough, large enough.

Scripts come from Playwright, past the page's content security policy, so that the policy stays on and is watched too.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import ConsoleMessage, Page, Request

from tests.browser import sideways

HERE = Path(__file__).parent
VENDOR = HERE / "vendor"
VERSION = "4.14.1"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
OPTIONS = {
    "runOnly": {"type": "tag", "values": TAGS},
    "rules": {"target-size": {"enabled": True}},  # of WCAG 2.2, off unless named
    "resultTypes": ["violations"],
}
RUN = f"async () => (await axe.run(document, {json.dumps(OPTIONS)})).violations"
SMALLEST_TARGET = 24  # CSS pixels, WCAG 2.2, 2.5.8
HARMLESS = ("status of 4",)  # Chromium writes the status of a page that is not there into its console


@cache
def source() -> str:
    """axe-core, then our own."""
    return (VENDOR / "axe.min.js").read_text("utf-8") + (HERE / "looking.js").read_text("utf-8")


def violations(page: Page) -> list[str]:
    """A line for each rule broken: what, and where first."""
    found: list[dict[str, Any]] = page.evaluate(RUN)
    return [f"{one['id']}: {one['help']} ({len(one['nodes'])}×), as in {_where(one['nodes'][0])}" for one in found]


def _where(node: dict[str, Any]) -> str:
    checks = [*node["any"], *node["all"], *node["none"]]
    return f"{node['target'][0]}: {checks[0]['message'] if checks else ''}"


def small_targets(page: Page) -> list[str]:
    """What is to be pressed and is smaller than it must be."""
    return [f"too small to press: {one}" for one in page.evaluate("n => looking.smallTargets(n)", SMALLEST_TARGET)]


def small_text(page: Page, smallest: float) -> list[str]:
    """Text smaller than so many pixels."""
    return [f"text too small: {one}" for one in page.evaluate("n => looking.smallText(n)", smallest)]


class Watch:
    """Listens to a page: what its console says, what it asks other hosts for."""

    def __init__(self, page: Page, url: str) -> None:
        self._host = urlsplit(url).netloc
        self._heard: list[str] = []
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._heard.append(f"page error: {error}"))
        page.on("request", self._follow)

    def take(self) -> list[str]:
        """What was heard since the last time."""
        heard, self._heard = self._heard, []
        return heard

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not any(part in message.text for part in HARMLESS):
            self._heard.append(f"console {message.type}: {message.text}")

    def _follow(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != self._host:
            self._heard.append(f"asks another host: {request.url}")


@dataclass(frozen=True)
class Look:
    """How pages are looked at: at these widths in pixels by axe, at these narrower ones for sideways scrolling."""

    widths: Sequence[int]
    narrow: Sequence[int]
    smallest_text: float | None = None

    def problems(self, page: Page, watch: Watch, address: str) -> list[str]:
        """Open an address and look at it in every width; a line for each thing wrong."""
        page.set_viewport_size({"width": self.widths[0], "height": 800})
        page.goto(address)
        page.evaluate(source())
        page.evaluate("looking.unfold()")
        found = [f"{width} px: {one}" for width in sized(page, self.widths) for one in self._closely(page)]
        found += [f"{width} px: scrolls sideways" for width in sized(page, self.narrow) if sideways(page) > 0]
        return [*watch.take(), *found]

    def _closely(self, page: Page) -> list[str]:
        text = small_text(page, self.smallest_text) if self.smallest_text else []
        wide = [f"scrolls sideways by {surplus} px"] if (surplus := sideways(page)) > 0 else []
        return [*violations(page), *small_targets(page), *text, *wide]


def sized(page: Page, widths: Sequence[int]) -> Iterator[int]:
    """Give the page each width in turn."""
    for width in widths:
        page.set_viewport_size({"width": width, "height": 800})
        yield width
