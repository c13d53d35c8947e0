import pytest
from hypothesis import given
from hypothesis import strategies as st

from answers.homophones import Homophones, bundled_homophones

VOCABULARY = ("低保", "公租房", "养老金", "残疾证", "预防针", "临时救助")


def cut(text: str) -> list[str]:
    """As a segmenter does that knows 这个, 市场, 实施 and the vocabulary."""
    words: list[str] = []
    while text:
        word = next((word for word in ("这个", "市场", "实施", *VOCABULARY) if text.startswith(word)), text[0])
        words.append(word)
        text = text[len(word) :]
    return words


HOMOPHONES = Homophones([*VOCABULARY, "个市"], cut)


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("我想办底保", [("底保", "低保")]),
        ("公祖房和养老今", [("公祖房", "公租房"), ("养老今", "养老金")]),
        ("灵时救助", [("灵时救助", "临时救助")]),
    ],
)
def test_wrong_characters_are_heard_as_the_word_they_sound_like(text: str, heard: list[tuple[str, str]]) -> None:
    assert HOMOPHONES.heard(text) == heard


@pytest.mark.parametrize("text", ["低保", "公租房怎么申请", "这个市场", "实施", "", "abc 123"])
def test_what_is_written_right_is_left_alone(text: str) -> None:
    assert HOMOPHONES.heard(text) == []


def test_nothing_right_in_it_is_not_heard() -> None:
    assert HOMOPHONES.heard("帝宝") == []


@given(st.text("低底保报公祖租房养老今金的我要办a1 ", max_size=30))
def test_what_is_heard_stands_in_the_text_in_order(text: str) -> None:
    start = 0

    for written, word in HOMOPHONES.heard(text):
        start = text.index(written, start) + len(written)
        assert len(written) == len(word)
        assert written != word


@pytest.mark.parametrize("name", ["李保证", "陈低", "林高铃", "石狮路"])
def test_names_are_not_bent(name: str) -> None:
    assert bundled_homophones().heard(f"我叫{name}") == []
