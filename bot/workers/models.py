"""What is stored about workers: who they are, their roles at places, where they are signed in, and failed attempts."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base, Key
from bot.places import Place
from bot.workers.roles import Role

LONGEST_LOGIN = 32
LONGEST_NAME = 50


class WorkerRow(Base):
    """One person with a console login. Never deleted, only disabled: what was done under a login keeps its name.

    `is_example` marks the people of a trial installation; they cannot sign in where the account is a real one.
    """

    __tablename__ = "workers"

    id: Mapped[Key]
    login: Mapped[str] = mapped_column(String(LONGEST_LOGIN), unique=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    password_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    is_example: Mapped[bool] = mapped_column(default=False)
    roles: Mapped[list["WorkerRole"]] = relationship(order_by="WorkerRole.id", cascade="all, delete-orphan")


class WorkerRole(Base):
    """A role of a worker at a place: it covers the place and all below it."""

    __tablename__ = "worker_roles"
    __table_args__ = (UniqueConstraint("worker_id", "role", "place_id"),)

    id: Mapped[Key]
    worker_id: Mapped[int] = mapped_column(ForeignKey(WorkerRow.id, ondelete="CASCADE"))
    role: Mapped[Role]
    place_id: Mapped[int] = mapped_column(ForeignKey(Place.id), index=True)
    place: Mapped[Place] = relationship()


class WorkerSession(Base):
    """One browser a worker is signed in with. The token itself is only in that browser's cookie.

    `token_hash` is SHA-256 in hexadecimal digits; `seen_at` is exact to a minute.
    """

    __tablename__ = "worker_sessions"

    id: Mapped[Key]
    worker_id: Mapped[int] = mapped_column(ForeignKey(WorkerRow.id, ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
    seen_at: Mapped[datetime] = mapped_column(index=True)


class ConsoleMessage(Base):
    """One line to be shown once, on the next page this browser opens."""

    __tablename__ = "console_messages"

    id: Mapped[Key]
    session_id: Mapped[int] = mapped_column(ForeignKey(WorkerSession.id, ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)


class SignInAttempts(Base):
    """Failed attempts to sign in, of one login or from one address.

    `key` is a hash of either: what people type by mistake into the login's field may be a password.
    """

    __tablename__ = "sign_in_attempts"

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(64), unique=True)
    failures: Mapped[int]
    failed_at: Mapped[datetime] = mapped_column(index=True)
