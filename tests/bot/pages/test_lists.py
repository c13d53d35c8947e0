"""A list is cut into screens: nothing is lost, nothing shown twice, and no number in the address breaks it."""

import re

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from bot.pages.lists import ELDER_CHOICES, cut


@given(st.lists(st.integers()), st.integers(1, 40))
def test_the_screens_together_are_the_list(items: list[int], size: int) -> None:
    pages = cut(items, "1", size).pages

    screens = [cut(items, str(number), size).items for number in range(1, pages + 1)]

    assert [one for screen in screens for one in screen] == items
    assert all(len(screen) <= size for screen in screens)


@pytest.mark.parametrize(
    ("wanted", "page"),
    [("", 1), ("2", 2), ("0", 1), ("-1", 1), ("99", 4), ("two", 1), ("²", 1), ("9" * 5000, 1), ("1.5", 1)],
)
def test_a_number_that_is_none_shows_the_first_screen_and_one_too_large_the_last(wanted: str, page: int) -> None:
    assert cut(range(10), wanted, 3).page == page


def test_an_empty_list_has_one_empty_screen() -> None:
    assert (cut([], "3", 3).page, cut([], "3", 3).pages, len(cut([], "3", 3).items)) == (1, 1, 0)


def test_an_elder_sees_three_choices_and_a_way_on(client: FlaskClient) -> None:
    client.set_cookie("elder", "1")

    page = client.get("/counting").text

    assert len(re.findall('class="one"', page)) == ELDER_CHOICES
    assert '<a class="button" rel="next" href="/counting?page=2">下一页</a>' in page
    assert "上一页" not in page


def test_the_way_to_the_next_screen_keeps_what_was_asked(client: FlaskClient) -> None:
    page = client.get("/counting?q=a%26b&page=2").text

    assert 'href="/counting?q=a%26b&amp;page=3"' in page
    assert 'href="/counting?q=a%26b"' in page
