"""The history of one record, from the audit trail: who did what and when, and what was there before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot import audit
from bot.audit.words import AFTER, BEFORE, NAMES, in_words, sides

Words = Mapping[str, str]
MOST = 100


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
    events' details; what has none is left out, but never what changed. An event tells that by details `before` and
    `after`: an object of fields each, `{"before": {"state": "draft"}, "after": {"state": "checked"}}`.
    """
    found = audit.latest(session, subject=subject, limit=MOST)
    return [_step(event, actions, people, labels or {}) for event in found]


def _step(
    event: audit.AuditEvent, actions: Mapping[str, str], people: Mapping[str, str], labels: Mapping[str, str]
) -> Step:
    told = [(name, value) for name, value in event.details.items() if name not in {BEFORE, AFTER}]
    facts = [(labels[name], _words(name, value)) for name, value in told if name in labels]
    who = people.get(event.actor, event.actor)
    return Step(event.at, who, actions.get(event.action, event.action), _changes(event, labels), facts)


def _changes(event: audit.AuditEvent, labels: Words) -> list[Change]:
    old, new = sides(event.details)
    named = {**NAMES, **labels}
    different = [name for name in {**old, **new} if old.get(name) != new.get(name)]
    return [
        Change(named.get(name, name), _words(name, old.get(name)), _words(name, new.get(name))) for name in different
    ]


def _words(name: str, value: object) -> str:
    # As the page of the trail says it, but for what is not there: here it has no words of its own.
    return "" if value is None or value in ("", [], {}) else in_words(name, value)
