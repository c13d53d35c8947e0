"""Takes the pictures of the handbook: `python -m tests.pictures` writes them all anew to docs/pictures.

They show the running product with made-up people only: those of the tests' district and of the practice community.
"""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import select

from answers.loop.models import ChangeLine, WordingChange
from bot.handbook.chapters import PICTURES
from bot.practice import world
from tests.bot.workers.builders import PASSWORD, QUICK
from tests.browser import ARGUMENTS, chromium_path
from tests.district import COMMUNITY, District, a_district

MOST_BYTES = 80_000


@dataclass(frozen=True)
class Picture:
    """One page: its file's name, who looks where, the window in pixels, what is pressed, how large it is drawn."""

    name: str
    login: str | None
    path: str
    size: tuple[int, int] = (860, 600)
    press: str = ""
    scale: float = 1


ALL = (
    Picture("sign-in", None, "/console/sign-in", (700, 560)),
    Picture("to-do", "lianxi1", "/console/"),
    Picture("to-do-phone", "lianxi1", "/console/", (390, 760)),
    Picture("practice", "lianxi1", "/console/practice/"),
    Picture("enquiries", "lianxi1", "/console/enquiries/"),
    Picture("enquiry", "lianxi1", "/console/enquiries/", (860, 760), press="楼道的灯"),
    Picture("questions", "disclosure-office", "/console/answers/questions"),
    Picture("change", "disclosure-office", "/console/answers/changes/3", scale=0.9),
    Picture("try", "lianxi1", "/console/answers/try?q=低保怎么办", (860, 680)),
    Picture("guide", "disclosure-office", "/console/answers/guides/SJ-020", (860, 560)),
    Picture("account", "lianxi1", "/console/account/", (860, 680)),
    Picture("site", None, "/", (390, 760)),
    Picture("item", None, "/items/SJ-020", (390, 760)),
    Picture("kiosk", None, f"/kiosk/letters?typed=db&place={COMMUNITY}", (1280, 800), scale=0.6),
    Picture("kiosk-item", None, f"/kiosk/items/SJ-020?place={COMMUNITY}", (1280, 800), scale=0.6),
)


def main() -> int:
    """Take all pictures, or those named; 1 when one is too heavy for the handbook."""
    wanted = [picture for picture in ALL if len(sys.argv) == 1 or picture.name in sys.argv[1:]]
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, a_district(Path(folder)) as district, sync_playwright() as playwright:
        begin_practice(district)
        arguments = [*ARGUMENTS, "--font-render-hinting=none"]  # letters keep their width when drawn smaller
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=arguments)
        sizes = {picture.name: take(browser, district, picture) for picture in wanted}
        browser.close()
    for name, size in sizes.items():
        print(f"{name}.png  {size / 1000:.0f} kB{'' if size <= MOST_BYTES else '  too heavy'}")  # noqa: T201
    return max(size > MOST_BYTES for size in sizes.values())


def begin_practice(district: District) -> None:
    """Set the practice community up, so that its workers can sign in; have the drafted wording read like one."""
    kit = district.kit
    hashes = {login: QUICK.hash(PASSWORD) for login in world.WORKERS}
    with kit.sessions.begin() as session:
        for line in session.scalars(select(ChangeLine)):
            line.text = "八十多了，每个月的钱找谁要"
        for change in session.scalars(select(WordingChange)):
            change.figures = {"wordings": 27_022, "asked": 31, "intended": 1, "minor": 1, "unintended": 1}
        world.set_up(session, hashes, kit.practice.examples, by="system", now=kit.clock.now())


def take(browser: Browser, district: District, picture: Picture) -> int:
    """Take one picture; its size in bytes."""
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="zh-CN", device_scale_factor=picture.scale
    )
    if picture.login:
        context.add_cookies([{"name": "console", "value": district.sign_in(picture.login), "url": district.url}])
    page = context.new_page()
    page.goto(district.url + picture.path)
    show(page, picture.press)
    file = PICTURES / f"{picture.name}.png"
    page.screenshot(path=file)
    context.close()
    return file.stat().st_size


def show(page: Page, words: str) -> None:
    """Follow the link that begins with these words, if any; keep no key marked as pressed."""
    if words:
        page.get_by_role("link", name=words).first.click()
    page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    sys.exit(main())
