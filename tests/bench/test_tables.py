from bench.tables import aligned, verdict


def test_columns_stand_below_each_other() -> None:
    lines = aligned([("", "p50"), ("ours", "1.5"), ("a peer", "10.25")])

    assert lines == ["          p50", "ours      1.5", "a peer  10.25"]


def test_a_verdict_says_at_once_whether_it_was_reached() -> None:
    assert verdict("fast", good=True).split() == ["reached", "fast"]
    assert verdict("fast", good=False).split() == ["MISSED", "fast"]
