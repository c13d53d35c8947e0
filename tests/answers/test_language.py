import pytest

from answers.language import Language, Term, bundled_language


def test_a_residents_word_brings_the_official_one() -> None:
    language = Language([("低保", "最低生活保障")])

    assert language.found("我想吃低保") == [Term("低保", "最低生活保障")]


def test_the_longest_word_at_a_place_wins() -> None:
    language = Language([("低保", "最低生活保障"), ("低保户", "最低生活保障对象")])

    assert [term.said for term in language.found("低保户有哪些")] == ["低保户"]


@pytest.mark.parametrize(
    ("text", "found"), [("外地来的孩子想上学", True), ("上学去外地", False), ("外地" + "远" * 20 + "上学", False)]
)
def test_a_gapped_word_needs_its_parts_in_order_and_near(text: str, *, found: bool) -> None:
    language = Language([("外地…上学", "随迁子女入学")])

    assert bool(language.found(text)) is found


@pytest.mark.parametrize(
    ("text", "means"), [("我妈85岁", "高龄老年人"), ("65岁体检", "老年人"), ("6岁上学", None), ("500岁", None)]
)
def test_an_age_tells_who_is_meant(text: str, means: str | None) -> None:
    found = [term.means for term in Language([]).found(text)]

    assert found == ([means] if means else [])


def test_one_character_can_be_a_word() -> None:
    language = Language([("厝", "房屋")])

    assert language.found("起厝") == [Term("厝", "房屋")]


def test_remarks_in_brackets_are_left_out_of_the_bundled_words() -> None:
    assert [term.means for term in bundled_language().found("食昼")] == ["吃午饭"]
