from hypothesis import given
from hypothesis import strategies as st

from answers.index import Index, counted
from answers.words import Words

WORDS = Words(lambda text: [text[i : i + 2] for i in range(len(text) - 1)])
NOTHING: frozenset[str] = frozenset()

texts = st.lists(st.text("低保养老院学区疫苗", min_size=1, max_size=8), min_size=1, max_size=12)


def an_index(*written: str) -> Index:
    return Index([counted([(WORDS.terms(text), 1.0)]) for text in written])


def asked(text: str) -> dict[str, float]:
    return dict.fromkeys(WORDS.terms(text), 1.0)


def test_the_text_with_more_of_the_question_comes_first() -> None:
    index = an_index("养老院名单", "低保名单", "低保标准")

    assert next(place for _, place in index.best(asked("低保标准"), NOTHING, 10)) == 2


def test_a_question_without_known_terms_finds_nothing() -> None:
    assert an_index("低保", "养老").best(asked("天气"), NOTHING, 10) == []


def test_an_index_of_nothing_finds_nothing() -> None:
    assert Index([]).best(asked("低保"), NOTHING, 10) == []


def test_unknown_terms_lower_the_score() -> None:
    index = an_index("低保标准", "养老院", "学区")

    [(clean, _)] = index.best(asked("低保"), NOTHING, 1)
    [(diluted, _)] = index.best(asked("低保天气预报"), NOTHING, 1)

    assert diluted < clean


def test_unknown_terms_said_in_other_words_do_not_lower_the_score() -> None:
    index = an_index("低保标准", "养老院", "学区")
    question = asked("低保天气")
    unknown = frozenset(asked("天气")) | {"=保天", "保天"}

    [(known, _)] = index.best(question, unknown, 1)

    assert known == index.best(asked("低保"), NOTHING, 1)[0][0]


def test_what_most_texts_share_tells_nothing() -> None:
    index = an_index(*[f"名单{sign}" for sign in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"])

    assert index.best(asked("名单"), NOTHING, 10) == []


def test_prominence_counts() -> None:
    index = Index([counted([(WORDS.terms("低保"), 3.0)]), counted([(WORDS.terms("低保"), 1.0)]), counted([])])

    assert [place for _, place in index.best(asked("低保"), NOTHING, 2)] == [0, 1]


@given(texts, st.text("低保养老院学区疫苗", min_size=1, max_size=8))
def test_a_copy_of_a_text_lifts_no_text_that_shares_nothing_with_the_question(
    written: list[str], question: str
) -> None:
    ranked = an_index(*written, written[0]).best(asked(question), NOTHING, 20)

    unrelated = {place for place, text in enumerate(written) if not set(text) & set(question)}
    assert not unrelated & {place for _, place in ranked}


@given(texts, st.text("低保养老院学区疫苗", min_size=1, max_size=8))
def test_scores_fall_and_equals_keep_the_texts_order(written: list[str], question: str) -> None:
    ranked = an_index(*written).best(asked(question), NOTHING, 20)

    assert ranked == sorted(ranked, key=lambda found: (-found[0], found[1]))


def test_what_matched_is_told_most_telling_first() -> None:
    index = an_index("低保标准", "低保名单", "学区")

    assert [term for term, _ in index.matches(asked("保学标准"), 0)][:2] == ["标准", "=标准"]
    assert index.matches(asked("低保标准"), 2) == []
