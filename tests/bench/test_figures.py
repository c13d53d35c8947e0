import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.figures import percentile, ratio

VALUES = st.lists(st.floats(0.1, 1000), min_size=1, max_size=30)


@given(VALUES, st.floats(0, 1))
def test_a_percentile_is_a_value_that_so_many_do_not_exceed(values: list[float], share: float) -> None:
    found = percentile(values, share)

    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-9


def test_percentiles_of_a_hundred_values_are_the_values_themselves() -> None:
    values = [float(number) for number in range(100, 0, -1)]

    found = [percentile(values, share) for share in (0.5, 0.99, 1)]

    assert found == [50, 99, 100]


def test_nothing_has_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_ratios_are_taken_within_a_round() -> None:
    ours, theirs = [10.0, 20.0, 300.0], [10.0, 10.0, 100.0]

    found = ratio(ours, theirs)

    assert (found.middle, found.lowest, found.highest) == (2, 1, 3)
    assert str(found) == "2.00 (1.00–3.00)"


@given(VALUES, st.floats(1.0, 10))
def test_a_slow_round_changes_no_ratio(values: list[float], slower: float) -> None:
    found = ratio([2 * value / slower for value in values], [value / slower for value in values])

    assert found.lowest == pytest.approx(2)
    assert found.highest == pytest.approx(2)


def test_who_did_nothing_is_infinitely_slower() -> None:
    assert ratio([5.0], [0.0]).middle == float("inf")


def test_rounds_that_do_not_pair_up_are_refused() -> None:
    with pytest.raises(ValueError, match=r"shorter|longer"):
        ratio([1.0], [1.0, 2.0])
