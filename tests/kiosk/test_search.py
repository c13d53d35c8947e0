"""Items by first letters."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.initials import initials
from kiosk.search import LONGEST_QUERY, Label, LetterIndex, letters_of

MINIMUM = Label("最低生活保障办事指南", "SJ-006", is_name=True)
MINIMUM_SAID = Label("低保", "SJ-006", is_name=False)
BORDER = Label("低保边缘家庭认定", "SJ-010", is_name=True)
PIRATES = Label("打击盗版", "WH-003", is_name=True)

names = st.text(st.sampled_from("低保最生活障办事指南老人津贴申领公租房"), min_size=1, max_size=8)


def test_labels_that_begin_with_the_letters_stand_before_those_that_hold_them() -> None:
    index = LetterIndex([PIRATES, BORDER, MINIMUM_SAID])

    assert index.search("db") == ["SJ-006", "SJ-010", "WH-003"]


def test_an_item_with_several_fitting_labels_is_found_once() -> None:
    index = LetterIndex([MINIMUM, MINIMUM_SAID, Label("低保金", "SJ-006", is_name=False)])

    assert index.search("db") == ["SJ-006"]


def test_letters_may_be_left_out_of_a_name_where_nothing_fits_whole() -> None:
    index = LetterIndex([MINIMUM])

    assert index.search("dbzn") == ["SJ-006"]
    assert index.search("znbd") == []


def test_what_fits_whole_is_not_joined_by_what_fits_with_gaps() -> None:
    index = LetterIndex([MINIMUM, Label("低保指南", "SJ-099", is_name=False)])

    assert index.search("dbzn") == ["SJ-099"]


def test_no_letters_find_nothing() -> None:
    assert LetterIndex([MINIMUM]).search("") == []
    assert LetterIndex([]).search("d") == []


def test_only_so_many_items_are_found() -> None:
    index = LetterIndex(Label("低保", f"SJ-{n:03d}", is_name=True) for n in range(100))

    assert len(index.search("db", most=7)) == 7


def test_what_is_typed_counts_by_its_letters() -> None:
    assert letters_of("D b-1\n字Ⅷ") == "db"
    assert len(letters_of("d" * 99)) == LONGEST_QUERY


@given(st.lists(names, min_size=1, max_size=8), st.data())
def test_any_part_of_a_spelling_finds_its_item(texts: list[str], data: st.DataObject) -> None:
    index = LetterIndex(Label(text, str(n), is_name=True) for n, text in enumerate(texts))
    wanted = data.draw(st.integers(0, len(texts) - 1))
    spelling = data.draw(st.sampled_from(initials(texts[wanted])))
    start = data.draw(st.integers(0, len(spelling) - 1))

    assert str(wanted) in index.search(spelling[start:])


@given(st.lists(names, max_size=8), st.text("dbzgshlr", min_size=1, max_size=6))
def test_whatever_is_found_holds_the_letters_in_their_order(texts: list[str], typed: str) -> None:
    index = LetterIndex(Label(text, str(n), is_name=True) for n, text in enumerate(texts))

    for code in index.search(typed):
        assert any(_in_order(typed, spelling) for spelling in initials(texts[int(code)]))


def _in_order(letters: str, spelling: str) -> bool:
    rest = iter(spelling)
    return all(letter in rest for letter in letters)
