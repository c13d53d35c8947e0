"""What is stored of a guide: its facts, and against which revision of its item it was written and confirmed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base, Key
from bot.time import local
from community_catalog.guides.text import GuideText, facts_of
from community_catalog.models import Item


class Guide(Base):
    """The guide of one item. `version` grows with every change, so that engines know when to be rebuilt.

    `bundled_sha256` is that of the shipped text it was last loaded from, None when workers began it.
    """

    __tablename__ = "guides"

    id: Mapped[Key]
    item_id: Mapped[int] = mapped_column(ForeignKey("items.id"), unique=True)
    facts: Mapped[list[Any]]
    version: Mapped[int] = mapped_column(default=1)
    written_by: Mapped[str] = mapped_column(String(200))
    written_at: Mapped[datetime]
    written_revision: Mapped[int]
    confirmed_by: Mapped[str | None] = mapped_column(String(200), default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)
    confirmed_revision: Mapped[int | None] = mapped_column(default=None)
    bundled_sha256: Mapped[str | None] = mapped_column(String(64), default=None)
    item: Mapped[Item] = relationship(lazy="joined")

    @property
    def is_outdated(self) -> bool:
        """Whether its item has changed in meaning since the guide was last written or confirmed."""
        return max(self.written_revision, self.confirmed_revision or 0) < self.item.revision

    def text(self) -> GuideText:
        """The guide in plain values."""
        confirmed_on = local(self.confirmed_at).date() if self.confirmed_at else None
        return GuideText(self.item.code, self.item.name, facts_of(self.facts), self.confirmed_by, confirmed_on)
