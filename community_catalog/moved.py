"""Where an item's page has moved: it has another code now, or was merged into another item."""

from sqlalchemy.orm import Session

from bot.redirects.rules import redirect_of

PAGES = "/items/"


def new_page(session: Session, code: str) -> str | None:
    """The path the page of this code leads to, not percent-encoded; letters may be small. None: it has not moved."""
    moved = redirect_of(session, PAGES + code.strip().upper())
    return moved.new if moved else None


def new_code(session: Session, code: str) -> str | None:
    """The code of the item that has taken the place of this one; None where none has."""
    page = new_page(session, code)
    return page.removeprefix(PAGES) if page and page.startswith(PAGES) else None
