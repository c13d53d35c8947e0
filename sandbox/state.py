"""What the sandbox remembers: records in memory, written behind to SQLite when a file is given."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from sandbox.plain import Json

T = TypeVar("T")

SCHEMA = """
CREATE TABLE IF NOT EXISTS records (kind TEXT, key TEXT, body TEXT NOT NULL, PRIMARY KEY (kind, key));
CREATE TABLE IF NOT EXISTS blobs (key TEXT PRIMARY KEY, body BLOB NOT NULL);
"""
UPSERT = "INSERT INTO records VALUES (?, ?, ?) ON CONFLICT (kind, key) DO UPDATE SET body = excluded.body"


class Store:
    """Notes which records changed; `flush` writes them in one transaction. Without a path nothing is written."""

    def __init__(self, path: Path | None = None) -> None:
        self._changed: dict[tuple[str, str], Any] = {}
        self._db = sqlite3.connect(path, check_same_thread=False) if path else None
        if self._db:
            self._db.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;" + SCHEMA)
        self._blobs: dict[str, bytes] = {}

    def load(self, kind: str) -> Iterator[tuple[str, Any]]:
        """Key and plain value of each record of a kind, in the order they were first put."""
        if self._db:
            self.flush()
            for key, body in self._db.execute("SELECT key, body FROM records WHERE kind = ? ORDER BY rowid", (kind,)):
                yield key, json.loads(body)

    def mark(self, kind: str, key: str, value: Json) -> None:
        """Remember that a record changed; None means it is gone."""
        if self._db:
            self._changed[kind, key] = value

    def flush(self) -> None:
        """Write what changed since the last flush."""
        if not self._db or not self._changed:
            return
        changed, self._changed = self._changed, {}
        gone = [name for name, value in changed.items() if value is None]
        kept = [(*name, as_json(value)) for name, value in changed.items() if value is not None]
        with self._db:
            self._db.executemany("DELETE FROM records WHERE kind = ? AND key = ?", gone)
            self._db.executemany(UPSERT, kept)

    def keep_bytes(self, key: str, body: bytes) -> None:
        """Store the bytes of an upload."""
        if self._db:
            with self._db:
                self._db.execute("INSERT OR REPLACE INTO blobs VALUES (?, ?)", (key, body))
        else:
            self._blobs[key] = body

    def bytes_of(self, key: str) -> bytes:
        """The stored bytes, empty when there are none."""
        if not self._db:
            return self._blobs.get(key, b"")
        row = self._db.execute("SELECT body FROM blobs WHERE key = ?", (key,)).fetchone()
        return bytes(row[0]) if row else b""

    def wipe(self) -> None:
        """Forget everything."""
        self._changed.clear()
        self._blobs.clear()
        if self._db:
            with self._db:
                self._db.executescript("DELETE FROM records; DELETE FROM blobs;")

    def close(self) -> None:
        """Write what is left and close the file."""
        self.flush()
        if self._db:
            self._db.close()
            self._db = None


class Records(Generic[T]):
    """A dictionary of one kind of record that survives a restart. Call `put` again after changing a record in place."""

    def __init__(self, store: Store, kind: str, shape: type[T]) -> None:
        self._store, self._kind = store, kind
        self._items: dict[str, T] = {key: shape(**body) for key, body in store.load(kind)}

    def put(self, key: str, item: T) -> T:
        """Keep a record, new or changed."""
        self._items[key] = item
        self._store.mark(self._kind, key, item)
        return item

    def get(self, key: object) -> T | None:
        """A record by key, None when there is none or the key is no text."""
        return self._items.get(key) if isinstance(key, str) else None

    def drop(self, key: str) -> T | None:
        """Forget a record and give it back."""
        self._store.mark(self._kind, key, None)
        return self._items.pop(key, None)

    def clear(self) -> None:
        """Forget all."""
        for key in list(self._items):
            self.drop(key)

    def values(self) -> list[T]:
        """All records in the order they were first put."""
        return list(self._items.values())

    def keys(self) -> list[str]:
        """All keys in the same order."""
        return list(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, key: object) -> bool:
        return key in self._items


def as_json(value: Json) -> str:
    """A record as JSON: dataclasses one level deep, everything else as it is."""
    if is_dataclass(value):
        value = {item.name: getattr(value, item.name) for item in fields(value)}
    return json.dumps(value, ensure_ascii=False)
