"""The history of one record, from the audit trail: who did what and when, and what was there before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot import audit
from bot.console.listing.columns import words

Words = Mapping[str, str]
MOST = 100
BEFORE, AFTER = "before", "after"


@dataclass(frozen=True)
class Change:
    """One thing that is different since: what it is called, what it was and what it is. Either may be empty."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Step:
    """One event: when, by whom, what in words, what changed, and what else is known of it."""

    at: datetime
    who: str
    what: str
    changes: Sequence[Change]
    facts: Sequence[tuple[str, str]]


def history(
    session: Session,
    subject: str,
    *,
    actions: Words,
    people: Words,
    labels: Words | None = None,
) -> list[Step]:
    """The events about a subject (`change:12`), the newest first, at most a hundred.

    `actions` are `kit().console.actions`, `people` workers' names by login, `labels` words for what stands in the
    events' details; what has none is left out. An event tells what changed by details `before` and `after`: an object
    of fields each, `{"before": {"state": "draft"}, "after": {"state": "checked"}}`.
    """
    found = audit.latest(session, subject=subject, limit=MOST)
    return [_step(event, actions, people, labels or {}) for event in found]


def _step(
    event: audit.AuditEvent, actions: Mapping[str, str], people: Mapping[str, str], labels: Mapping[str, str]
) -> Step:
    details = dict(event.details)
    changes = _changes(details.pop(BEFORE, None), details.pop(AFTER, None), labels)
    facts = [(labels[name], _words(value)) for name, value in details.items() if name in labels]
    who = people.get(event.actor, event.actor)
    return Step(event.at, who, actions.get(event.action, event.action), changes, facts)


def _changes(before: object, after: object, labels: Words) -> list[Change]:
    old, new = (value if isinstance(value, dict) else {} for value in (before, after))
    names = [name for name in {**old, **new} if name in labels and old.get(name) != new.get(name)]
    return [Change(labels[name], _words(old.get(name)), _words(new.get(name))) for name in names]


def _words(value: Any) -> str:  # noqa: ANN401  (whatever JSON holds)
    return "、".join(map(words, value)) if isinstance(value, list) else words(value)
