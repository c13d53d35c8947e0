"""First letters of pinyin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_catalog.bundled import bundled_rows
from kiosk.initials import MOST_READINGS, initials


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("低保指南", "dbzn"),
        ("最低生活保障", "zdshbz"),
        ("公租房（廉租房）", "gzflzf"),
        ("65岁以上老人", "syslr"),
        ("ＡＴＭ机", "atmj"),
        ("養老", "yl"),
    ],
)
def test_a_text_is_spelt_by_its_first_letters(text: str, letters: str) -> None:
    assert initials(text)[0] == letters


def test_a_character_read_in_two_ways_is_found_under_both_letters() -> None:
    assert set(initials("银行")) == {"yh", "yx"}
    assert set(initials("长者食堂")) == {"zzst", "czst"}


def test_nothing_to_spell_is_spelt_as_nothing() -> None:
    assert initials("12345，") == ("",)


def test_every_item_of_the_bundled_catalog_can_be_spelt() -> None:
    spelt = [initials(row.name)[0] for row in bundled_rows()]

    assert min(map(len, spelt)) >= 4


@given(st.text())
def test_any_text_is_spelt_in_a_few_ways_of_small_letters(text: str) -> None:
    found = initials(text)

    assert 1 <= len(found) <= MOST_READINGS
    assert all(letter.islower() and letter.isascii() for reading in found for letter in reading)
