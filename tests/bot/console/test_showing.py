"""A list as a page and as a file: all that was found goes into the file, and the audit trail knows."""

import io
from datetime import timedelta
from urllib.parse import unquote

import pytest
from flask import Flask
from openpyxl import load_workbook

from bot import audit
from bot.app import Kit
from bot.console import showing
from tests.bot.console.browsing import Browsing
from tests.bot.console.letters import add_letter, with_letters
from tests.conftest import NOON

__all__ = ["with_letters"]


@pytest.fixture
def browsing(with_letters: Flask, kit: Kit) -> Browsing:
    with kit.sessions.begin() as session:
        for number in range(60):
            subject = "=1+1" if number == 59 else f"<b>来信</b> {number}"
            add_letter(session, subject, "350102001001", pages=number, came_at=NOON - timedelta(days=number))
    browsing = Browsing(with_letters.test_client())
    browsing.sign_in("wang")
    return browsing


def test_a_page_shows_fifty_rows_headings_that_sort_and_no_markup_of_theirs(browsing: Browsing) -> None:
    page = browsing.open("/console/letters/?sort=-pages").text

    assert page.count("<tr role=") == 51
    assert 'aria-sort="descending"' in page
    assert 'href="?sort=pages"' in page
    assert "&lt;b&gt;来信&lt;/b&gt; 58" in page
    assert "第 1 页，共 2 页（60 条）" in page
    assert 'name="sort"' in page


def test_a_search_that_finds_nothing_says_how_to_go_on(browsing: Browsing) -> None:
    page = browsing.open("/console/letters/?q=没有这个").text

    assert "找到 0 封" in page
    assert '没有符合条件的。换个词，或者<a href="/console/letters/">清除条件</a>' in page
    assert "导出 Excel" not in page


def test_filtering_keeps_what_else_the_address_says(browsing: Browsing) -> None:
    page = browsing.open("/console/letters/?view=mine&state=open&page=2").text

    assert '<input type="hidden" name="view" value="mine">' in page
    assert '<input type="hidden" name="page"' not in page
    assert '<option value="open" selected>待答复</option>' in page


def test_a_file_holds_all_that_was_found_under_the_headings_of_the_screen(browsing: Browsing) -> None:
    with browsing.client.get("/console/letters/?export=xlsx&sort=-pages&page=2") as response:
        sheet = load_workbook(io.BytesIO(response.data)).active

    rows = list(sheet.values)
    assert rows[0] == ("标题", "状态", "地方", "页数", "限期", "收到")
    assert (len(rows), rows[1][0], rows[1][3]) == (61, "=1+1", 59)
    assert sheet["A2"].data_type == "s"
    assert "filename*=UTF-8''来信 2026-11-23.xlsx" in unquote(response.headers["Content-Disposition"])
    assert response.headers["Cache-Control"] == "no-store"


def test_an_export_is_noted_without_what_was_searched_for(browsing: Browsing, kit: Kit) -> None:
    browsing.client.get("/console/letters/?export=xlsx&q=来信&state=open").close()

    with kit.sessions.read() as session:
        (event,) = audit.latest(session, subject="list:letters")
    assert (event.actor, event.action) == ("wang", "list.export")
    assert event.details == {"rows": 59, "narrowed_by": ["state", "q"]}


def test_another_site_brings_no_export_about(browsing: Browsing, kit: Kit) -> None:
    address, cross = "/console/letters/?q=%E4%BF%A1&export=xlsx", {"Sec-Fetch-Site": "cross-site"}

    response = browsing.client.get(address, headers=cross)

    assert (response.status_code, Browsing.path(response)) == (303, "/console/letters/?q=%E4%BF%A1")
    with kit.sessions.read() as session:
        assert audit.latest(session, subject="list:letters") == []


def test_more_than_a_file_should_hold_is_refused_in_plain_words(
    browsing: Browsing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(showing, "MOST_ROWS", 59)

    response = browsing.open("/console/letters/?export=xlsx")

    assert response.status_code == 404
    assert "有 60 封，一次最多导出 59 封。请先筛选，再导出。" in response.text
