"""What casework stores."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import Base, Key


class Enquiry(Base):
    """A message a resident left for the workers (留言). It is personal and goes with the follower."""

    __tablename__ = "enquiries"

    id: Mapped[Key]
    follower_id: Mapped[int] = mapped_column(ForeignKey("followers.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)
    left_at: Mapped[datetime] = mapped_column(index=True)
