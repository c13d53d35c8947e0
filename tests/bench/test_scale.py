from answers.words import shared_words
from bench.scale import asked, field_text
from bench.variations import WORDINGS, grown
from tests.answers.builders import a_document

CATALOG = [
    a_document("YL-008", "高龄津贴申领指南", "老人补贴怎么领", "八十岁有钱吗"),
    a_document("SJ-006", "最低生活保障申请条件", "吃低保要什么材料", "家里没有收入怎么办"),
]


def test_a_grown_catalog_begins_with_the_real_items_and_has_every_code_once() -> None:
    documents = grown(CATALOG, 50, shared_words())

    assert documents[:2] == CATALOG
    assert len({document.code for document in documents}) == 50
    assert {len(document.wordings) for document in documents[2:]} == {WORDINGS}


def test_variations_are_the_same_each_time_and_mostly_differ_from_their_originals() -> None:
    once, again = (grown(CATALOG, 50, shared_words()) for _ in range(2))

    names = {document.name for document in once}

    assert once == again
    assert len(names) > 10


def test_a_catalog_can_be_smaller_than_the_real_one() -> None:
    assert grown(CATALOG, 1, shared_words()) == CATALOG[:1]


def test_questions_are_no_wordings_the_same_each_time_and_none_comes_twice() -> None:
    documents = grown(CATALOG, 200, shared_words())

    once, again = (asked(documents, 100, seed=1) for _ in range(2))

    texts = [question.text for question in once]
    assert once == again
    assert once != asked(documents, 100, seed=2)
    assert len(set(texts)) == len(texts) > 80


def test_search_engines_are_given_all_of_an_item() -> None:
    text = field_text(CATALOG[0])

    assert all(part in text for part in ("高龄津贴申领指南", "养老服务", "申请材料", "老人补贴怎么领", "八十岁有钱吗"))
