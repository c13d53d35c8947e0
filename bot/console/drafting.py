"""Drafts as requests meet them: a form says which draft is its own, is offered what was kept, and loses it when taken.

A form takes part by `{{ form_token(draft="guide:350102-01", called="办事指南：低保") }}`. From then on
- console.js sends it two seconds after the last key, and when its page is left, to where no form is taken;
- every form that is not taken, for whatever reason, is kept as it was sent, with no script at all;
- so is one that comes when the worker's session is over: the worker finds it after signing in;
- one that was taken, which its answer says by leading on (303), is forgotten.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Flask, Response, g, make_response, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy import select
from werkzeug.exceptions import RequestEntityTooLarge

from bot.app import kit
from bot.console import drafts
from bot.console.access import concerns_console
from bot.console.forms import FIELD, is_form_token, is_from_our_site, way_back
from bot.console.models import ConsoleDraft
from bot.console.visit import SIGNED_IN, cookie, current_visit
from bot.workers.models import WorkerRow, WorkerSession
from bot.workers.sessions import digest
from bot.workers.worker import Worker

KEY, TITLE, PAGE = "draft_key", "draft_title", "draft_page"
MOST_BYTES = 20 * 1024 * 1024  # as much as the guard takes from who is signed in; attached files are not kept
KEPT_HEADER = "X-Draft"  # tells console.js that what it sent is safe


def init_app(app: Flask) -> None:
    """Keep and forget drafts as forms come and are answered."""
    app.before_request(_hold_when_session_is_over)
    app.after_request(_settle)
    app.jinja_env.globals.update(restored=restored, restored_all=restored_all, way_to_draft=way_to_draft, way_on=way_on)


def form_part(key: str, title: str) -> Markup:
    """What a form carries to have a draft, with the offer of what was kept; empty for a form without a key."""
    g.console_restoring = None
    visit = current_visit()
    if not key or visit is None:
        return Markup()
    draft = _kept_for(visit.worker).get(key) if request.method == "GET" else None
    restoring = draft is not None and request.args.get("draft") == key
    if draft and restoring:
        g.console_restoring = draft.fields
    html = render_template(
        "console/draft.html", key=key, title=title, page=_page_of_form(), draft=draft, restoring=restoring
    )
    return Markup(html)  # noqa: S704  (made by a template that escapes)


def restored(name: str, value: object) -> object:
    """What a field shows: what was kept of it while a draft is being restored, otherwise `value`."""
    kept = restored_all(name, None)
    return value if kept is None else next(iter(kept), "")


def restored_all(name: str, values: Sequence[object] | None) -> Sequence[object] | None:
    """The same for a field of several values."""
    fields: Sequence[tuple[str, str]] | None = g.get("console_restoring")
    return values if fields is None else [value for field, value in fields if field == name]


def way_to_draft() -> str:
    """Where the form is continued that this request sent and that was not taken; empty when it has no draft."""
    key = _key()
    return _continued(_page_of_form(), key) if key and current_visit() else ""


def way_on(draft: ConsoleDraft) -> str:
    """Where the worker goes on with it."""
    return _continued(draft.address, draft.key)


def _kept_for(worker: Worker) -> Mapping[str, ConsoleDraft]:
    """All that this worker has begun, by key; read once for a page with many forms."""
    if "console_drafts" not in g:
        with kit().sessions.read() as session:
            found = drafts.all_of(session, worker.id, now=kit().clock.now())
        g.console_drafts = {draft.key: draft for draft in found}
    kept: Mapping[str, ConsoleDraft] = g.console_drafts
    return kept


def _hold_when_session_is_over() -> Response | None:
    if request.method != "POST" or not concerns_console() or current_visit() is not None:
        return None
    worker_id = _worker_of_ended_session()
    key = _key() if worker_id is not None else ""
    if worker_id is None or not key or not _is_ours() or not _keep(worker_id, key):
        return None  # the guard of the view says what is wrong
    way = url_for("console.sign_in", next=_continued(_page_of_form(), key))
    response = make_response(render_template("console/expired.html", way=way), 403)
    response.headers[KEPT_HEADER] = "kept"
    return response


def _worker_of_ended_session() -> int | None:
    token = cookie(SIGNED_IN)
    if not token:
        return None
    query = select(WorkerSession.worker_id).join(WorkerRow, WorkerRow.id == WorkerSession.worker_id)
    with kit().sessions.read() as session:
        return session.scalar(query.where(WorkerSession.token_hash == digest(token), WorkerRow.disabled_at.is_(None)))


def _settle(response: Response) -> Response:
    if request.method != "POST" or not concerns_console() or (visit := current_visit()) is None or not (key := _key()):
        return response
    if _was_taken(response):
        with kit().sessions.begin() as session:
            drafts.drop(session, visit.worker.id, key)
    elif _is_ours() and _keep(visit.worker.id, key):
        response.headers[KEPT_HEADER] = "kept"
    return response


def _was_taken(response: Response) -> bool:
    """Whether the answer leads on. Where the password is asked for first, the guard answers with a page (403)."""
    return response.status_code in {302, 303}


def _keep(worker_id: int, key: str) -> bool:
    fields = [pair for pair in request.form.items(multi=True) if pair[0] not in {FIELD, KEY, TITLE, PAGE}]
    title, now = request.form.get(TITLE, ""), kit().clock.now()
    with kit().sessions.begin() as session:
        return drafts.keep(session, worker_id, key, fields, title=title, address=_page_of_form(), now=now)


def _key() -> str:
    """The draft of the form that was sent; nothing when no form can be read."""
    request.max_content_length = request.max_content_length or MOST_BYTES
    try:
        key = request.form.get(KEY, "")
    except RequestEntityTooLarge:
        return ""
    return key if drafts.is_key(key) else ""


def _is_ours() -> bool:
    # A page that is too old for its token may still be ours; then the browser must say so.
    hosts = {request.host, urlsplit(kit().settings.public_url).netloc}
    fetched = request.headers.get("Sec-Fetch-Site")
    if not is_from_our_site(fetched=fetched, origin=request.headers.get("Origin"), hosts=hosts):
        return False
    secret = cookie(SIGNED_IN)
    return fetched == "same-origin" or bool(secret and is_form_token(request.form.get(FIELD, ""), secret))


def _page_of_form() -> str:
    """The page a form is on, without a draft: this one, or the one that said so when the form is shown again."""
    page = request.full_path if request.method == "GET" else way_back(request.form.get(PAGE, ""))
    parts = urlsplit(page)
    query = urlencode([pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "draft"])
    return f"{parts.path}?{query}" if query else parts.path


def _continued(page: str, key: str) -> str:
    return f"{page}{'&' if '?' in page else '?'}{urlencode({'draft': key})}"
