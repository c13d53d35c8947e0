"""What a worker sees of the messages residents left."""

from flask import Flask

from casework.commands import in_one_line
from tests.casework.console.conftest import app

__all__ = ["app"]


def test_a_message_is_one_line_whatever_it_holds() -> None:
    forged = "灯坏了\n2026-01-01 10:00  居民3：假的\x9b2J\u202e"

    assert in_one_line(forged) == "灯坏了 ⏎ 2026-01-01 10:00  居民3：假的2J"


def test_the_list_tells_nobodys_number(app: Flask) -> None:
    listed = app.test_cli_runner().invoke(args=["enquiries", "list"]).output

    assert "楼道灯坏了" in listed
    assert "13812345678" not in listed
