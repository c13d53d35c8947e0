"""Links in a text bubble that say something in the reader's name when tapped (WeChat: bizmsgmenu)."""

from urllib.parse import quote


def tap(words: str, *, shown: str, menu_id: str) -> str:
    """A link shown as `shown`; a tap sends `words` with `menu_id` (bizmsgmenuid), which tells it from typing."""
    address = f"weixin://bizmsgmenu?msgmenucontent={quote(words, safe='')}&msgmenuid={quote(menu_id, safe='')}"
    return f'<a href="{address}">{harmless(shown)}</a>'


def harmless(text: str) -> str:
    """The text without what WeChat would take for a link of its own: text from a catalog must not bring one."""
    return text.replace("<", "〈").replace(">", "〉").replace('"', "”")
