"""What surrounds pages: lists that turn over, fields that say what is wrong, refusals of rules as pages."""

from typing import Any

import pytest
from flask import Flask, get_template_attribute, render_template_string
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.app import Kit
from bot.console.guard import needs
from bot.console.listing import Page, page_number, page_of
from bot.console.registry import Console
from bot.errors import BotError
from bot.places import Place
from bot.workers.worker import Worker
from tests.bot.console.browsing import Browsing


class TooLate(BotError):
    """这条已经被别人处理了。"""


def test_a_refusal_of_a_rule_is_a_page_with_its_sentence(app: Flask) -> None:
    @needs()
    def refusing(_worker: Worker) -> str:
        raise TooLate

    app.add_url_rule("/console/late", "late", refusing, methods=["GET", "POST"])
    browsing = Browsing(app.test_client())
    browsing.sign_in("wang")

    refused = browsing.send("/console/late")

    assert refused.status_code == 409
    assert "这条已经被别人处理了。" in refused.text
    assert "王芳" in refused.text


def test_a_refusal_outside_the_console_is_not_hidden(app: Flask) -> None:
    def refusing() -> str:
        raise TooLate

    app.add_url_rule("/elsewhere", "elsewhere", refusing)
    app.testing = True

    with pytest.raises(TooLate):
        app.test_client().get("/elsewhere")


def test_a_page_is_in_the_navigation_once_and_in_its_order() -> None:
    console = Console()
    console.add_entry("后", "part.late", order=60)
    console.add_entry("先", "part.early", order=10)

    assert [entry.label for entry in console.entries] == ["先", "后"]
    with pytest.raises(ValueError, match=r"part\.late is in the navigation twice"):
        console.add_entry("又", "part.late")


@given(wanted=st.one_of(st.none(), st.text()), total=st.integers(0, 1000))
def test_whatever_page_is_wanted_there_is_one(wanted: str | None, total: int) -> None:
    assert page_number(wanted) >= 1
    assert Page([], page_number(wanted), total).last >= 1


@pytest.mark.parametrize(("wanted", "number", "codes"), [("2", 2, 2), ("99", 3, 2), ("x", 1, 2), (None, 1, 2)])
def test_a_list_is_cut_into_pages(app: Flask, kit: Kit, wanted: str | None, number: int, codes: int) -> None:
    with kit.sessions.read() as session:
        page = page_of(session, select(Place).order_by(Place.code), wanted, size=2)

    assert (page.number, page.last, page.total, len(page.rows)) == (number, 3, 6, codes)


def test_turning_a_page_keeps_the_filters_and_takes_no_orders_from_the_address(app: Flask) -> None:
    with app.test_request_context("/console/part/wordings?state=a%26b&page=2&_scheme=javascript&_external=1"):
        html = str(macro("pagination")(Page([], 2, 150)))

    assert 'href="?state=a%26b&amp;page=1&amp;_scheme=javascript&amp;_external=1"' in html
    assert "第 2 页，共 3 页（150 条）" in html


@pytest.mark.parametrize("name", ["field", "area", "choice"])
def test_a_field_has_its_label_and_says_what_is_wrong_where_readers_hear_it(app: Flask, name: str) -> None:
    options = {"options": [("a", "甲")]} if name == "choice" else {}
    with app.test_request_context("/console/"):
        html = str(macro(name)("text", "居民怎么说", error="请写<一句>话", hint="一句话", **options))

    assert '<label for="text">居民怎么说</label>' in html
    assert 'aria-invalid="true" aria-describedby="text-error text-hint"' in html
    assert '<p class="problem" id="text-error">请写&lt;一句&gt;话</p>' in html


def test_a_table_names_each_cell_for_phones_and_says_when_it_is_empty(app: Flask) -> None:
    source = """{% import "console/macros.html" as ui %}
        {% call(row) ui.table("问法", ["问法", "操作"], rows, empty="还没有。") %}
        {{ ui.cell("问法", row) }}{% call ui.cell("操作") %}<a>看</a>{% endcall %}{% endcall %}"""
    with app.test_request_context("/console/"):
        full, empty = (render_template_string(source, rows=rows) for rows in (["<低保>"], []))

    assert '<td role="cell" data-heading="问法"><div>&lt;低保&gt;</div></td>' in full
    assert '<td role="cell" data-heading="操作"><div><a>看</a></div></td>' in full
    assert "还没有。" in empty


def macro(name: str) -> Any:
    return get_template_attribute("console/macros.html", name)
