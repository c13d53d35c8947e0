"""The knowledge that comes with the program: learnt once on each machine from the bundled wordings, then kept."""

import hashlib
import os
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from answers.knowledge import Knowledge
from answers.wordings import WORDINGS, Wording, bundled_wordings
from bot.lock import FileLock
from bot.paths import DATA, ROOT, VAR
from community_catalog.bundled import bundled_rows
from community_catalog.elements import CatalogRow

KEPT = VAR / "knowledge"

# What shapes the knowledge beside the wordings: how they are read and how it is learnt.
_SHAPED_BY = (
    "reading",
    "text",
    "words",
    "language",
    "homophones",
    "lexicon",
    "elsewhere",
    "classifier",
    "knowledge",
    "training",
    "wordings",
)


@cache
def bundled_knowledge() -> Knowledge:
    """The knowledge of the bundled wordings; the first time on a machine it takes some seconds."""
    return Knowledge.of_bytes(bundled_bytes())


def bundled_bytes(folder: Path = KEPT) -> bytes:
    """The same as bytes. Several processes that ask for it at once learn it once."""
    kept = folder / f"{digest()}.npz"
    if not kept.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _learn_once(kept)
    return kept.read_bytes()


def _learn_once(kept: Path) -> None:
    from answers.training import learn  # slow to load, and needed once

    lock = FileLock(kept.with_suffix(".lock"))
    lock.wait()
    try:
        if not kept.exists():
            half = kept.with_suffix(f".{os.getpid()}")
            half.write_bytes(learn(bundled_wordings(), names_of(bundled_rows())).to_bytes())
            half.replace(kept)
    finally:
        lock.release()


def names_of(rows: Iterable[CatalogRow]) -> list[Wording]:
    """The items' names, said as wordings, with what they stand under."""
    return [Wording(f"{row.level1} {row.name}", row.code, row.name) for row in rows]


def digest() -> str:
    """What the knowledge is learnt from, as one short word: another one means other knowledge."""
    files = [*sorted(WORDINGS.glob("*.csv")), *sorted((DATA / "words").iterdir()), DATA / "residents_language.csv"]
    files += [DATA / "government_catalog.csv", *(ROOT / "answers" / f"{name}.py" for name in _SHAPED_BY)]
    return hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in files)).hexdigest()[:16]
