"""The engine's documents: the catalog's items, each with the wordings known for it."""

import csv
from datetime import date
from functools import cache

from answers.documents import Document
from answers.live import LiveEngine
from bot.db import Session, Sessions
from bot.paths import DATA
from community_catalog.bundled import AS_OF, bundled_rows
from community_catalog.elements import CatalogRow
from community_catalog.guides.files import bundled_guides
from community_catalog.guides.text import GuideText
from community_catalog.guides.upkeep import current_guides, guides_version
from community_catalog.items import catalog_version, current_items

WORDINGS = DATA / "words" / "wordings.csv"


def live_engine(sessions: Sessions) -> LiveEngine:
    """The engine over the database's catalog, built now: call it before serving, then `start` it in each process."""

    def version() -> str:
        with sessions.read() as session:
            return f"{catalog_version(session)}.{guides_version(session)}"

    def documents() -> list[Document]:
        with sessions.read() as session:
            return catalog_documents(session)

    return LiveEngine(version, documents)


def catalog_documents(session: Session) -> list[Document]:
    """The items of the district's current catalog, in catalog order."""
    guides = {guide.code: guide for guide in current_guides(session)}
    return [document(item.row(), item.as_of, guides.get(item.code)) for item in current_items(session)]


def bundled_documents() -> list[Document]:
    """The items of the bundled catalog."""
    guides = {guide.code: guide for guide in bundled_guides()}
    return [document(row, AS_OF, guides.get(row.code)) for row in bundled_rows()]


def document(row: CatalogRow, as_of: date, guide: GuideText | None = None) -> Document:
    """One item of a catalog as a document."""
    return Document(row, as_of, wordings().get((row.code, row.name), ()), guide)


@cache
def wordings() -> dict[tuple[str, str], tuple[str, ...]]:
    """The project's own wordings by code and name of the item they were written for.

    The name counts because another district's catalog may give the same code to something else.
    """
    with WORDINGS.open(encoding="utf-8", newline="") as lines:
        return {(row["code"], row["name"]): tuple(row["wordings"].split("|")) for row in csv.DictReader(lines)}
