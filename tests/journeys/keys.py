"""Somebody without a mouse: goes on with Tab until the focus is where they want it, and sees where it is each time."""

from typing import Any

from playwright.sync_api import Page

MOST_STEPS = 150
# Where the focus is: what it is called, whether it can be seen, and whether it came later in the page than before.
FOCUS = """() => {
  const one = document.activeElement;
  const before = window.focusedBefore;
  window.focusedBefore = one;
  if (!one || one === document.body) return { name: "", visible: true, follows: true };
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const label = one.labels && one.labels[0] ? one.labels[0].innerText : "";
  const name = one.getAttribute("aria-label") || label || one.innerText || one.value || one.getAttribute("name") || "";
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const connected = before && before.isConnected && before !== document.body && before !== one;
  const follows = !connected || Boolean(before.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
  // Tab goes through the parts of a field for a date; the browser shows which.
  const within = before === one && one.type === "date";
  const visible = within || (outlined && inView && box.width > 0);
  return { name: name.trim(), visible, follows, stays: before === one && !within };
}"""


class Keys:
    """The keyboard of one page."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go_to(self, name: str) -> None:
        """Press Tab until what has this in its name is focused; nothing on the way is hidden, skipped or a trap."""
        passed: list[str] = []
        for _ in range(MOST_STEPS):
            self.page.keyboard.press("Tab")
            focus: dict[str, Any] = self.page.evaluate(FOCUS)
            assert focus["visible"], f"the focus on {focus['name']!r} cannot be seen"
            assert focus["follows"], f"the focus jumps back to {focus['name']!r}"
            assert not focus.get("stays"), f"the focus stays on {focus['name']!r}"
            if name in focus["name"]:
                return
            passed.append(focus["name"])
        raise AssertionError(f"Tab never comes to {name!r}, only to {passed}")

    def press(self, key: str = "Enter") -> None:
        """Press a key that leads to another page, and wait for it."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type into what is focused."""
        self.page.keyboard.type(text)
