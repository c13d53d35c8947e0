import pytest
from hypothesis import given
from hypothesis import strategies as st

from community_catalog.elements import CatalogRow, changed_elements, is_editorial
from tests.community_catalog.builders import DIBAO, a_row


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("办理条件、办理材料", "办理条件，办理材料。"),
        ("信息形成之日起20个工作日内", "信息形成之日起 20 个工作日内"),
        ("（第711号）", "(第711号)"),
        ("办理条件\n办理材料", "办理条件；办理材料"),
        ("A级", "a级"),
    ],
)
def test_a_change_of_punctuation_white_space_or_width_is_editorial(before: str, after: str) -> None:
    assert is_editorial("content", before, after)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("20个工作日内", "7个工作日内"),
        ("补贴1.5倍", "补贴15倍"),
        ("10-20日", "1020日"),
        ("不少于50%", "不少于50"),
        ("≥30日", "30日"),
        ("应当公开", "应当不公开"),
    ],
)
def test_a_change_of_a_word_or_number_is_not_editorial(before: str, after: str) -> None:
    assert not is_editorial("deadline", before, after)


def test_the_order_of_channels_has_no_meaning_but_the_leading_office_has() -> None:
    assert is_editorial("channels", ("政府网站", "社区公示栏"), ("社区公示栏", "政府网站"))
    assert not is_editorial("subjects", ("区民政局", "街道办事处"), ("街道办事处", "区民政局"))


def test_changed_elements_are_named_in_catalog_order() -> None:
    after = a_row(stage="结果", content="办理条件")

    assert changed_elements(DIBAO, after) == ("content", "stage")


def test_a_row_survives_its_snapshot() -> None:
    assert CatalogRow.of(DIBAO.code, DIBAO.snapshot()) == DIBAO


@given(st.text(max_size=30), st.sampled_from("，。；、 \n（）《》"), st.integers(0, 30))
def test_one_more_punctuation_mark_beside_no_digit_is_editorial(text: str, mark: str, place: int) -> None:
    beside = text[max(place - 1, 0) : place + 1]
    if not any(letter.isdigit() for letter in beside):
        assert is_editorial("content", text, text[:place] + mark + text[place:])
