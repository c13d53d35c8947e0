"""The catalog shipped with the program, read without a database."""

from datetime import date
from functools import cache

from bot.paths import DATA
from bot.tables import Table, read_file
from community_catalog.elements import CatalogRow
from community_catalog.importing import COLUMNS, catalog_rows

FILE = DATA / "government_catalog.csv"
AS_OF = date(2026, 11, 23)  # the day the bundled file was compiled; move it whenever the file changes


@cache
def bundled_table() -> Table:
    """The bundled file as read."""
    return read_file(FILE, COLUMNS)


@cache
def bundled_rows() -> tuple[CatalogRow, ...]:
    """The 360 items of the bundled catalog, in the file's order."""
    return catalog_rows(bundled_table())
