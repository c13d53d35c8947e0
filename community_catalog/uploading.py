"""A catalog file on its way from a worker's browser into the catalog: read whole, kept until somebody has looked.

What is kept are the rows that were understood, never a file with anything wrong in it. Applying plans anew, and only
what was looked at: when the catalog has moved since, it is looked at again.
"""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import PurePosixPath
from typing import NamedTuple

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, undefer

from bot import audit
from bot.errors import BotError
from bot.tables import Problem, TableError
from community_catalog.elements import CatalogRow
from community_catalog.importing import catalog_rows, read_catalog
from community_catalog.models import CatalogImport, CatalogUpload, Origin
from community_catalog.revision import CatalogMoved, Plan, Source, apply_plan, plan_for

KEPT = timedelta(days=7)
LONGEST_FILE = 200
LONGEST_REASON = 500
_ZIP = b"PK\x03\x04"


class NoUpload(BotError):
    """没有这份文件。它可能已经导入、取消，或者放了一个星期没有人管。"""


class NotSure(BotError):
    """这次要撤销的比留下的还多，请先勾选确认。"""


@dataclass(frozen=True)
class Wish:
    """What a worker says about a file: the day it speaks of, whether it is a part, why items are withdrawn."""

    as_of: date | None = None
    keep_missing: bool = False
    reason: str = ""


class Read(NamedTuple):
    """What was understood of a file; `ignored` are headings nobody asked for."""

    file_name: str
    sha256: str
    rows: tuple[CatalogRow, ...]
    ignored: Sequence[str]


def read_upload(file_name: str, content: bytes) -> Read:
    """The rows of a file as a browser sent it. Raises TableError naming everything wrong in it."""
    name = plain_name(file_name)
    if not content:
        raise TableError(name, [Problem("文件是空的。" if file_name else "请先选一个文件。")])
    trick = _trick(name, content)
    if trick:
        raise TableError(name, [Problem(trick)])
    table = read_catalog(name, content)
    return Read(name, table.sha256, catalog_rows(table), table.ignored)


def plain_name(file_name: str) -> str:
    """The last part of a file's name as a browser gave it, without what cannot be printed."""
    last = PurePosixPath(file_name.replace("\\", "/")).name
    return "".join(mark for mark in last if mark.isprintable())[-LONGEST_FILE:] or "未命名"


def keep(session: Session, read: Read, wish: Wish, *, by: str, at: datetime) -> CatalogUpload:
    """Keep what was read until somebody has looked at its plan."""
    upload = CatalogUpload(
        file_name=read.file_name,
        sha256=read.sha256,
        as_of=wish.as_of,
        keep_missing=wish.keep_missing,
        reason=wish.reason.strip()[:LONGEST_REASON],
        rows=[[row.code, row.snapshot()] for row in read.rows],
        by=by,
        at=at,
    )
    session.add(upload)
    session.flush()
    _note(session, upload, "catalog.upload", by=by, at=at)
    return upload


def find(session: Session, upload_id: int, *, to_change: bool = False) -> CatalogUpload:
    """The file with that id. Raises NoUpload."""
    query = select(CatalogUpload).where(CatalogUpload.id == upload_id).options(undefer(CatalogUpload.rows))
    upload = session.scalars(query.with_for_update() if to_change else query).one_or_none()
    if upload is None:
        raise NoUpload
    return upload


def plan_of(session: Session, upload: CatalogUpload) -> Plan:
    """What applying it would change now."""
    rows = [CatalogRow.of(code, elements) for code, elements in upload.rows]
    return plan_for(session, rows, keep_missing=upload.keep_missing)


def withdraws_most(plan: Plan) -> bool:
    """Whether more goes than stays: then the file is perhaps a part of a catalog."""
    return len(plan.withdrawn) > len(plan.changed) + len(plan.unchanged)


def apply(
    session: Session, upload_id: int, *, follows: int | None, sure: bool, by: str, at: datetime
) -> CatalogImport | None:
    """Carry out the plan that was looked at, made against catalog version `follows`; None: nothing changed.

    Raises CatalogMoved, NotSure, NoUpload; nothing is applied then, and the file waits on.
    """
    upload = find(session, upload_id, to_change=True)
    plan = plan_of(session, upload)
    if plan.follows != follows:
        raise CatalogMoved
    if withdraws_most(plan) and not sure:
        raise NotSure
    source = Source(upload.file_name, upload.sha256, Origin.FILE, upload.as_of)
    session.delete(upload)
    return apply_plan(session, plan, source=source, by=by, at=at, reason=upload.reason or None)


def cancel(session: Session, upload_id: int, *, by: str, at: datetime) -> None:
    """Forget a file that is not to be applied. Raises NoUpload."""
    upload = find(session, upload_id, to_change=True)
    session.delete(upload)
    _note(session, upload, "catalog.cancel_upload", by=by, at=at)


def forget_old(session: Session, *, now: datetime) -> None:
    """Forget files nobody has applied for a week."""
    session.execute(delete(CatalogUpload).where(CatalogUpload.at <= now - KEPT))


def _trick(name: str, content: bytes) -> str | None:
    """Why a file is not even read, in the worker's words; None: it may be read."""
    if not name.lower().endswith((".csv", ".xlsx")):
        return "只能导入 .xlsx 和 .csv 文件。请在 Excel 或 WPS 里用「另存为」换成 .xlsx。"
    if name.lower().endswith(".csv"):
        return "文件名是 .csv，里面却是 Excel 或压缩文件。请改回原来的名字。" if content.startswith(_ZIP) else None
    return "文件里有宏（程序）。请在 Excel 或 WPS 里另存为不带宏的 .xlsx。" if _has_macro(content) else None


def _has_macro(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in parts.namelist())
    except (zipfile.BadZipFile, NotImplementedError):
        return False  # reading it says that it is broken


def _note(session: Session, upload: CatalogUpload, action: str, *, by: str, at: datetime) -> None:
    session.flush()
    details = {"file": upload.file_name, "sha256": upload.sha256, "rows": len(upload.rows)}
    audit.record(session, actor=by, action=action, subject=f"catalog_upload:{upload.id}", details=details, at=at)
