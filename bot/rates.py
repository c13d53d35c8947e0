"""How often one address may ask: counted over all processes of a machine, in a file that never grows.

Each address has a bucket that holds a minute's worth and fills evenly. What is kept of it is one moment, until which
what was asked for is spoken for (the generic cell rate algorithm): a request moves it on by the time one request is
worth, and is refused while it lies more than a minute ahead. Addresses are kept as keyed hashes only. When more of
them ask than there is room for, the one closest to being forgotten makes room.
"""

import hashlib
import mmap
import os
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil, floor
from pathlib import Path

from sqlalchemy import Engine

try:
    import fcntl
except ImportError:  # Windows: the processes of one machine may then miscount each other's requests
    fcntl = None  # type: ignore[assignment]

PERIOD_S = 60.0
ROUNDING_S = 0.001  # seconds since 1970 are exact to less than a microsecond; many of them are added up
GROUPS, WAYS = 4096, 8  # room for 32,768 addresses in half a megabyte
_ENTRY = struct.Struct("<8sd")  # whose, and until when what they asked for is spoken for
_GROUP_BYTES = WAYS * _ENTRY.size


@dataclass(frozen=True)
class Allowance:
    """What every address may ask of the paths that start so: `name` keeps the counts of different allowances apart.

    `spares_this_machine`: programs on this machine that speak for nobody else are not counted.
    """

    name: str
    paths: tuple[str, ...]
    per_minute: int
    spares_this_machine: bool = False

    @property
    def worth_s(self) -> float:
        """How long it takes until one more may be asked."""
        return PERIOD_S / self.per_minute


@dataclass(frozen=True)
class Verdict:
    """Whether a request may pass, how many more may at once, and after how long the next may and all may again."""

    passes: bool
    remaining: int
    next_s: int
    full_s: int


@dataclass
class Allowances:
    """What parts allow."""

    all: list[Allowance] = field(default_factory=list)

    def add(self, allowance: Allowance) -> None:
        """Count requests for these paths from now on; an allowance of 0 a minute counts nothing."""
        if allowance.per_minute:
            self.all.append(allowance)

    def of(self, path: str) -> Allowance | None:
        """What holds for a path."""
        return next((one for one in self.all if path.startswith(one.paths)), None)


class Rates:
    """The counts, shared by all processes that open the same file; without one they are this process's own."""

    def __init__(self, file: Path | None, *, key: bytes = b"") -> None:
        size = GROUPS * _GROUP_BYTES
        self._key = hashlib.blake2b(key, digest_size=32).digest()
        self._thread = threading.Lock()
        self._descriptor = _opened(file, size) if file else None
        self._memory = mmap.mmap(-1 if self._descriptor is None else self._descriptor, size)

    @classmethod
    def beside(cls, engine: Engine, folder: Path, *, key: bytes = b"") -> "Rates":
        """The counts of an installation: in a file beside a SQLite file, else in `folder`."""
        database = engine.url.database
        if engine.dialect.name != "sqlite":
            return cls(folder / "rates", key=key)
        return cls(Path(f"{database}.rates") if database and database != ":memory:" else None, key=key)

    def spend(self, address: str, allowance: Allowance, *, now: float) -> Verdict:
        """Count one request of an address at `now` (seconds since 1970), unless it comes too early."""
        digest = hashlib.blake2b(f"{allowance.name} {network_of(address)}".encode(), key=self._key, digest_size=16)
        whose, group = digest.digest()[:8], int.from_bytes(digest.digest()[8:]) % GROUPS
        with self._alone():
            place, until = self._find(whose, group * _GROUP_BYTES)
            # A clock that was set back must not lock anybody out for longer than a minute.
            moved = min(max(until, now), now + PERIOD_S) + allowance.worth_s
            passes = moved <= now + PERIOD_S + ROUNDING_S
            if passes:
                _ENTRY.pack_into(self._memory, place, whose, moved)
        return _verdict(allowance, moved if passes else moved - allowance.worth_s, now, passes=passes)

    def _find(self, whose: bytes, start: int) -> tuple[int, float]:
        """Where an address is or may be put, and until when it has asked."""
        entries = [(*_ENTRY.unpack_from(self._memory, place), place) for place in self._places(start)]
        for found, until, place in entries:
            if found == whose:
                return place, until
        return min(entries, key=lambda entry: entry[1])[2], 0.0

    @staticmethod
    def _places(start: int) -> range:
        return range(start, start + _GROUP_BYTES, _ENTRY.size)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with self._thread:
            if self._descriptor is None or fcntl is None:
                yield
                return
            fcntl.flock(self._descriptor, fcntl.LOCK_EX)
            try:
                yield
            finally:
                fcntl.flock(self._descriptor, fcntl.LOCK_UN)


def network_of(address: str) -> str:
    """Whom an address counts for: an IPv4 address for itself, an IPv6 address for the network of one customer (/64)."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(found.ipv4_mapped or ip_network((found, 64), strict=False))
    return str(found)


def _opened(file: Path, size: int) -> int:
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    os.truncate(descriptor, size)
    return descriptor


def _verdict(allowance: Allowance, until: float, now: float, *, passes: bool) -> Verdict:
    spoken_for = max(until - now, 0.0)
    remaining = max(floor((PERIOD_S - spoken_for + ROUNDING_S) / allowance.worth_s), 0)
    wait = 0 if passes else max(ceil(spoken_for + allowance.worth_s - PERIOD_S), 1)
    return Verdict(passes, remaining, wait, ceil(spoken_for))
