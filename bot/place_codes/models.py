"""What is stored of communities' QR codes."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base, Key
from bot.places import Place


class PlaceCode(Base):
    """What the code of a place says, as the account `app_id` gave it: another account's leads elsewhere."""

    __tablename__ = "place_codes"
    __table_args__ = (UniqueConstraint("place_id", "app_id"),)

    id: Mapped[Key]
    place_id: Mapped[int] = mapped_column(ForeignKey(Place.id))
    app_id: Mapped[str] = mapped_column(String(64))
    url: Mapped[str] = mapped_column(String(500))
    made_at: Mapped[datetime]
    place: Mapped[Place] = relationship()
