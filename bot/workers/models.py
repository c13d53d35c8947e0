"""What is stored about workers: who they are, how they prove it, their roles at places, where they are signed in."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import Base, Key
from bot.places import Place
from bot.workers.roles import Role

LONGEST_LOGIN = 32
LONGEST_NAME = 50
LONGEST_REASON = 200


class WorkerRow(Base):
    """One person with a console login. Never deleted, only disabled: what was done under a login keeps its name.

    `is_example` marks the people of a trial installation; they cannot sign in where the account is a real one.
    `password_hash` is None until the worker has chosen a password through the link they were given. `no_code_reason`
    says why this worker signs in without a code from their phone; None: a code is asked for.
    """

    __tablename__ = "workers"

    id: Mapped[Key]
    login: Mapped[str] = mapped_column(String(LONGEST_LOGIN), unique=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    no_code_reason: Mapped[str | None] = mapped_column(String(LONGEST_REASON))
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

    `token_hash` is SHA-256 in hexadecimal digits; `seen_at` is exact to a minute; `confirmed_at` is when the password
    was given last. `device` and `network` tell roughly what and where the browser is, for the worker to recognise.
    """

    __tablename__ = "worker_sessions"

    id: Mapped[Key]
    worker_id: Mapped[int] = mapped_column(ForeignKey(WorkerRow.id, ondelete="CASCADE"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
    seen_at: Mapped[datetime] = mapped_column(index=True)
    confirmed_at: Mapped[datetime]
    device: Mapped[str] = mapped_column(String(60), default="")
    network: Mapped[str] = mapped_column(String(60), default="")


class SecondFactor(Base):
    """The phone of a worker that makes codes: its secret, sealed, and the step of the last code that was used."""

    __tablename__ = "second_factors"

    worker_id: Mapped[int] = mapped_column(ForeignKey(WorkerRow.id, ondelete="CASCADE"), primary_key=True)
    secret: Mapped[str] = mapped_column(Text)
    last_step: Mapped[int]
    enrolled_at: Mapped[datetime]


class RecoveryCode(Base):
    """One code on a worker's slip of paper, as a keyed hash; the row goes when it is used."""

    __tablename__ = "recovery_codes"

    id: Mapped[Key]
    worker_id: Mapped[int] = mapped_column(ForeignKey(WorkerRow.id, ondelete="CASCADE"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)


class WorkerLink(Base):
    """A link with which a worker chooses a password, once: then the row goes. The token itself is only in the link."""

    __tablename__ = "worker_links"

    id: Mapped[Key]
    worker_id: Mapped[int] = mapped_column(ForeignKey(WorkerRow.id, ondelete="CASCADE"), unique=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]


class ConsoleMessage(Base):
    """One line to be shown once, on the next page this browser opens."""

    __tablename__ = "console_messages"

    id: Mapped[Key]
    session_id: Mapped[int] = mapped_column(ForeignKey(WorkerSession.id, ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text)


class SignInAttempts(Base):
    """Failed attempts to sign in, of one login or from one address.

    `key` is a hash of either: what people type by mistake into the login's field may be a password. `earlier_at` is
    what `failed_at` was before the latest attempt was noted: a right one leaves no trace.
    """

    __tablename__ = "sign_in_attempts"

    id: Mapped[Key]
    key: Mapped[str] = mapped_column(String(64), unique=True)
    failures: Mapped[int]
    failed_at: Mapped[datetime] = mapped_column(index=True)
    earlier_at: Mapped[datetime | None]
