"""Noting where pages have moved, and finding out."""

import re
from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import audit
from bot.errors import BotError
from bot.redirects.models import Redirect

LONGEST = 200
_PATH = re.compile(r"/(?![/\\])[^\s?#\\%]*")


class BadRedirect(BotError):
    """这个转向不能这样设。"""


def add_redirect(session: Session, old: str, new: str, *, since: date, reason: str, by: str, now: datetime) -> Redirect:
    """Send whoever asks for `old` to `new`, both paths of this site; an earlier redirect of `old` is replaced.

    Takes effect only where no page is. Raises BadRedirect.
    """
    _check(session, old, new, reason)
    redirect = redirect_of(session, old) or Redirect(old=old)
    redirect.new, redirect.since, redirect.reason, redirect.by, redirect.at = new, since, reason.strip(), by, now
    session.add(redirect)
    session.flush()
    details = {"new": new, "since": since.isoformat(), "reason": redirect.reason}
    audit.record(session, actor=by, action="redirect.add", subject=old, details=details, at=now)
    return redirect


def redirect_of(session: Session, old: str) -> Redirect | None:
    """Where this address leads, if it is an old one."""
    if not _PATH.fullmatch(old) or not old.isprintable():
        return None
    return session.scalars(select(Redirect).where(Redirect.old == old)).one_or_none()


def redirects_to(session: Session, new: str) -> Sequence[Redirect]:
    """The old addresses of this one, the latest first."""
    latest_first = (Redirect.since.desc(), Redirect.old)
    return session.scalars(select(Redirect).where(Redirect.new == new).order_by(*latest_first)).all()


def all_redirects(session: Session) -> Sequence[Redirect]:
    """All of them by their old address."""
    return session.scalars(select(Redirect).order_by(Redirect.old)).all()


def _check(session: Session, old: str, new: str, reason: str) -> None:
    for address in (old, new):
        if len(address) > LONGEST or not _PATH.fullmatch(address) or not address.isprintable():
            raise BadRedirect(f"「{address[:50]}」不是本站的地址：以一个 / 开头，不含空格和 ? # %，如 /items/SJ-006。")
    if not reason.strip() or len(reason) > 500:
        raise BadRedirect("请写明理由，最多 500 个字。")
    seen = {old}
    while new not in seen:
        following = redirect_of(session, new)
        if following is None:
            return
        seen.add(new)
        new = following.new
    raise BadRedirect(f"这样会转回原处：{old} 和 {new} 互相转来转去。")
