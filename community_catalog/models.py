"""What is stored of the government catalog: items, the history of each, and the imports that made it."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base, Code, Key
from community_catalog.elements import ELEMENTS, CatalogRow


class Origin(StrEnum):
    """Where an import came from: the catalog shipped with the program, or an owner's own file."""

    BUNDLED = "bundled"
    FILE = "file"


class ImportState(StrEnum):
    """How far an import has got."""

    APPLIED = "applied"


class CatalogImport(Base):
    """One applied file. `follows` is the catalog version its plan was made against: no two can follow the same one."""

    __tablename__ = "catalog_imports"

    id: Mapped[Key]
    follows: Mapped[int] = mapped_column(unique=True)
    origin: Mapped[Origin]
    state: Mapped[ImportState] = mapped_column(default=ImportState.APPLIED)
    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    as_of: Mapped[date]
    by: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    added: Mapped[int]
    changed: Mapped[int]
    editorial: Mapped[int]
    withdrawn: Mapped[int]
    unchanged: Mapped[int]

    @property
    def title(self) -> str:
        """What people call the file."""
        return "程序自带的目录" if self.origin is Origin.BUNDLED else self.file_name


class CatalogUpload(Base):
    """A file a worker sent and nobody has applied yet: its rows, each a code and its elements, and what was said of it.

    It goes when it is applied or cancelled, or after a week.
    """

    __tablename__ = "catalog_uploads"

    id: Mapped[Key]
    file_name: Mapped[str] = mapped_column(String(255))
    sha256: Mapped[str] = mapped_column(String(64))
    as_of: Mapped[date | None]
    keep_missing: Mapped[bool]
    reason: Mapped[str] = mapped_column(String(500))
    rows: Mapped[list[Any]] = mapped_column(deferred=True)
    by: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(index=True)


class Item(Base):
    """One item (事项) of the government catalog with its elements as they now are. Items are withdrawn, never deleted.

    `revision` counts the changes of meaning, from 1: what follows an item remembers the revision it was confirmed
    against. `as_of` is the day the catalog that last contained the item speaks of. `updated_at` is when anything of all
    this last changed, `as_of` included: who keeps a copy asks for what changed since.
    """

    __tablename__ = "items"
    __table_args__ = (
        Index("ix_items_current", "withdrawn_at", "domain"),
        Index("ix_items_updated", "updated_at", "code"),
        Index("ix_items_current_updated", "withdrawn_at", "updated_at", "code"),
        Index("ix_items_domain_updated", "domain", "updated_at", "code"),
    )

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    domain: Mapped[str] = mapped_column(String(100))
    level1: Mapped[str] = mapped_column(String(200))
    level2: Mapped[str] = mapped_column(String(200))
    content: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(Text)
    deadline: Mapped[str] = mapped_column(Text)
    subjects: Mapped[list[str]]
    method: Mapped[str] = mapped_column(String(100))
    channels: Mapped[list[str]]
    audience: Mapped[str] = mapped_column(Text)
    levels: Mapped[list[str]]
    stage: Mapped[str] = mapped_column(String(32))
    revision: Mapped[int]
    as_of: Mapped[date]
    updated_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)
    withdrawn_reason: Mapped[str | None] = mapped_column(String(500), default=None)
    revisions: Mapped[list["ItemRevision"]] = relationship(back_populates="item", order_by="ItemRevision.id")

    @property
    def name(self) -> str:
        """What the item is called: its level-2 name."""
        return self.level2

    @property
    def is_withdrawn(self) -> bool:
        """Whether it stands in the catalog no longer."""
        return self.withdrawn_at is not None

    def row(self) -> CatalogRow:
        """The item in plain values."""
        return CatalogRow.of(self.code, {name: getattr(self, name) for name in ELEMENTS})


class Change(StrEnum):
    """What happened to an item in one import."""

    ADDED = "added"
    CHANGED = "changed"
    EDITORIAL = "editorial"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"

    @property
    def label(self) -> str:
        """What officials call it."""
        return _CHANGES[self]


_CHANGES = {
    Change.ADDED: "新增",
    Change.CHANGED: "修订",
    Change.EDITORIAL: "只改标点或格式",
    Change.WITHDRAWN: "撤销",
    Change.RESTORED: "恢复",
}


class ItemRevision(Base):
    """One step of an item's history. An editorial step keeps the number of the revision before it; others raise it.

    `elements` is what the item said after the step; `changed` names the elements spelled differently than before.
    """

    __tablename__ = "item_revisions"

    id: Mapped[Key]
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), index=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("catalog_imports.id"), index=True)
    number: Mapped[int]
    change: Mapped[Change]
    elements: Mapped[dict[str, Any]]
    changed: Mapped[list[str]]
    by: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
    item: Mapped[Item] = relationship(back_populates="revisions")

    @property
    def is_editorial(self) -> bool:
        """Whether the meaning stayed."""
        return self.change is Change.EDITORIAL
