"""An old address leads to one place of this site and nowhere else, and why is on record."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from bot import audit
from bot.db import Sessions
from bot.redirects.rules import BadRedirect, add_redirect, redirect_of, redirects_to
from tests.conftest import NOON

TODAY = date(2026, 11, 23)


def add(session: Session, old: str = "/items/SJ-006", new: str = "/items/SJ-106", reason: str = "编码调整") -> None:
    add_redirect(session, old, new, since=TODAY, reason=reason, by="林小雨", now=NOON)


def test_an_old_address_leads_to_the_new_one_with_day_and_reason(sessions: Sessions) -> None:
    with sessions.begin() as session:
        add(session)

    with sessions.read() as session:
        found = redirect_of(session, "/items/SJ-006")
        assert found is not None
        assert (found.new, found.since, found.reason) == ("/items/SJ-106", TODAY, "编码调整")
        assert [one.old for one in redirects_to(session, "/items/SJ-106")] == ["/items/SJ-006"]


def test_a_later_redirect_takes_the_place_of_an_earlier_and_both_are_on_record(sessions: Sessions) -> None:
    with sessions.begin() as session:
        add(session)
        add(session, new="/items/SJ-206")

    with sessions.read() as session:
        found = redirect_of(session, "/items/SJ-006")
        assert found is not None
        assert found.new == "/items/SJ-206"
        assert len(audit.latest(session, subject="/items/SJ-006")) == 2


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "items/SJ-006",
        "",
        "/a b",
        "/a?b",
        "/a#b",
        "/%2f",
        "/a\n",
    ],
)
def test_nobody_is_led_away_from_this_site(sqlite: Sessions, address: str) -> None:
    with sqlite.begin() as session:
        with pytest.raises(BadRedirect, match="不是本站的地址"):
            add(session, new=address)
        with pytest.raises(BadRedirect, match="不是本站的地址"):
            add(session, old=address)


def test_nobody_is_led_in_circles(sqlite: Sessions) -> None:
    with sqlite.begin() as session:
        add(session, "/a", "/b")
        add(session, "/b", "/c")
        for old, new in (("/c", "/a"), ("/c", "/c"), ("/c", "/b")):
            with pytest.raises(BadRedirect, match="转回原处"):
                add(session, old, new)


def test_a_redirect_without_a_reason_is_refused(sqlite: Sessions) -> None:
    with sqlite.begin() as session, pytest.raises(BadRedirect, match="理由"):
        add(session, reason="  ")


def test_an_address_that_cannot_be_leads_nowhere(sessions: Sessions) -> None:
    with sessions.read() as session:
        assert redirect_of(session, "/items/\0") is None
