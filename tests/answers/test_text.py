import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.text import LONGEST, normalise, shortened


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("ＰＭ２．５", "pm2.5"),
        ("養老院 在哪裏", "养老院在哪里"),
        ("  低保\n\n怎么 办 ", "低保怎么办"),
        ("我妈八十五岁了", "我妈85岁了"),
        ("八十多岁的老人", "80多岁的老人"),
        ("孩子六岁", "孩子6岁"),
        ("wi-fi  密码", "wi-fi密码"),
    ],
)
def test_spellings_of_the_same_become_one(written: str, compared: str) -> None:
    assert normalise(written) == compared


@given(st.text(st.characters(), max_size=60))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)

    assert normalise(once) == once


def test_an_unclear_age_is_no_reason_to_guess() -> None:
    assert "56岁" not in normalise("十五六岁")


def test_of_a_long_story_beginning_and_end_are_kept() -> None:
    story = "开头" + "略" * 2000 + "低保怎么办"

    short = shortened(story)

    assert len(short) == LONGEST
    assert short.startswith("开头")
    assert short.endswith("低保怎么办")
