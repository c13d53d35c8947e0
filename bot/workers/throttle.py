"""Slowing down who guesses: after a few failures each further attempt must wait, twice as long every time, then long.

An attempt is noted as failed before the password is looked at, in a transaction of its own, and taken back when it was
right: so any number of attempts at the same moment count one by one. An attempt that must wait is not looked at and
does not count.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from bot.errors import BotError
from bot.workers.models import SignInAttempts

LOCKED = timedelta(minutes=15)


@dataclass(frozen=True)
class Patience:
    """How many failures are free, how many lock, and after how long without one all are forgotten.

    With `eases`, one is forgotten each time so long passes without another.
    """

    free: int
    locks: int
    forgets: timedelta
    eases: timedelta | None = None

    def wait(self, failures: int) -> timedelta:
        """How long after the latest of so many failures the next attempt must wait."""
        if failures >= self.locks:
            return LOCKED
        if failures <= self.free:
            return timedelta(0)
        return min(timedelta(seconds=2.0 ** (failures - self.free)), LOCKED)

    def opens(self, failures: int, failed_at: datetime) -> datetime:
        """From when on the next attempt is looked at."""
        return failed_at + self.wait(failures)

    def counted(self, failures: int, failed_at: datetime, now: datetime) -> int:
        """How many of them still count."""
        quiet = max(now - failed_at, timedelta(0))
        if quiet >= self.forgets:
            return 0
        return max(0, failures - quiet // self.eases) if self.eases else failures


# Ten guesses at one login, then four an hour. A whole office may sit behind one address, so that is more patient: as
# many slips in every hour as are free never make it wait, however many hours it works.
OF_LOGIN = Patience(free=3, locks=10, forgets=timedelta(hours=24))
OF_ADDRESS = Patience(free=20, locks=40, forgets=timedelta(hours=1), eases=timedelta(minutes=2))


class TooManyAttempts(BotError):
    """尝试次数太多，请稍后再试。"""

    def __init__(self, wait: timedelta) -> None:
        self.seconds = max(1, -int(-wait.total_seconds() // 1))
        minutes = -(-self.seconds // 60)
        words = f"{self.seconds} 秒" if self.seconds < 60 else f"{minutes} 分钟"
        super().__init__(f"登录尝试太多，请 {words}后再试。忘记密码请找本单位的系统管理员。")


@dataclass(frozen=True)
class Origin:
    """Whom an attempt is counted against: the hashes of a login and of an address."""

    login: str
    address: str

    @classmethod
    def of(cls, login: str, address: str) -> "Origin":
        """`login` as it was typed, `address` as the connection tells it; IPv6 counts by its network of a customer."""
        return cls(_digest("login", login.strip().casefold()), _digest("address", _network(address)))

    @classmethod
    def of_code(cls, worker_id: int, address: str) -> "Origin":
        """The same for codes: who knows the password can lock only the codes, and a right password forgives none."""
        return cls(_digest("code", str(worker_id)), _digest("address", _network(address)))

    @classmethod
    def of_confirm(cls, worker_id: int, address: str) -> "Origin":
        """The same for who is signed in and gives the password once more: strangers' guesses do not lock them."""
        return cls(_digest("confirm", str(worker_id)), _digest("address", _network(address)))

    @property
    def patiences(self) -> tuple[tuple[str, Patience], ...]:
        """Both with how patient we are; always in this order, so that two attempts never wait for each other."""
        return (self.address, OF_ADDRESS), (self.login, OF_LOGIN)


def claim_attempt(session: Session, origin: Origin, *, now: datetime) -> None:
    """Note an attempt as failed before it is looked at. Raises TooManyAttempts when it comes too early."""
    found = [(_locked_row(session, key, now), patience) for key, patience in origin.patiences]
    opens = [
        patience.opens(patience.counted(row.failures, row.failed_at, now), row.failed_at) for row, patience in found
    ]
    if max(opens) > now:
        raise TooManyAttempts(max(opens) - now)
    for row, patience in found:
        row.failures = patience.counted(row.failures, row.failed_at, now) + 1
        row.earlier_at, row.failed_at = row.failed_at, now


def take_back(session: Session, origin: Origin, *, now: datetime) -> None:
    """The attempt was no failure: all is as before it. A guesser's own good login must not clear the address."""
    for key, _patience in origin.patiences:
        row = _locked_row(session, key, now)
        row.failures = max(0, row.failures - 1)
        row.failed_at = row.earlier_at or row.failed_at  # or nobody else could sign in as soon as somebody has


def forgive(session: Session, key: str) -> None:
    """Forget the failures of one login or address."""
    session.execute(delete(SignInAttempts).where(SignInAttempts.key == key))


def forget_old(session: Session, *, now: datetime) -> None:
    """Delete what no longer counts for anybody."""
    longest = max(OF_LOGIN.forgets, OF_ADDRESS.forgets)
    session.execute(delete(SignInAttempts).where(SignInAttempts.failed_at <= now - longest))


def _locked_row(session: Session, key: str, now: datetime) -> SignInAttempts:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    fresh = insert(SignInAttempts).values(key=key, failures=0, failed_at=now)
    # One statement makes the row or locks the one there is: between two, another could forgive it, and it were gone.
    held = fresh.on_conflict_do_update(index_elements=["key"], set_={"key": key}).returning(SignInAttempts)
    return session.scalars(held, execution_options={"populate_existing": True}).one()


def _digest(kind: str, value: str) -> str:
    return hashlib.sha256(f"{kind}:{value}".encode()).hexdigest()


def _network(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
    return str(found)
