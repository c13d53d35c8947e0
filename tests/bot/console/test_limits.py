"""What no page of the console sends names no record."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.console.limits import LARGEST_ID, number_of


@given(number=st.integers(0, LARGEST_ID))
def test_an_id_is_read_as_it_is_written(number: int) -> None:
    assert number_of(str(number)) == number


@pytest.mark.parametrize(
    "text", ["", "-1", "1.5", "１", "x", str(LARGEST_ID + 1), "0" * 20 + "9" * 30, "9" * 10_000], ids=range(8)
)
def test_what_no_record_can_have_for_an_id_names_none(text: str) -> None:
    assert number_of(text) is None
