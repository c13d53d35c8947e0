"""The fence around those who practise: they may look at everything, and change nothing that is real."""

from flask import Flask, abort, g, request

from bot.app import kit
from bot.console.access import concerns_console
from bot.console.shell import error_page
from bot.console.visit import current_visit
from bot.practice.world import practises
from bot.workers.worker import Worker

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Signing in and out, proving who one is, drafts and undoing one's own steps change nothing of anybody else's.
OWN = frozenset({"console", "console_drafts", "console_undo", "practice"})
OWN_VIEWS = frozenset({"account.check_confirm"})

REAL = "您用的是练习账号：这里会改动真的内容，所以没有保存。留言可以放心练；别的请看不改。"
SHARED = "练习账号是大家一起用的：密码、手机和别处的登录都不能改，改了别人就进不来。"


def is_practising() -> bool:
    """Whether whoever asks is somebody who practises. Looked up once for each request."""
    if "is_practising" not in g:
        visit = current_visit() if concerns_console() else None
        g.is_practising = visit is not None and _asked(visit.worker)
    found: bool = g.is_practising
    return found


def init_app(app: Flask) -> None:
    """Stand before every form of the console; tell the templates whether somebody practises."""
    app.before_request(_refuse)
    app.jinja_env.globals["is_practising"] = is_practising


def _asked(worker: Worker) -> bool:
    with kit().sessions.read() as session:
        return practises(session, worker)


def _refuse() -> None:
    if request.method in SAFE or not concerns_console() or request.endpoint is None:
        return
    if request.blueprint in OWN or request.endpoint in OWN_VIEWS | kit().practice.open:
        return
    if is_practising():
        advice = SHARED if request.blueprint == "account" else REAL
        abort(error_page(403, "练习账号改不了这里", advice))
