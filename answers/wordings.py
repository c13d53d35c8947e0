"""Wordings: how residents say it. Each belongs to an item, or to a topic that no item holds.

The project's own stand in `data/wordings/`, one file a domain, as a spreadsheet opens them: code, name, wording,
element, also (other items it fits as well), added_by, added_on; what no item holds in `off_topic.csv`: topic, wording,
added_by, added_on.
"""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from bot.paths import DATA

WORDINGS = DATA / "wordings"
OFF_TOPIC = "off_topic.csv"


class Wording(NamedTuple):
    """One way to say something. `owner` is an item's code, or a topic such as greeting or other_place.

    `name` is that of the item it was written for: another district's catalog may give the same code to something else.
    """

    text: str
    owner: str
    name: str = ""
    element: str | None = None
    also: tuple[str, ...] = ()
    added_by: str = ""
    added_on: str = ""

    @property
    def on_topic(self) -> bool:
        """Whether an item is meant."""
        return bool(self.name)


@cache
def bundled_wordings() -> tuple[Wording, ...]:
    """All of the project's own wordings, the off-topic ones last."""
    files = sorted(WORDINGS.glob("*.csv"), key=lambda path: (path.name == OFF_TOPIC, path.name))
    return tuple(wording for path in files for wording in read_wordings(path))


def read_wordings(path: Path) -> Iterator[Wording]:
    """The wordings of one file."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            yield Wording(
                row["wording"],
                row.get("code") or row["topic"],
                row.get("name") or "",
                row.get("element") or None,
                tuple((row.get("also") or "").split()),
                row["added_by"],
                row["added_on"],
            )
