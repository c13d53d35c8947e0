"""What the audit trail can be searched by besides, and the trail as CSV of any length in which nothing is a formula."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Text as TextColumn
from sqlalchemy import or_, select, type_coerce
from sqlalchemy.orm import Session

from bot.audit.trail import AuditEvent
from bot.audit.words import facts_in_words, subject_in_words
from bot.console.listing.filters import Condition, Option, containing
from bot.tables import guarded
from bot.time import local
from bot.workers.models import WorkerRow

HEADINGS = ("编号", "时间", "登录名", "姓名", "动作", "做了什么", "对象", "详情", "原文", "哈希")


@dataclass(frozen=True)
class Who:
    """Events of the workers whose login or name holds these words."""

    name: str
    label: str
    kind: str = "text"

    @property
    def fields(self) -> tuple[str, ...]:
        """See Filter."""
        return (self.name,)

    def options(self, session: Session) -> Sequence[Option]:  # noqa: ARG002
        """See Filter."""
        return ()

    def condition(self, given: Sequence[str]) -> Condition | None:
        """See Filter."""
        wanted = containing(given[0], [AuditEvent.actor])
        named = containing(given[0], [WorkerRow.name])
        if wanted is None or named is None:
            return None
        return or_(wanted, AuditEvent.actor.in_(select(WorkerRow.login).where(named)))


@dataclass(frozen=True)
class Details:
    """Events whose details hold these words. They are stored in ASCII, so the words are looked for in the same form."""

    name: str
    label: str
    kind: str = "text"

    @property
    def fields(self) -> tuple[str, ...]:
        """See Filter."""
        return (self.name,)

    def options(self, session: Session) -> Sequence[Option]:  # noqa: ARG002
        """See Filter."""
        return ()

    def condition(self, given: Sequence[str]) -> Condition | None:
        """See Filter."""
        if not given[0]:
            return None
        return type_coerce(AuditEvent.details, TextColumn).contains(json.dumps(given[0])[1:-1], autoescape=True)


def csv_lines(events: Iterable[AuditEvent], *, people: Mapping[str, str], actions: Mapping[str, str]) -> Iterator[str]:
    """The events as CSV, line by line, marked as UTF-8 for spreadsheets; `people` are names by login."""
    yield "\ufeff" + _line(HEADINGS)
    for event in events:
        said = actions.get(event.action, event.action)
        name = people.get(event.actor, "")
        when = f"{local(event.at):%Y-%m-%d %H:%M:%S}"
        original = json.dumps(event.details, ensure_ascii=False, sort_keys=True)
        told = subject_in_words(event.subject), facts_in_words(event), original
        yield _line((str(event.id), when, event.actor, name, event.action, said, *told, event.hash))


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([guarded(cell) for cell in cells])
    return line.getvalue()
