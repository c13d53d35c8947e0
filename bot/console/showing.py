"""Answering with a list: its page, or all its rows as an XLSX file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from flask import Response, redirect, render_template, request, send_file
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from bot import audit
from bot.app import kit
from bot.console.addresses import with_query
from bot.console.forms import is_from_our_site
from bot.console.listing.asking import Asked, Query, understand
from bot.console.listing.columns import RESERVED, Listing
from bot.console.listing.paging import Page, count, page_of
from bot.console.listing.sheet import write_sheet
from bot.errors import BotError
from bot.time import local
from bot.workers.worker import Worker

R = TypeVar("R")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 30_000  # half a minute of one core, at worst
IN_MEMORY = 1024 * 1024  # bytes; a larger file goes to disk while it is sent
AT_ONCE = 500  # rows


class TooManyRows(BotError):
    """内容太多，不能一次导出。"""


@dataclass(frozen=True)
class Shown(Generic[R]):
    """What the macro `ui.listing` draws: what was asked, and the page of rows that answers it."""

    asked: Asked[R]
    page: Page[R]

    @property
    def listing(self) -> Listing[R]:
        """The list's description."""
        return self.asked.listing

    @property
    def others(self) -> Sequence[tuple[str, str]]:
        """What else the address says, which filtering must not lose."""
        own = {*RESERVED, *(field for one in self.listing.filters for field in one.fields)}
        return [(name, value) for name, value in request.args.items(multi=True) if name not in own]


def show(
    listing: Listing[R],
    session: Session,
    query: Query,
    *,
    worker: Worker,
    template: str = "console/list.html",
    **context: Any,  # noqa: ANN401  (whatever the template shows)
) -> ResponseReturnValue:
    """The page of this list that the address asks for, or its file. `session` only reads.

    The template gets `shown` and the context. Raises TooManyRows.
    """
    asked = understand(listing, session, request.args)
    query = asked.apply(query)
    if request.args.get("export") == "xlsx":
        return _export(asked, session, query, worker)
    page: Page[R] = page_of(session, query, request.args.get("page"), size=listing.size)
    return render_template(template, shown=Shown(asked, page), **context)


def _export(asked: Asked[R], session: Session, query: Query, worker: Worker) -> ResponseReturnValue:
    if not _asked_by_ourselves():
        return redirect(request.path + with_query(export=""), 303)
    total, unit = count(session, query), asked.listing.unit
    if total > MOST_ROWS:
        raise TooManyRows(f"有 {total} {unit}，一次最多导出 {MOST_ROWS} {unit}。请先筛选，再导出。")
    file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (send_file closes it when it is sent)
    write_sheet(asked.listing, _all_rows(session, query), file)
    file.seek(0)
    _note(asked, total, worker)
    return _attachment(file, asked.listing.title)


def _all_rows(session: Session, query: Query) -> Iterator[Any]:
    found = session.execute(query.execution_options(yield_per=AT_ONCE))
    alone = len(query.column_descriptions) == 1
    return chain.from_iterable(found) if alone else iter(found)


def _note(asked: Asked[R], total: int, worker: Worker) -> None:
    # Which filters, not what they hold: a search may be a resident's name, and the trail is for ever.
    used = [control.filter.name for control in asked.controls if control.is_set] + ["q"] * bool(asked.text)
    now, details = kit().clock.now(), {"rows": total, "narrowed_by": used}
    with kit().sessions.begin() as writing:
        subject = f"list:{asked.listing.name}"
        audit.record(writing, actor=worker.login, action="list.export", subject=subject, details=details, at=now)


def _attachment(file: Any, title: str) -> Response:  # noqa: ANN401  (a file that send_file takes)
    name = f"{title} {local(kit().clock.now()):%Y-%m-%d}.xlsx"
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=name)


def _asked_by_ourselves() -> bool:
    # An export is noted under the worker's name: a link on another site must not bring it about.
    hosts = {request.host, urlsplit(kit().settings.public_url).netloc}
    return is_from_our_site(fetched=request.headers.get("Sec-Fetch-Site"), origin=None, hosts=hosts)
