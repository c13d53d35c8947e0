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
from bot.console.place_tree import Branch
from bot.console.registry import Console, Entry
from bot.console.shell import grouped
from bot.errors import BotError
from bot.places import Place
from bot.workers.worker import Worker
from tests.bot.console.browsing import Browsing
from tests.bot.console.letters import with_letters

__all__ = ["with_letters"]


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


def entries(*groups: str) -> list[Entry]:
    return [Entry(f"页{number}", f"part.page{number}", number, group) for number, group in enumerate(groups)]


def test_a_short_navigation_has_no_headings() -> None:
    (only,) = grouped(entries("办件", "答问", "办件"))

    assert (only.label, [entry.label for entry in only.entries]) == ("", ["页0", "页1", "页2"])
    assert grouped([]) == []


def test_a_long_navigation_has_its_groups_each_where_its_first_page_stands() -> None:
    found = grouped(entries("办件", "答问", "办件", "目录", "答问", "答问", "人员"))

    shown = [(group.label, [entry.label for entry in group.entries]) for group in found]
    assert shown == [("办件", ["页0", "页2"]), ("答问", ["页1", "页4", "页5"]), ("目录", ["页3"]), ("人员", ["页6"])]


def test_the_navigation_shows_where_a_page_lies(with_letters: Flask) -> None:
    browsing = Browsing(with_letters.test_client())
    browsing.sign_in("wang")

    listed, below = browsing.open("/console/letters/").text, browsing.open("/console/letters/1").text

    assert '<a href="/console/letters/" aria-current="page">来信</a>' in listed
    assert '<a href="/console/letters/" aria-current="true">来信</a>' in below
    assert below.count("aria-current") == 1


@pytest.mark.parametrize(
    ("name", "options", "first"),
    [
        ("radios", {"options": [("a", "甲"), ("b", "乙")]}, 'type="radio" id="kind" name="kind" value="a"'),
        ("checkboxes", {"options": [("a", "甲"), ("b", "乙")]}, 'type="checkbox" id="kind" name="kind" value="a"'),
        ("places", {"tree": [Branch("350102", "鼓楼区", can_be_picked=True, below=())]}, 'id="kind" tabindex="-1"'),
    ],
)
def test_several_controls_are_a_group_with_its_words_and_what_an_error_leads_to(
    app: Flask, name: str, options: dict[str, Any], first: str
) -> None:
    with app.test_request_context("/console/"):
        html = str(macro(name)("kind", "种类", error="请选一个", **options))

    assert "<legend>种类" in html
    assert 'aria-describedby="kind-error"' in html
    assert '<p class="problem" id="kind-error">请选一个</p>' in html
    assert first in html


def test_what_is_wrong_is_summed_up_with_the_way_to_each_field(app: Flask) -> None:
    with app.test_request_context("/console/"):
        none, two = (str(macro("errors")(those)) for those in ({"a": ""}, {"a": "请写<一句>", "b": "", "c": "请选"}))

    assert none.strip() == ""
    assert "还有 2 处要改" in two
    assert '<a href="#a">请写&lt;一句&gt;</a>' in two


def test_a_password_is_never_filled_in(app: Flask) -> None:
    with app.test_request_context("/console/"):
        assert 'value=""' in str(macro("field")("password", "密码", type="password", value="secret"))
