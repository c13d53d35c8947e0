"""Tokens belong to one secret, ways back stay in the console, addresses come from whom we believe."""

from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from bot.console.forms import form_token, is_form_token, is_from_our_site, way_back
from bot.console.visit import client_address


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


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("::1", "203.0.113.7", "203.0.113.7"),
        ("::ffff:127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.2", "203.0.113.7", "10.0.0.2"),
        ("192.168.1.9", "203.0.113.7", "192.168.1.9"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("93.184.216.34", "203.0.113.7", "93.184.216.34"),
    ],
)
def test_only_a_proxy_on_this_machine_is_believed_about_addresses(peer: str, forwarded: str, address: str) -> None:
    environ = {"REMOTE_ADDR": peer}

    with Flask(__name__).test_request_context(headers={"X-Forwarded-For": forwarded}, environ_base=environ):
        assert client_address() == address
