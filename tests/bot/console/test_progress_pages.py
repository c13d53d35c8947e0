"""A page that waits for long work shows how far it is, and is loaded anew when it is over."""

import pytest
from flask import Flask

from bot.app import Kit
from bot.progress import SILENT, Progress, expect_progress
from tests.bot.console.browsing import Browsing
from tests.bot.console.conftest import StoppedClock
from tests.bot.console.letters import with_letters

__all__ = ["with_letters"]


@pytest.fixture
def browsing(with_letters: Flask) -> Browsing:
    browsing = Browsing(with_letters.test_client())
    browsing.sign_in("wang")
    return browsing


def test_before_anything_is_told_the_bar_says_it_waits(browsing: Browsing) -> None:
    page = browsing.open("/console/letters/work").text

    assert "已经排上队" in page
    assert '<progress id="progress-bar"></progress>' in page
    assert 'hx-get="/console/progress/letters"' in page
    assert '<noscript><meta http-equiv="refresh" content="5"></noscript>' in page


def test_the_piece_shows_how_far_it_is_and_asks_again(browsing: Browsing, kit: Kit) -> None:
    Progress(kit.sessions, kit.clock, "letters").tell("正在核验<1>", 3, 10)

    piece = browsing.open("/console/progress/letters")

    assert "正在核验&lt;1&gt;（3 / 10）" in piece.text
    assert '<progress id="progress-bar" max="10" value="3">' in piece.text
    assert "HX-Refresh" not in piece.headers


def test_when_it_is_over_the_page_is_loaded_anew(browsing: Browsing, kit: Kit) -> None:
    Progress(kit.sessions, kit.clock, "letters").end()

    assert browsing.open("/console/progress/letters").headers["HX-Refresh"] == "true"


def test_work_nobody_hears_of_is_told_to_somebody(browsing: Browsing, kit: Kit, clock: StoppedClock) -> None:
    Progress(kit.sessions, kit.clock, "letters").tell("正在核验", 3, 10)
    clock.pass_(SILENT * 1.1)

    assert "已经两分钟没有动静" in browsing.open("/console/progress/letters").text


def test_work_that_never_begins_is_told_to_somebody_too(browsing: Browsing, kit: Kit, clock: StoppedClock) -> None:
    with kit.sessions.begin() as session:
        expect_progress(session, "letters", now=clock.now())
    assert "没有动静" not in browsing.open("/console/progress/letters").text

    clock.pass_(SILENT * 1.1)

    assert "已经两分钟没有动静" in browsing.open("/console/progress/letters").text


def test_a_stranger_sees_no_progress(with_letters: Flask) -> None:
    assert with_letters.test_client().get("/console/progress/letters").status_code == 303


def test_a_key_beyond_all_length_is_no_error(browsing: Browsing) -> None:
    assert browsing.open(f"/console/progress/{'x' * 300}").status_code == 200
