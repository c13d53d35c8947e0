"""The engine's documents: the catalog's items, each with the wordings known for it."""

import csv
from collections.abc import Iterable, Mapping
from functools import cache

from answers.documents import Document
from bot.paths import DATA

CATALOG = DATA / "government_catalog.csv"
WORDINGS = DATA / "words" / "wordings.csv"

ELEMENTS = ("content", "basis", "deadline", "subject", "method", "channels", "audience")


def bundled_documents() -> list[Document]:
    """The items of the bundled catalog."""
    with CATALOG.open(encoding="utf-8-sig", newline="") as lines:
        return [document(row) for row in csv.DictReader(lines)]


def document(row: Mapping[str, str]) -> Document:
    """One item of the catalog as a document."""
    return Document(
        code=row["code"],
        name=row["level2"],
        level1=row["level1"],
        domain=row["domain"],
        elements={element: row[element] for element in ELEMENTS},
        wordings=wordings().get((row["code"], row["level2"]), ()),
    )


@cache
def wordings() -> dict[tuple[str, str], tuple[str, ...]]:
    """The project's own wordings by code and name of the item they were written for.

    The name counts because another district's catalog may give the same code to something else.
    """
    if not WORDINGS.exists():
        return {}
    with WORDINGS.open(encoding="utf-8", newline="") as lines:
        rows: Iterable[dict[str, str]] = csv.DictReader(lines)
        return {(row["code"], row["name"]): tuple(row["wordings"].split("|")) for row in rows}
