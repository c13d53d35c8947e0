"""An address is taken from whom we believe."""

import pytest
from flask import Flask

from bot.callers import client_address


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("::1", "203.0.113.7", "203.0.113.7"),
        ("::ffff:127.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.2", "203.0.113.7", "10.0.0.2"),
        ("192.168.1.9", "203.0.113.7", "192.168.1.9"),
        ("127.0.0.1", "203.0.113.7:5555", "203.0.113.7"),
        ("127.0.0.1", "[2001:db8::7]:5555", "2001:db8::7"),
        ("127.0.0.1", "whoever", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("93.184.216.34", "203.0.113.7", "93.184.216.34"),
    ],
)
def test_only_a_proxy_on_this_machine_is_believed_about_addresses(peer: str, forwarded: str, address: str) -> None:
    environ = {"REMOTE_ADDR": peer}

    with Flask(__name__).test_request_context(headers={"X-Forwarded-For": forwarded}, environ_base=environ):
        assert client_address() == address
