"""The catalog shipped with the program: read without a database, or loaded into one that has no other."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache

from sqlalchemy.orm import Session

from bot.paths import DATA
from bot.tables import Table, read_file
from community_catalog.elements import CatalogRow
from community_catalog.importing import COLUMNS, catalog_rows
from community_catalog.items import last_import
from community_catalog.models import Origin
from community_catalog.revision import Source, apply_plan, plan_for

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


def setup(session: Session, now: datetime) -> Sequence[str]:
    """Load or renew the bundled catalog and say so; one that an owner has imported is left alone."""
    last = last_import(session)
    if last and (last.origin is not Origin.BUNDLED or last.sha256 == bundled_table().sha256):
        return []
    source = Source(FILE.name, bundled_table().sha256, Origin.BUNDLED, AS_OF)
    made = apply_plan(session, plan_for(session, bundled_rows()), source=source, by="system", at=now)
    return [f"自带目录：新增 {made.added} 项，变更 {made.changed} 项，撤销 {made.withdrawn} 项。"] if made else []
