"""A message that offers to take back what was done, and the button that does."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from bot.app import Kit
from bot.console.undo import FOR
from tests.bot.console.browsing import Browsing
from tests.bot.console.conftest import StoppedClock
from tests.bot.console.letters import Letter, with_letters

__all__ = ["with_letters"]


@pytest.fixture
def browsing(with_letters: Flask) -> Browsing:
    browsing = Browsing(with_letters.test_client())
    browsing.sign_in("wang")
    browsing.send("/console/letters/1", subject="低保", place="350102001001")
    return browsing


def subjects(kit: Kit) -> list[str]:
    with kit.sessions.read() as session:
        return list(session.scalars(select(Letter.subject)))


def button(page: str) -> str:
    found = re.search(r'action="(/console/undo/\d+)"', page)
    assert found
    return found[1]


def test_what_was_done_is_taken_back_by_the_parts_own_view(browsing: Browsing, kit: Kit) -> None:
    page = browsing.open("/console/letters/").text
    assert "来信记下了。" in page

    sent_on = browsing.send(button(page))
    assert (sent_on.status_code, Browsing.path(sent_on)) == (307, "/console/letters/1/remove")
    browsing.send(Browsing.path(sent_on))

    assert subjects(kit) == []
    assert "撤销了。" in browsing.open("/console/letters/").text


def test_it_is_told_once_and_then_stands_on_the_to_do_page(browsing: Browsing, kit: Kit, clock: StoppedClock) -> None:
    first, second, to_do = (browsing.open(f"/console/{page}").text for page in ("letters/", "letters/", ""))

    assert "来信记下了。" in first
    assert "来信记下了。" not in second
    assert "刚才做的，还可以撤销" in to_do
    assert button(to_do) == button(first)
    clock.pass_(FOR)
    assert "刚才做的，还可以撤销" not in browsing.open("/console/").text


def test_a_piece_a_script_asks_for_does_not_use_up_the_offer(browsing: Browsing) -> None:
    browsing.client.get("/console/letters/", headers={"HX-Request": "true"})

    assert "来信记下了。" in browsing.open("/console/letters/").text


def test_too_late_it_is_refused_and_nothing_changes(browsing: Browsing, kit: Kit, clock: StoppedClock) -> None:
    page = browsing.open("/console/letters/").text
    clock.pass_(FOR + timedelta(seconds=1))

    refused = browsing.send(button(page))

    assert refused.status_code == 409
    assert "已经不能撤销了" in refused.text
    assert subjects(kit) == ["低保"]
