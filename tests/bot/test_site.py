"""What parts bring to the residents' pages."""

import pytest
from markupsafe import Markup
from sqlalchemy.orm import Session

from bot.site import Site


def test_ways_stand_in_their_order_whoever_joined_first() -> None:
    site = Site()

    site.add_way("办事指南", "guides.all", order=30)
    site.add_way("首页", "catalog.home", order=10)

    assert [way.label for way in site.ways] == ["首页", "办事指南"]


def test_a_page_stands_in_the_navigation_once() -> None:
    site = Site()
    site.add_way("首页", "catalog.home")

    with pytest.raises(ValueError, match="twice"):
        site.add_way("主页", "catalog.home")


def test_a_page_shows_what_other_parts_have_to_say_about_its_thing_in_order() -> None:
    site = Site()
    site.add_section("item", lambda _session, code: Markup("<p>{}</p>").format(code), order=20)
    site.add_section("item", lambda _session, _code: None, order=10)
    site.add_section("item", lambda _session, _code: Markup("<p>first</p>"), order=5)

    assert site.sections("item", Session(), "SJ-006") == ["<p>first</p>", "<p>SJ-006</p>"]
    assert site.sections("place", Session(), "350102") == []
