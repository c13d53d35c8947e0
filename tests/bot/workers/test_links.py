"""A link opens one account, once, for three days, and looking at it changes nothing."""

from datetime import timedelta

import pytest

from bot.db import Sessions
from bot.workers.accounts import disable, give_link, set_password, worker_by_login
from bot.workers.links import VALID, LinkOver, forget_links, make_link, worker_of_link
from bot.workers.models import WorkerLink
from tests.bot.workers.builders import HASH, a_worker
from tests.conftest import NOON

TOKEN = "a token of a link"


@pytest.fixture
def linked(sessions: Sessions) -> Sessions:
    with sessions.begin() as session:
        give_link(session, a_worker(session, "wang", "王芳"), token=TOKEN, by="chen", at=NOON)
    return sessions


def whose(sessions: Sessions, token: str = TOKEN, *, after: timedelta = timedelta(0)) -> str:
    with sessions.read() as session:
        return worker_of_link(session, token, now=NOON + after, with_examples=False).login


def test_looking_twice_finds_the_same_worker(linked: Sessions) -> None:
    assert [whose(linked), whose(linked)] == ["wang", "wang"]


@pytest.mark.parametrize(("token", "after"), [("another", timedelta(0)), ("", timedelta(0)), (TOKEN, VALID)])
def test_no_other_token_and_no_later_day_opens_anything(linked: Sessions, token: str, after: timedelta) -> None:
    with pytest.raises(LinkOver, match="已经用过，或者已经过期"):
        whose(linked, token, after=after)


@pytest.mark.parametrize("change", ["password", "disable", "another link", "example"])
def test_a_link_ends_with_what_it_was_made_for(linked: Sessions, change: str) -> None:
    with linked.begin() as session:
        row = worker_by_login(session, "wang")
        if change == "password":
            set_password(session, row, HASH, by="wang", at=NOON)
        elif change == "disable":
            disable(session, row, by="chen", at=NOON)
        elif change == "another link":
            make_link(session, row, token="another", now=NOON)
        else:
            row.is_example = True

    with pytest.raises(LinkOver):
        whose(linked)


def test_the_token_itself_is_not_kept_and_what_is_over_is_forgotten(linked: Sessions) -> None:
    with linked.begin() as session:
        stored = session.get(WorkerLink, 1)
        assert stored
        assert TOKEN not in stored.token_hash

        forget_links(session, now=NOON + VALID)
        session.expire_all()
        assert session.get(WorkerLink, 1) is None
