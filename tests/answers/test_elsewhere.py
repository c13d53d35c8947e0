import pytest

from answers.elsewhere import comes_first, mentioned


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("厦门的公租房怎么申请", ["厦门"]),
        ("我从江西搬到福州鼓楼", ["江西"]),
        ("马鞍山和马尾", ["马鞍山", "马尾"]),
        ("低保怎么办", []),
    ],
)
def test_places_beyond_the_district_are_noticed(text: str, places: list[str]) -> None:
    assert mentioned(text) == places


@pytest.mark.parametrize("text", ["请问厦门怎么落户", "你好,上海的低保"])
def test_a_text_may_begin_with_another_place(text: str) -> None:
    assert comes_first(text)


def test_a_text_may_name_another_place_in_passing() -> None:
    assert not comes_first("我爸在上海看病")
