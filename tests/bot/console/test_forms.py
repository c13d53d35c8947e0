"""Tokens belong to one secret, and ways back stay in the console."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.console.forms import form_token, is_form_token, is_from_our_site, way_back


@given(mine=st.text(), other=st.text())
def test_a_token_belongs_to_one_secret(mine: str, other: str) -> None:
    assert is_form_token(form_token(mine), mine)
    assert is_form_token(form_token(mine), other) == (mine == other)


@given(wanted=st.one_of(st.text(), st.text().map(lambda text: f"/console/{text}")))
def test_a_way_back_never_leaves_the_console_of_this_host(wanted: str) -> None:
    found = urlsplit(urljoin("https://jwt.example/console/sign-in", way_back(wanted)))

    assert (found.scheme, found.netloc) == ("https", "jwt.example")
    assert way_back(wanted).startswith("/console/")
    assert way_back(wanted).isprintable() or way_back(wanted) == wanted
    assert not any(mark in way_back(wanted) for mark in "\\\r\n\t\0")


@pytest.mark.parametrize(
    ("fetched", "origin", "ours"),
    [
        (None, None, True),
        ("same-origin", "https://jwt.example", True),
        (None, "https://jwt.example", True),
        (None, "http://jwt.example:8000", True),
        ("cross-site", "https://jwt.example", False),
        ("same-site", None, False),
        ("same-origin", "https://evil.example", False),
        (None, "null", False),
        (None, "", False),
    ],
)
def test_what_a_browser_says_about_the_sender_is_believed(fetched: str | None, origin: str | None, ours: bool) -> None:
    hosts = {"jwt.example", "jwt.example:8000"}

    assert is_from_our_site(fetched=fetched, origin=origin, hosts=hosts) == ours
