"""What a thumb does on the phone page, and what its owner sees there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from playwright.sync_api import Locator, Page, expect


@dataclass(frozen=True)
class Phone:
    """The phone page in a browser."""

    page: Page

    @classmethod
    def open(cls, page: Page, url: str) -> Self:
        """Load the page and wait until it shows a resident."""
        page.goto(url)
        expect(page.locator("#who-name")).not_to_have_text("…")
        return cls(page)

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def account_says(self) -> Locator:
        return self.log.locator("[data-side=account]")

    @property
    def inspector(self) -> Locator:
        return self.page.get_by_role("complementary", name="检查器")

    def tap(self, name: str) -> None:
        """Tap the button with exactly this name."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def write(self, text: str) -> Locator:
        """Turn to the keyboard if the menu is in front, and type without sending."""
        field = self.page.get_by_label("写消息")
        self._wait_for_the_bar(field)
        if not field.is_visible():
            self.tap("切换到键盘")
        field.fill(text)
        return field

    def say(self, text: str) -> None:
        self.write(text).press("Enter")

    def more(self, name: str) -> None:
        """Open the panel behind the plus sign and tap one of its tiles."""
        plus = self.page.get_by_role("button", name="更多功能")
        self._wait_for_the_bar(plus)
        if not plus.is_visible():
            self.tap("切换到键盘")
        self.tap("更多功能")
        self.tap(name)

    def _wait_for_the_bar(self, wanted: Locator) -> None:
        # The bar below the chat comes a moment after the resident's name: one side of it or the other.
        expect(wanted.or_(self.page.get_by_role("button", name="切换到键盘", exact=True)).first).to_be_visible()

    def hold(self, name: str) -> None:
        """Take the phone as another resident."""
        self.page.locator("#who").click()
        self.page.get_by_role("dialog").get_by_role("button", name=name).click()

    def sees(self, text: str) -> None:
        """Wait until the chat shows this text."""
        expect(self.log).to_contain_text(text)
