"""Where pages have moved: an old address, its new one, since when, why and who said so."""

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, Key


class Redirect(Base):
    """One address that is no more. Both are paths on this site as people read them, not percent-encoded."""

    __tablename__ = "redirects"

    id: Mapped[Key]
    old: Mapped[str] = mapped_column(String(200), unique=True)
    new: Mapped[str] = mapped_column(String(200), index=True)
    since: Mapped[date]
    reason: Mapped[str] = mapped_column(String(500))
    by: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime]
