import pytest

from answers.language import BUNDLED, read_terms
from answers.words import Words, agrees, dictionary, jieba_segmenter, shared_words, specimens, weight


def test_a_text_has_words_pairs_and_characters() -> None:
    words = Words(lambda text: [text[:2], text[2:]])

    assert sorted(words.terms("低保金")) == sorted(["低保", "=低保", "=保金", "低", "保", "金"])


def test_signs_and_spaces_are_no_terms_and_join_nothing() -> None:
    words = Words(list)

    assert words.terms("老，人 ?") == ["老", "人"]


def test_a_word_counts_more_than_a_pair_and_a_pair_more_than_a_character() -> None:
    assert weight("低保") > weight("=低保") > weight("低")


def test_the_projects_words_stay_whole() -> None:
    assert "长者食堂" in shared_words().segment("长者食堂在哪里")


def test_a_compound_is_found_by_its_parts() -> None:
    assert {"高龄", "津贴"} <= set(shared_words().segment("高龄津贴怎么领"))


def test_residents_words_are_in_the_dictionary() -> None:
    known = {word for word, _ in dictionary()}

    said = {term.said for path in BUNDLED for term in read_terms(path)}

    assert {word for word in said if 2 <= len(word) <= 6 and all("\u4e00" <= c <= "\u9fff" for c in word)} <= known


def test_jieba_splits_the_specimens_as_recorded() -> None:
    segment = jieba_segmenter().search

    assert [segment(phrase) for phrase, *_ in specimens()] == [expected for _, *expected in specimens()]


def test_a_segmenter_that_splits_otherwise_is_refused(caplog: pytest.LogCaptureFixture) -> None:
    assert not agrees(list)

    assert "jieba is used instead" in caplog.text
