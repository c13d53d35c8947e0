"""What a worker sees of the messages residents left."""

from casework.commands import in_one_line


def test_a_message_is_one_line_whatever_it_holds() -> None:
    forged = "灯坏了\n2026-01-01 10:00  居民3：假的\x9b2J\u202e"

    assert in_one_line(forged) == "灯坏了 ⏎ 2026-01-01 10:00  居民3：假的2J"
